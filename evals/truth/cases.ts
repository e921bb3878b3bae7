/** Lessons with planted contradictions between code and output, and with look-alikes that are none. */
import type { ExampleItem } from '../../agents/assessment/example-course.ts';
import type { SampleLanguage } from '../../tools/sandbox/sandbox.ts';
import { altered, type Snippet, snippet } from './snippets.ts';

export type Truth = 'fault' | 'look-alike';

export interface Case {
  kind: string;
  truth: Truth;
  language: SampleLanguage;
  /** Markdown of its section; absent for an item. */
  text?: string;
  item?: ExampleItem;
}

type Draw = (below: number) => number;

const fenced = (lang: string, text: string) => `\`\`\`${lang}\n${text}\n\`\`\``;

const shown = (language: SampleLanguage, { code, output }: Snippet, before = 'Try it:') =>
  `${before}\n\n${fenced(language, code)}\n\n${fenced('output', output)}\n`;

const challenge = (language: SampleLanguage, n: number, { code, output }: Snippet) =>
  `::: challenge\n\n## Task ${n}\n\nWrite it.\n\n::: solution\n\n${shown(language, { code, output }, 'For example:')}\n:::\n\n:::\n`;

function program(sign: '+' | '-', given: number[], result: number): string {
  const code = `import sys\n\ndef main():\n    first = int(sys.argv[1])\n    second = int(sys.argv[2])\n    print(first ${sign} second)\n\nmain()`;
  return `::: challenge\n\n## A program\n\nWrite a program that adds:\n\n${fenced('bash', `$ python add.py ${given.join(' ')}`)}\n\n${fenced('output', String(result))}\n\n::: solution\n\n${fenced('python', code)}\n\n:::\n\n:::\n`;
}

function transcript({ code, output }: Snippet): string {
  const lines = code.split('\n').filter((line) => line !== '');
  const typed = lines.map((line) => (/^\s/u.test(line) ? `... ${line}` : `>>> ${line}`));
  return `At the prompt:\n\n${fenced('python', [...typed, output].join('\n'))}\n`;
}

/** A question with the right output and two wrong ones; `key` is right or not. */
function item(language: SampleLanguage, own: Snippet, draw: Draw, key: 'right' | 'wrong'): ExampleItem {
  const flat = (text: string) => text.replaceAll('\n', ' ');
  const options = [flat(own.output)];
  while (options.length < 3) {
    const other = flat(altered(own.output, draw));
    if (!options.includes(other)) options.push(other);
  }
  const turn = draw(3);
  const turned = [...options.slice(turn), ...options.slice(0, turn)];
  const right = turned.indexOf(flat(own.output));
  return {
    stem: `What is printed?\n${fenced(language, own.code)}`,
    options: turned,
    key: [key === 'right' ? right : (right + 1 + draw(2)) % 3],
  };
}

interface Outside {
  kind: string;
  python: [code: string, output: string, before?: string];
  javascript: [code: string, output: string, before?: string];
}

/** What a run cannot or must not be held against. */
const outside: Outside[] = [
  {
    kind: 'announced error',
    python: ['print(words[9])', 'fox', 'This will fail:'],
    javascript: ['null.x;', 'fox', 'This will fail:'],
  },
  {
    kind: 'chance',
    python: ['import random\nprint(random.random())', '0.25'],
    javascript: ['console.log(Math.random());', '0.25'],
  },
  {
    kind: 'time',
    python: ['import datetime\nprint(datetime.date.today())', '2019-05-01'],
    javascript: ['console.log(new Date());', '2019-05-01'],
  },
  {
    kind: 'packages',
    python: ['import numpy\nprint(numpy.ones(2))', '[0. 0.]'],
    javascript: ['const _ = require("lodash");\nconsole.log(_.sum([1, 2]));', '4'],
  },
  {
    kind: 'files',
    python: ['print(open("a.csv").read())', '1,2'],
    javascript: ['const fs = require("fs");\nconsole.log(fs.readFileSync("a"));', 'x'],
  },
  {
    kind: 'network',
    python: ['import urllib.request\nprint(urllib.request.urlopen("http://example.org").status)', '404'],
    javascript: ['fetch("/a").then((r) => console.log(r.status));', '404'],
  },
  {
    kind: 'input',
    python: ['name = input()\nprint("Hello", name)', 'Hello Ada'],
    javascript: ['console.log("Hello", prompt("Who?"));', 'Hello Ada'],
  },
  {
    kind: 'other version',
    python: ['print(7 / 2)', '3', 'In Python 2:'],
    javascript: ['console.log(typeof null);', 'null', 'In older versions:'],
  },
  {
    kind: 'a page or window',
    python: ['import tkinter\nprint(tkinter.TkVersion)', '1'],
    javascript: ['console.log(document.title);', 'Home'],
  },
  {
    kind: 'order of a set',
    python: ['for word in {"fox", "lamp", "river", "cloud", "stone"}:\n    print(word)', 'fox\nlamp\nriver\nstone\ncloud'],
    javascript: ['console.log({ b: 1, a: 2 });', '{ a: 2, b: 1 }'],
  },
  {
    kind: 'names of the machine',
    python: ['print(object())', '<object object at 0x7f3a2c04>'],
    javascript: ['console.log(performance.now());', '17'],
  },
];

/** All kinds of cases once, in one language; `n` counts through the whole evaluation. */
export function casesOf(language: SampleLanguage, n: number, draw: Draw): Case[] {
  let at = n;
  const next = () => snippet(language, at++, draw);
  const wrong = (own: Snippet): Snippet => ({ code: own.code, output: altered(own.output, draw) });
  const of = (truth: Truth, kind: string, text: string): Case => ({ kind, truth, language, text });
  const given = [1 + draw(50), 1 + draw(50)];
  const sum = (given[0] ?? 0) + (given[1] ?? 0);
  const cases = [
    of('fault', 'output altered', shown(language, wrong(next()))),
    of('fault', 'output altered, introduced', shown(language, wrong(next()), 'The following lines say more.')),
    of('fault', 'solution’s output altered', challenge(language, at, wrong(next()))),
    of('look-alike', 'output right', shown(language, next())),
    of('look-alike', 'solution’s output right', challenge(language, at, next())),
    of('look-alike', 'announced as wrong', shown(language, wrong(next()), 'This code contains a bug:')),
    of(
      'look-alike',
      'to be mended',
      `::: challenge\n\n## Mend it\n\nFix the code so that it prints this.\n\n${shown(language, wrong(next()), 'Code:')}\n:::\n`,
    ),
    of(
      'look-alike',
      'output elsewhere',
      `${fenced(language, next().code)}\n\nSome text that says nothing of it.\n\n${fenced('output', 'something')}\n`,
    ),
    ...outside.map((own) => {
      const [code, output, before] = own[language];
      return of('look-alike', own.kind, shown(language, { code, output }, before));
    }),
    ...(language === 'python'
      ? [
          of('fault', 'transcript altered', transcript(wrong(next()))),
          of('look-alike', 'transcript right', transcript(next())),
          of('fault', 'model answer wrong', program('-', given, sum)),
          of('look-alike', 'model answer right', program('+', given, sum)),
        ]
      : []),
  ];
  const items: Case[] = (['wrong', 'wrong', 'right', 'right'] as const).map((key) => ({
    kind: key === 'wrong' ? 'key altered' : 'key right',
    truth: key === 'wrong' ? 'fault' : 'look-alike',
    language,
    item: item(language, next(), draw, key),
  }));
  return [...cases, ...items];
}
