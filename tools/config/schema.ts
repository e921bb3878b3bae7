/** `perennial.config.yaml`: every key there is, with its meaning and default. The JSON Schema is generated from this. */
import { z } from 'zod';

const glob = z.string().min(1);

export const QuizMapping = z
  .strictObject({
    quizzes: z.string().default('$[*].quizzes[*]').describe('Path to the quizzes: dots, names and [*]'),
    quizId: z.string().default('id').describe('Field of a quiz with its id'),
    quizTitle: z.string().default('title').describe('Field of a quiz with its title'),
    items: z.string().default('quiz').describe('Path to the items within a quiz'),
    stem: z.string().default('questionText').describe('Field of an item with the question'),
    options: z.string().default('answerOptions').describe('Field of an item with the list of its options'),
    optionText: z.string().default('answerText').describe('Field of an option with its words'),
    correct: z.string().default('isCorrect').describe('Field that says whether an option is the key: true or "true"'),
    feedback: z.string().optional().describe('Field with what learners read after they answered'),
    outcomes: z.string().optional().describe('Field of an item with the outcomes it serves'),
    lesson: z
      .string()
      .optional()
      .describe('Regular expression on the quiz title whose first group is the lesson number (from 1) in course order'),
  })
  .describe('How a quiz JSON file is read');

export const ItemsSource = z.strictObject({
  path: glob.describe('File relative to the library; for qti, moodle-xml and gift also a glob or a package (.zip, .imscc)'),
  format: z
    .enum(['quiz-json', 'qti', 'moodle-xml', 'gift'])
    .describe('What kind of file it is; quiz-json is read by the whole mapping, the others only by its key lesson'),
  mapping: QuizMapping.prefault({}),
  outcomeTags: z
    .enum(['code', 'words'])
    .optional()
    .describe(
      'Propose to tag items with the outcome they certainly serve, by its code ("LO3: …") or its words, although too few are tagged yet to tell',
    ),
  lesson: z.string().optional().describe('Id of the lesson the whole file belongs to'),
});

export const CourseConfig = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .describe('Short name of the course; decisions with the scope "course" hold by it, so keep it'),
  title: z.string().optional().describe('Title of the course, shown in reports'),
  root: z.string().default('.').describe('Folder of the course, relative to the library'),
  language: z.string().optional().describe('BCP 47 language of the lessons'),
  lessons: z.array(glob).min(1).describe('Globs of lesson body files, relative to root, in course order'),
  pages: z
    .array(glob)
    .optional()
    .describe(
      'Globs of further pages that are read and checked but are no step of the course (set-up notes, variants of a lesson)',
    ),
  publishedTogether: z
    .array(z.string())
    .optional()
    .describe(
      'Folders, relative to root, that the published course puts into one: a file linked from one may lie in another (Carpentries: episodes, learners, …)',
    ),
  exclude: z.array(glob).default([]).describe('Globs, relative to root, of files that are neither lessons nor pages'),
  assignments: z
    .array(glob)
    .default([])
    .describe('Globs, relative to each lesson body, of files read with it (e.g. assignment.md)'),
  items: z.array(ItemsSource).default([]).describe('Files with quiz items'),
  responses: z
    .union([
      z.string(),
      z.strictObject({
        file: z.string().describe('The response file, relative to the library'),
        attempts: z.enum(['first', 'last', 'all']).default('first').describe('Which attempts of a learner at an item count'),
        groups: z
          .strictObject({
            column: z.string().describe('Column that says which group a learner belongs to'),
            focal: z.string().describe('Value of the group that might be at a disadvantage'),
            reference: z.string().optional().describe('Value of the group it is compared with (default: everybody else)'),
          })
          .optional()
          .describe('Two groups of learners whose scores on each item are compared'),
      }),
    ])
    .optional()
    .describe(
      'Response file (CSV, Parquet or JSON) of the course items, relative to the library, or the file and how it is read',
    ),
  trends: z
    .string()
    .optional()
    .describe(
      'News of the field: a folder of dated Markdown notes and feed files, one feed file (RSS, Atom, JSON Feed), or the https address of a feed, asked at most once a day',
    ),
  outcomes: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe('Outcomes by lesson id, where the lesson does not state them'),
});
export type CourseConfig = z.infer<typeof CourseConfig>;

/** A course's response file and how it is read; null where it names none. */
export function responsesOf(course: Pick<CourseConfig, 'responses'> | undefined) {
  const stated = course?.responses;
  if (stated === undefined) return null;
  return typeof stated === 'string' ? { file: stated, attempts: 'first' as const } : stated;
}

export const RuleSettings = z.strictObject({
  enabled: z.boolean().default(true),
  severity: z.enum(['critical', 'serious', 'moderate', 'minor']).optional(),
  /** Rule-specific numbers and words. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).default({}),
});
export type RuleSettings = z.infer<typeof RuleSettings>;

export const RuleOverride = z.strictObject({
  match: z
    .strictObject({
      rule: z.array(z.string()).optional().describe('Rule ids or globs'),
      agent: z
        .array(z.enum(['alignment', 'accessibility', 'assessment']))
        .optional()
        .describe('Names of agents'),
      course: z.array(z.string()).optional().describe('Course ids or globs'),
      path: z.array(glob).optional().describe('Globs of files, relative to the library'),
    })
    .default({})
    .describe('Where the override holds: everywhere, where nothing is named'),
  enabled: z.boolean().optional().describe('Switches rules on or off'),
  severity: z.enum(['critical', 'serious', 'moderate', 'minor']).optional().describe('Replaces the severity of what they find'),
  options: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
    .optional()
    .describe('Numbers and words of a rule; no rule reads any yet'),
});

export const Limits = z.strictObject({
  openPerCourse: z.int().min(1).default(30).describe('Open proposals a course'),
  newPerRun: z.int().min(1).default(20).describe('New proposals a run'),
  decisionsPerCourse: z.int().min(1).default(25).describe('Proposals and questions shown for a course in one report'),
  lessonSeconds: z.int().min(1).default(60).describe('Longest time one lesson may take in the browser'),
  fileMegabytes: z.number().min(0.1).default(10).describe('Larger lesson files are reported as not scanned'),
});

export const ModelConfig = z.strictObject({
  small: z.string().default('gpt-5-mini').describe('Model asked first'),
  large: z.string().default('gpt-5').describe('Model asked where the small one is not enough, and for prompts that say so'),
  maxCostPerRun: z.number().min(0).default(5).describe('US dollars a run may spend'),
  timeoutSeconds: z.int().min(1).default(60).describe('Longest wait for one answer'),
  concurrency: z.int().min(1).default(4).describe('Questions asked at once'),
  requestsPerMinute: z
    .int()
    .min(1)
    .optional()
    .describe('Most requests in any 60 seconds, tried again or not; the rest wait for their turn'),
  maxCostPerMonth: z.number().min(0).optional().describe('US dollars a calendar month (UTC), over all runs of this library'),
  prices: z
    .record(
      z.string(),
      z.strictObject({
        input: z.number().min(0).describe('Tokens sent'),
        cachedInput: z.number().min(0).optional().describe('Tokens sent that the endpoint had cached'),
        output: z.number().min(0).describe('Tokens written'),
        pictureTokens: z.int().min(0).optional().describe('Most tokens one picture can count as'),
      }),
    )
    .default({})
    .describe('US dollars per million tokens by model, where the built-in table does not know it'),
  fallback: z
    .strictObject({
      small: z.string().optional().describe('In place of `small`'),
      large: z.string().optional().describe('In place of `large`'),
    })
    .optional()
    .describe('Models at the second endpoint (OPENAI_FALLBACK_BASE_URL), where they are named differently'),
  region: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .optional()
    .describe('Where the endpoint works on what it is sent, e.g. eu or eu-west; held against data.region before each call'),
  fallbackRegion: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .optional()
    .describe('The same of the second endpoint'),
  shadow: z
    .strictObject({
      share: z
        .number()
        .min(0)
        .max(1)
        .default(0.05)
        .describe('Share of new answers that are also asked of the other tier; 0: none'),
      threshold: z.number().min(0).max(1).default(0.8).describe('Agreement below which a task goes to the large model'),
      least: z.int().min(1).default(10).describe('Comparisons before anything is concluded'),
    })
    .prefault({})
    .describe('Shadow checks: whether the small model still answers as the large one does'),
});

export const Campaign = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .describe('Short name, used by the verbs'),
  from: z.string().min(1).describe('What is to go: a product or service as lessons write it, or a host (and path)'),
  to: z.string().min(1).describe('What takes its place'),
  kind: z
    .enum(['service', 'product', 'host'])
    .describe('service: work for a person, place by place; product: a new name for the same thing; host: an address that moved'),
  aliases: z.array(z.string().min(1)).default([]).describe('Further spellings of what is to go'),
  except: z.array(glob).default([]).describe('Globs of files that are left as they are (history)'),
  owner: z.string().optional().describe('Who sees to it'),
  started: z.iso.date().optional().describe('Day on which it was started'),
});
export type Campaign = z.infer<typeof Campaign>;

export const Access = z.strictObject({
  fourEyes: z.boolean().default(false).describe('Nobody approves a change that holds their own words'),
  host: z
    .string()
    .default('127.0.0.1')
    .describe('Address the review listens on; another than loopback needs `origin` with https'),
  port: z.int().min(0).max(65_535).optional().describe('Port it listens on (default: a free one)'),
  origin: z
    .string()
    .regex(/^https?:\/\/[^/]+$/)
    .optional()
    .describe('Address people open, e.g. https://review.example.org; requests that name another are refused'),
  sessionHours: z.number().min(0.1).max(720).default(12).describe('After so long a browser has to sign in again'),
  trustedHeader: z
    .strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
        .describe('Header in which a proxy says who it let in, e.g. X-Forwarded-User'),
      proof: z
        .enum(['secret', 'loopback'])
        .default('secret')
        .describe(
          'Why it is believed: X-Perennial-Proxy-Secret is PERENNIAL_PROXY_SECRET, or the request comes from this machine (only where nobody else uses it)',
        ),
      people: z
        .record(
          z.string(),
          z.strictObject({
            person: z
              .string()
              .regex(/^\s*[^<>\s][^<>\r\n]*<[^<>\s]+>\s*$/)
              .describe('"Name <mail>", as decisions are signed'),
            role: z.enum(['viewer', 'editor', 'approver', 'administrator']).describe('What the person may do'),
          }),
        )
        .default({})
        .describe('Who they are, by what the header says; anybody else is turned away'),
    })
    .optional()
    .describe('Sign-in by a proxy in front'),
});
export type Access = z.infer<typeof Access>;

export const Retention = z.strictObject({
  reportsDays: z.int().min(1).optional().describe('Dated reports of nights older than this are deleted'),
  runsDays: z
    .int()
    .min(8)
    .optional()
    .describe('Lines of the history of nights (runs.jsonl) older than this are dropped, but for the newest of each schedule'),
  answersDays: z.int().min(1).optional().describe('Kept answers of models older than this are dropped; they are paid for again'),
  cacheDays: z.int().min(1).default(90).describe('Kept results that nothing asked for in this time are dropped'),
});
export type Retention = z.infer<typeof Retention>;

export const Config = z.strictObject({
  version: z.literal(1).default(1).describe('Version of this file'),
  title: z.string().optional().describe('Name of the library, shown in reports (default: its folder)'),
  language: z.string().default('en').describe('BCP 47 language of lessons that do not state their own'),
  courses: z.array(CourseConfig).default([]).describe('Left out: courses are discovered'),
  defaults: z
    .strictObject({
      agents: z
        .array(z.enum(['alignment', 'accessibility', 'assessment']))
        .default(['alignment', 'accessibility', 'assessment'])
        .describe('Which agents look'),
      code: z
        .enum(['run', 'off'])
        .default('off')
        .describe('Whether code samples are run in a sandbox and held against the output printed beside them'),
      limits: Limits.prefault({}).describe('How much a person is asked at once, and what one lesson may cost'),
      links: z
        .enum(['off', 'check'])
        .default('off')
        .describe('check: every refresh asks the addresses that are due; off: only perennial links and refresh --links do'),
    })
    .prefault({}),
  rules: z.array(RuleOverride).default([]).describe('Overrides, later ones win'),
  models: ModelConfig.prefault({}),
  nightly: z
    .strictObject({
      quiet: z
        .enum(['leave-out', 'send'])
        .default('leave-out')
        .describe('Whether a night with nothing new is told by mail and webhook too'),
      webhook: z
        .url()
        .optional()
        .describe('Told of each run by POST, as JSON; https, or this machine (PERENNIAL_WEBHOOK_SECRET signs it)'),
      mail: z
        .strictObject({
          from: z.string().min(3).describe('Sender'),
          to: z.array(z.string().min(3)).min(1).describe('Who is told'),
        })
        .optional()
        .describe('A mail for each run: sent through PERENNIAL_SMTP_URL, else written beside the report as mail.eml'),
    })
    .prefault({})
    .describe('Who is told what came of a scheduled run'),
  data: z
    .strictObject({
      region: z
        .string()
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
        .optional()
        .describe('Where lesson text may be worked on, e.g. eu: an endpoint elsewhere, or of unknown place, is never called'),
    })
    .prefault({}),
  facts: z
    .strictObject({
      endOfLife: z.string().optional().describe('Folder of endoflife.date product files, relative to the library'),
      online: z.boolean().default(false).describe('Ask endoflife.date at run time and keep the answers'),
      retirements: z
        .string()
        .optional()
        .describe(
          'Own file of closed services and renamed products, relative to the library; entries replace built-in ones of the same name',
        ),
    })
    .prefault({}),
  links: z
    .strictObject({
      everyDays: z.int().min(0).default(7).describe('Days between two questions to the same address'),
      allowHosts: z
        .array(z.string())
        .default([])
        .describe('Hosts of a private network that may be asked (name or name:port); all others there never are'),
      skip: z.array(z.string()).default([]).describe('Addresses that are not asked: globs on the whole address'),
      pauseSeconds: z.number().min(0).default(0.5).describe('Pause between two requests to one host'),
      timeoutSeconds: z.number().min(0.1).default(15).describe('Longest wait for one answer'),
      limitMinutes: z.number().min(0.1).default(10).describe('After so long a run asks nothing new; the rest keeps for the next'),
    })
    .prefault({})
    .describe('How addresses on the web are asked'),
  campaigns: z.array(Campaign).default([]).describe('What is being replaced over the whole library (perennial campaign start)'),
  access: Access.optional().describe(
    'Several people in one review, each with a role (perennial access); left out: one person, on this machine',
  ),
  retention: Retention.prefault({}).describe('How long what is derived is kept; the ledger is kept whole, always'),
  publish: z
    .strictObject({
      branch: z.string().optional().describe('Publish to this branch instead of the one checked out'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
