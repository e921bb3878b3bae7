/** What people see of a command: text and progress on standard error, one document on standard output with `--json`. */

export type Paint = (text: string) => string;

export interface Terminal {
  /** A line for people. */
  say(line?: string): void;
  /** A passing line: drawn over on a terminal; elsewhere every tenth part of the way is a line of its own. */
  progress(line: string, share: number): void;
  /** The one document of `--json`. */
  document(value: unknown): void;
  bold: Paint;
  dim: Paint;
  red: Paint;
  green: Paint;
  yellow: Paint;
}

export interface TerminalOptions {
  json: 'json' | 'people';
  stdout?: NodeJS.WritableStream;
  stderr?: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  env?: NodeJS.ProcessEnv;
}

let printed = false;

/** Has this process printed its document? A verb that fails before says so in one of its own. */
export function documentPrinted(): boolean {
  return printed;
}

/** People's text goes to standard output without `--json`, to standard error with it. Colour only on a terminal, never with NO_COLOR. */
export function openTerminal(options: TerminalOptions): Terminal {
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  const env = options.env ?? process.env;
  const text = options.json === 'json' ? stderr : (stdout as typeof stderr);
  const coloured = text.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint =
    (open: number, close: number): Paint =>
    (line) =>
      coloured ? `\u001b[${open}m${line}\u001b[${close}m` : line;
  let drawn = false;
  let tenth = -1;
  const wipe = () => {
    if (drawn) stderr.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    say(line = '') {
      wipe();
      text.write(`${tame(line)}\n`);
    },
    progress(untamed, share) {
      const line = printable(untamed).replace(/\n/gu, ' ');
      if (stderr.isTTY) {
        const width = (stderr.columns ?? 80) - 1;
        stderr.write(`\r\u001b[2K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
        drawn = true;
        return;
      }
      const now = Math.floor(share * 10);
      if (now > tenth) stderr.write(`${line}\n`);
      tenth = Math.max(tenth, now);
    },
    document(value) {
      wipe();
      printed = true;
      stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
  };
}

/** The colours above are the only control sequences that pass: whatever a file name or a lesson's text smuggles in does not. */
function tame(line: string): string {
  return line
    .split(/(\u001b\[(?:1|2|22|31|32|33|39)m)/u)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');
}

/** Control characters of names and messages never reach a terminal raw. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, '�');
}

/** "3 min 20 s" */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0 || minutes >= 10 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** "1 lesson", "2 lessons" */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
