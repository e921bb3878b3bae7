/** Which column of a response file is which, and whether a row is one answer (long) or one learner (wide). Pure. */

const names = {
  learner: [
    'learner',
    'learner_id',
    'learnerid',
    'student',
    'student_id',
    'studentid',
    'user',
    'user_id',
    'userid',
    'participant',
    'participant_id',
    'anon_student_id',
    'id',
    'id_number',
    'username',
    'login',
    'email',
    'e_mail',
    'mail',
    'email_address',
  ],
  item: [
    'item',
    'item_id',
    'itemid',
    'item_no',
    'item_number',
    'question',
    'question_id',
    'questionid',
    'question_no',
    'question_number',
    'problem',
    'problem_id',
  ],
  option: [
    'option',
    'response',
    'answer',
    'choice',
    'selected',
    'selected_option',
    'selected_answer',
    'student_answer',
    'learner_answer',
    'given_answer',
  ],
  score: ['score', 'correct', 'points', 'is_correct', 'iscorrect', 'result'],
  attempt: ['attempt', 'attempt_no', 'attempt_number', 'try'],
  time: ['time', 'timestamp', 'datetime', 'submitted_at', 'submitted', 'answered_at', 'date'],
  outcome: ['outcome', 'outcome_id', 'objective', 'skill', 'skill_id', 'kc', 'knowledge_component'],
} as const;

export type Role = keyof typeof names;

/** Columns of a wide file that are about the learner or the whole test: never items, so that no name is ever shown as an answer. */
const aboutLearners = new Set(
  'name first_name last_name firstname lastname surname full_name email e_mail mail email_address id_number login username ip_address institution department total total_score sum grade mark started started_at started_on start_time finished finished_at completed completed_on end_time duration time_taken seconds minutes status state group class cohort section gender sex age language country'.split(
    ' ',
  ),
);

export interface Column {
  name: string;
  /** DuckDB's name of its type. */
  type: string;
}

export interface Layout {
  form: 'long' | 'wide';
  at: Partial<Record<Role | 'group', Column>>;
  /** Wide files: the columns that are items. */
  items: Column[];
  /** Wide files: columns that are neither. */
  leftOut: string[];
}

function folded(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[ ._-]+/gu, '_')
    .replace(/_$/u, '');
}

/** `Grade/10.00`: the points of the whole test, as Moodle heads them. */
const wholeGrade = /^grade\/[\d_,]+$/u;
/** Reports of answers show question and right answer beside each response. */
const numberedResponse = /^response_\d+$/u;

const learnerNames = 'student_id, user_id, participant, username, email_address';

/** The first name of the list that the header has: "learner" before a bare "id". */
function columnFor(columns: Column[], role: Role): Column | undefined {
  for (const name of names[role]) {
    const found = columns.find((column) => folded(column.name) === name);
    if (found) return found;
  }
  return undefined;
}

/** Names no column: a file without a header row would show a learner's answers. */
function withoutLearner(columns: readonly Column[]): string {
  return columns.some(({ type }) => /^(?:STRUCT|MAP|JSON)|\[\]$/u.test(type))
    ? 'the answers lie within other values; write a list of objects, one an answer: {"learner": …, "item": …, "option": …}.'
    : `no column names the learner; call it "learner" in the first row (also read: ${learnerNames}).`;
}

/**
 * @param file how messages call the file
 * @param group name of the column that says which group a learner belongs to, where one was asked for
 * @throws where no column names the learner, the group's column is absent, or a long file has neither option nor score
 */
export function layoutOf(columns: Column[], file: string, group?: string): Layout {
  const at: Layout['at'] = {};
  for (const role of Object.keys(names) as Role[]) {
    const found = columnFor(columns, role);
    if (found) at[role] = found;
  }
  if (!at.learner) throw new Error(`${file}:1: ${withoutLearner(columns)}`);
  if (group !== undefined) {
    const found =
      columns.find((column) => column.name === group) ?? columns.find((column) => folded(column.name) === folded(group));
    if (!found)
      throw new Error(
        `${file}:1: there is no column "${group}" for the group; there is ${columns.map((one) => one.name).join(', ')}.`,
      );
    at.group = found;
  }
  if (at.item) {
    if (!at.option && !at.score)
      throw new Error(`${file}:1: rows have an item but neither "option" nor "score"; add one of these columns.`);
    return { form: 'long', at, items: [], leftOut: [] };
  }
  const kept = { learner: at.learner, ...(at.attempt ? { attempt: at.attempt } : {}), ...(at.time ? { time: at.time } : {}) };
  const frame = { ...kept, ...(at.group ? { group: at.group } : {}) };
  const others = columns.filter((column) => !Object.values(frame).some((own) => own.name === column.name));
  const numbered = others.some((column) => numberedResponse.test(folded(column.name)));
  const about = (column: Column) =>
    aboutLearners.has(folded(column.name)) ||
    wholeGrade.test(folded(column.name)) ||
    (numbered && !numberedResponse.test(folded(column.name))) ||
    (Object.keys(names) as Role[]).some((role) => (names[role] as readonly string[]).includes(folded(column.name)));
  const items = others.filter((column) => !about(column));
  if (items.length === 0)
    throw new Error(`${file}:1: no column names an item; call it "item", or give each item a column of its own.`);
  return { form: 'wide', at: frame, items, leftOut: others.filter(about).map((column) => column.name) };
}
