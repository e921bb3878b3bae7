/** Small programs whose output is known without running them, in two languages. */
import type { SampleLanguage } from '../../tools/sandbox/sandbox.ts';

export interface Snippet {
  code: string;
  /** What it prints. */
  output: string;
}

type Draw = (below: number) => number;

const words = ['river', 'stone', 'cloud', 'maple', 'fox', 'harbour', 'lamp', 'violin'];

/** One of a handful of programs with values drawn by lot; `n` keeps its names apart from those of the others in the lesson. */
export function snippet(language: SampleLanguage, n: number, draw: Draw): Snippet {
  const python = language === 'python';
  const print = (inside: string) => (python ? `print(${inside})` : `console.log(${inside});`);
  const let_ = (name: string, value: string) => (python ? `${name} = ${value}` : `const ${name} = ${value};`);
  const numbers = Array.from({ length: 3 + draw(3) }, () => 1 + draw(40));
  const word = words[draw(words.length)] ?? 'word';
  const times = 2 + draw(3);
  const list = `[${numbers.join(', ')}]`;
  switch (draw(6)) {
    case 0: {
      const sum = numbers.reduce((a, b) => a + b, 0);
      const code = python
        ? `total_${n} = 0\nfor value in ${list}:\n    total_${n} += value\nprint(total_${n})`
        : `let total_${n} = 0;\nfor (const value of ${list}) total_${n} += value;\nconsole.log(total_${n});`;
      return { code, output: String(sum) };
    }
    case 1:
      return {
        code: `${let_(`word_${n}`, `'${word}'`)}\n${print(python ? `len(word_${n}) * ${times}` : `word_${n}.length * ${times}`)}`,
        output: String(word.length * times),
      };
    case 2:
      return {
        code: python
          ? `def area_${n}(w, h):\n    return w * h\n\nprint('area', area_${n}(${numbers[0]}, ${numbers[1]}))`
          : `function area_${n}(w, h) {\n  return w * h;\n}\nconsole.log('area', area_${n}(${numbers[0]}, ${numbers[1]}));`,
        output: `area ${(numbers[0] ?? 0) * (numbers[1] ?? 0)}`,
      };
    case 3: {
      const code = python
        ? `for i in range(${times}):\n    print('${word}', i * ${numbers[0]})`
        : `for (let i = 0; i < ${times}; i++) console.log('${word}', i * ${numbers[0]});`;
      return { code, output: Array.from({ length: times }, (_, i) => `${word} ${i * (numbers[0] ?? 0)}`).join('\n') };
    }
    case 4: {
      const sorted = [...numbers].sort((a, b) => a - b);
      return {
        code: `${let_(`values_${n}`, list)}\n${print(python ? `sorted(values_${n})` : `values_${n}.sort((a, b) => a - b).join(', ')`)}`,
        output: python ? `[${sorted.join(', ')}]` : sorted.join(', '),
      };
    }
    default:
      return {
        code: `${let_(`name_${n}`, `'${word}'`)}\n${print(python ? `name_${n}.upper() + '!'` : `name_${n}.toUpperCase() + '!'`)}`,
        output: `${word.toUpperCase()}!`,
      };
  }
}

/** The same output with one thing wrong: a number, a word's letter, or the last of several lines gone. Never equal to what it was. */
export function altered(output: string, draw: Draw): string {
  const lines = output.split('\n');
  if (lines.length > 1 && draw(3) === 0) return lines.slice(0, -1).join('\n');
  const numbers = [...output.matchAll(/\d+/gu)];
  const one = numbers[draw(numbers.length || 1)];
  if (one) {
    const changed = String(Number(one[0]) + 1 + draw(9));
    return output.slice(0, one.index) + changed + output.slice(one.index + one[0].length);
  }
  const at = draw(output.length - 1);
  return `${output.slice(0, at)}${output[at] === 'Q' ? 'Z' : 'Q'}${output.slice(at + 1)}`;
}
