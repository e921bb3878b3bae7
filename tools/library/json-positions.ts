/** A JSON reader that keeps the place of every value. Strict JSON (RFC 8259), a leading BOM allowed. */
export type JsonNode =
  | { type: 'object'; start: number; end: number; members: { key: string; value: JsonNode }[] }
  | { type: 'array'; start: number; end: number; items: JsonNode[] }
  /** For strings `start` and `end` enclose the quotes. */
  | { type: 'scalar'; start: number; end: number; value: string | number | boolean | null };

export class JsonFault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.name = 'JsonFault';
    this.offset = offset;
  }
}

const space = /[ \t\r\n]*/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const deepest = 200;

/** @throws JsonFault with the offset where the text stops being JSON. */
export function parseJson(text: string): JsonNode {
  const read = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0 };
  const value = readValue(read, 0);
  skip(read);
  if (read.at < text.length) throw new JsonFault(read.at, 'there is text after the end of the data');
  return value;
}

interface Reader {
  text: string;
  at: number;
}

function skip(read: Reader): void {
  space.lastIndex = read.at;
  space.exec(read.text);
  read.at = space.lastIndex;
}

function take(read: Reader, mark: string): boolean {
  skip(read);
  if (read.text[read.at] !== mark) return false;
  read.at += 1;
  return true;
}

function expect(read: Reader, mark: string): void {
  if (!take(read, mark)) throw new JsonFault(read.at, `"${mark}" is missing here`);
}

function readValue(read: Reader, depth: number): JsonNode {
  if (depth > deepest) throw new JsonFault(read.at, 'the data are nested too deeply');
  skip(read);
  const start = read.at;
  if (take(read, '{')) {
    const members: { key: string; value: JsonNode }[] = [];
    if (!take(read, '}')) {
      do {
        skip(read);
        const key = readScalar(read);
        if (typeof key.value !== 'string') throw new JsonFault(key.start, 'a name in double quotes is missing here');
        expect(read, ':');
        members.push({ key: key.value, value: readValue(read, depth + 1) });
      } while (take(read, ','));
      expect(read, '}');
    }
    return { type: 'object', start, end: read.at, members };
  }
  if (take(read, '[')) {
    const items: JsonNode[] = [];
    if (!take(read, ']')) {
      do items.push(readValue(read, depth + 1));
      while (take(read, ','));
      expect(read, ']');
    }
    return { type: 'array', start, end: read.at, items };
  }
  return readScalar(read);
}

function readScalar(read: Reader): Extract<JsonNode, { type: 'scalar' }> {
  const start = read.at;
  const pattern = read.text[start] === '"' ? string : word;
  pattern.lastIndex = start;
  const match = pattern.exec(read.text);
  if (!match) throw new JsonFault(start, start >= read.text.length ? 'the data end too early' : 'this is not a JSON value');
  read.at = pattern.lastIndex;
  return { type: 'scalar', start, end: read.at, value: JSON.parse(match[0]) as string | number | boolean | null };
}

/** The member of that name; of several the last, as JSON.parse takes it. */
export function member(node: JsonNode, key: string): JsonNode | null {
  return node.type === 'object' ? (node.members.findLast((one) => one.key === key)?.value ?? null) : null;
}

/** Values at a path of names, dots, `[*]` and `[n]`, e.g. `$[*].quizzes[*]`. Null where the path itself is malformed. */
export function select(root: JsonNode, path: string): JsonNode[] | null {
  const steps = path.replace(/^\$/, '').match(/\.?[^.[\]]+|\[(?:\*|\d+)\]/g) ?? [];
  if (steps.join('') !== path.replace(/^\$/, '')) return null;
  let found = [root];
  for (const step of steps) {
    found = found.flatMap((node) => {
      if (step === '[*]') return node.type === 'array' ? node.items : [];
      if (step.startsWith('['))
        return node.type === 'array' ? node.items.slice(Number(step.slice(1, -1)), Number(step.slice(1, -1)) + 1) : [];
      const value = member(node, step.replace(/^\./, ''));
      return value ? [value] : [];
    });
  }
  return found;
}
