/** `perennial.config.yaml`: every key there is, with its meaning and default. The JSON Schema is generated from this. */
import { z } from 'zod';

const glob = z.string().min(1);

export const QuizMapping = z
  .strictObject({
    quizzes: z.string().default('$[*].quizzes[*]').describe('Path to the quizzes: dots, names and [*]'),
    quizId: z.string().default('id'),
    quizTitle: z.string().default('title'),
    items: z.string().default('quiz').describe('Path to the items within a quiz'),
    stem: z.string().default('questionText'),
    options: z.string().default('answerOptions'),
    optionText: z.string().default('answerText'),
    correct: z.string().default('isCorrect').describe('Field that says whether an option is the key: true or "true"'),
    feedback: z.string().optional(),
    outcomes: z.string().optional(),
    lesson: z
      .string()
      .optional()
      .describe('Regular expression on the quiz title whose first group is the lesson number (from 1) in course order'),
  })
  .describe('How a quiz JSON file is read');

export const ItemsSource = z.strictObject({
  path: glob.describe('File relative to the library'),
  format: z.enum(['quiz-json']),
  mapping: QuizMapping.prefault({}),
  lesson: z.string().optional().describe('Id of the lesson the whole file belongs to'),
});

export const CourseConfig = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string().optional(),
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
  items: z.array(ItemsSource).default([]),
  responses: z.string().optional().describe('Response file (CSV) of the course items, relative to the library'),
  trends: z.string().optional().describe('Folder of dated notes on the field'),
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
      agent: z.array(z.enum(['alignment', 'accessibility', 'assessment'])).optional(),
      course: z.array(z.string()).optional(),
      path: z.array(glob).optional(),
    })
    .default({}),
  enabled: z.boolean().optional(),
  severity: z.enum(['critical', 'serious', 'moderate', 'minor']).optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
});

export const Limits = z.strictObject({
  openPerCourse: z.int().min(1).default(30).describe('Open proposals a course'),
  newPerRun: z.int().min(1).default(20).describe('New proposals a run'),
  decisionsPerCourse: z.int().min(1).default(25).describe('Proposals and questions shown for a course in one report'),
  lessonSeconds: z.int().min(1).default(60).describe('Longest time one lesson may take in the browser'),
  fileMegabytes: z.number().min(0.1).default(10).describe('Larger lesson files are reported as not scanned'),
});

export const ModelConfig = z.strictObject({
  small: z.string().default('gpt-5-mini'),
  large: z.string().default('gpt-5'),
  maxCostPerRun: z.number().min(0).default(5).describe('US dollars'),
  timeoutSeconds: z.int().min(1).default(60),
  concurrency: z.int().min(1).default(4),
  maxCostPerMonth: z.number().min(0).optional().describe('US dollars a calendar month (UTC), over all runs of this library'),
  prices: z
    .record(
      z.string(),
      z.strictObject({
        input: z.number().min(0),
        cachedInput: z.number().min(0).optional(),
        output: z.number().min(0),
        pictureTokens: z.int().min(0).optional().describe('Most tokens one picture can count as'),
      }),
    )
    .default({})
    .describe('US dollars per million tokens by model, where the built-in table does not know it'),
  fallback: z
    .strictObject({ small: z.string().optional(), large: z.string().optional() })
    .optional()
    .describe('Models at the second endpoint (OPENAI_FALLBACK_BASE_URL), where they are named differently'),
});

export const Config = z.strictObject({
  version: z.literal(1).default(1),
  title: z.string().optional(),
  language: z.string().default('en'),
  courses: z.array(CourseConfig).default([]).describe('Left out: courses are discovered'),
  defaults: z
    .strictObject({
      agents: z.array(z.enum(['alignment', 'accessibility', 'assessment'])).default(['alignment', 'accessibility', 'assessment']),
      limits: Limits.prefault({}),
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
