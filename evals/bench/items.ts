/**
 * How fast item files are read, and in how much memory: a generated bank of each format, read item by item.
 * Run: npx tsx evals/bench/items.ts [items, default 100000]. Each format runs in a process of its own, so that peaks do not mix.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { canvasText, giftText, moodleText, qti2Text } from '../../tools/library/items/example-items.ts';
import { readItemsInto, type WrappedFormat } from '../../tools/library/items/read-items.ts';

const options = ['Water drains from sand & gravel', 'Clay holds <b>most</b> water', 'Silt holds none', 'It depends on the day'];
const stem = (number: number): string => `Which of these holds for soil number ${number}, given a wet spring?`;

/** Banks as one text, or as many (QTI 2 keeps one item a file). */
const banks: Record<string, { format: WrappedFormat; texts(count: number): Iterable<string> }> = {
  'qti-1.2': {
    format: 'qti',
    texts: (count) => [
      canvasText(Array.from({ length: count }, (_, at) => ({ stem: `<p>${stem(at)}</p>`, options, key: at % 4 }))),
    ],
  },
  'qti-2.2': { format: 'qti', texts: (count) => oneByOne(count, '2.2') },
  'qti-3.0': { format: 'qti', texts: (count) => oneByOne(count, '3.0') },
  'moodle-xml': { format: 'moodle-xml', texts: (count) => [moodleBank(count)] },
  gift: {
    format: 'gift',
    texts: (count) => [Array.from({ length: count }, (_, at) => giftText(stem(at), options, at % 4)).join('\n')],
  },
};

function* oneByOne(count: number, version: '2.2' | '3.0'): Generator<string> {
  const plain = options.map((text) => text.replaceAll('&', '&amp;'));
  for (let at = 0; at < count; at += 1) yield qti2Text(version, stem(at), plain, at % 4);
}

function moodleBank(count: number): string {
  const one = (at: number): string => moodleText(stem(at), options, at % 4).replace(/^[\s\S]*?<quiz>|<\/quiz>\s*$/g, '');
  return `<?xml version="1.0"?><quiz>${Array.from({ length: count }, (_, at) => one(at)).join('')}</quiz>`;
}

function measure(name: string, count: number): void {
  const bank = banks[name];
  if (!bank) throw new Error(`There is no bank "${name}"; one of ${Object.keys(banks).join(', ')}.`);
  const texts = bank.texts(count);
  let characters = 0;
  if (Array.isArray(texts)) for (const text of texts) characters += text.length;
  const made = process.memoryUsage().rss;
  let items = 0;
  let wrong = 0;
  let spent = 0;
  let peak = 0;
  for (const text of texts) {
    if (!Array.isArray(texts)) characters += text.length;
    const begin = performance.now();
    readItemsInto(bank.format, 'bank', text, {
      item(item) {
        items += 1;
        if (item.options.filter((option) => option.correct).length !== 1) wrong += 1;
        if (items % 1000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
      },
      passed() {
        wrong += 1;
      },
    });
    spent += performance.now() - begin;
  }
  if (items !== count || wrong > 0) throw new Error(`${name}: ${items} of ${count} items read, ${wrong} of them wrongly.`);
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  const rate = Math.round((count / spent) * 1000);
  console.log(
    `${name.padEnd(11)} ${count} items, ${megabytes(characters)}: ${rate} items/s; peak ${megabytes(peak)} resident, ${megabytes(Math.max(0, peak - made))} above the bank itself`,
  );
}

const [first, second] = process.argv.slice(2);
if (first && banks[first]) measure(first, Number(second ?? 100_000));
else {
  const count = Number(first ?? 100_000);
  if (!Number.isInteger(count) || count < 1) throw new Error('Give the number of items, e.g. 100000.');
  for (const name of Object.keys(banks)) {
    const run = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), name, String(count)], {
      stdio: 'inherit',
    });
    if (run.status !== 0) process.exitCode = 1;
  }
}
