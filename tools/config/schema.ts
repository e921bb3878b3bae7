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
  responses: z.string().optional().describe('Response file (CSV) of the course items, relative to the library'),
  trends: z.string().optional().describe('Folder of dated notes on the field; no rule reads it yet'),
  outcomes: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe('Outcomes by lesson id, where the lesson does not state them'),
});
export type CourseConfig = z.infer<typeof CourseConfig>;

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
});

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
      limits: Limits.prefault({}).describe('How much a person is asked at once, and what one lesson may cost'),
    })
    .prefault({}),
  rules: z.array(RuleOverride).default([]).describe('Overrides, later ones win'),
  models: ModelConfig.prefault({}),
  facts: z
    .strictObject({
      endOfLife: z.string().optional().describe('Folder of endoflife.date product files, relative to the library'),
      online: z.boolean().default(false).describe('Ask endoflife.date at run time and keep the answers'),
    })
    .prefault({}),
  publish: z
    .strictObject({
      branch: z.string().optional().describe('Publish to this branch instead of the one checked out'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
