/**
 * Works out arithmetic as Python does, and nothing else: numbers, brackets, + - * / // % **. No names, no calls, no code
 * is ever run. Pure.
 */
type Token = { kind: 'number'; value: number; whole: boolean } | { kind: 'op'; text: string };
export interface Worked {
  value: number;
  /** Python's int and float: `6 / 2` is 3.0. */
  whole: boolean;
}

const longest = 80;

function tokens(text: string): Token[] | null {
  const result: Token[] = [];
  const pattern = /\s*(?:(\d+\.\d*|\.\d+|\d+)|(\*\*|\/\/|[-+*/%()]))/uy;
  let at = 0;
  while (at < text.trimEnd().length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return null;
    at = pattern.lastIndex;
    if (match[1] !== undefined) result.push({ kind: 'number', value: Number(match[1]), whole: !match[1].includes('.') });
    else result.push({ kind: 'op', text: match[2] ?? '' });
  }
  return result;
}

function apply(op: string, a: Worked, b: Worked): Worked | null {
  const whole = a.whole && b.whole;
  switch (op) {
    case '+':
      return { value: a.value + b.value, whole };
    case '-':
      return { value: a.value - b.value, whole };
    case '*':
      return { value: a.value * b.value, whole };
    case '/':
      return b.value === 0 ? null : { value: a.value / b.value, whole: false };
    case '//':
      return b.value === 0 ? null : { value: Math.floor(a.value / b.value), whole };
    case '%':
      return b.value === 0 ? null : { value: a.value - b.value * Math.floor(a.value / b.value), whole };
    default:
      return null;
  }
}

/**
 * @returns the value of an arithmetic expression; null where the text is anything else, divides by zero, or leaves the
 *   numbers that are exact in both languages
 */
export function workOut(text: string): Worked | null {
  if (text.length > longest) return null;
  const list = tokens(text);
  if (!list || list.length < 3) return null;
  let at = 0;
  const operator = (...wanted: string[]): string | null => {
    const token = list[at];
    if (token?.kind !== 'op' || !wanted.includes(token.text)) return null;
    at += 1;
    return token.text;
  };
  const chain = (next: () => Worked | null, ...ops: string[]): Worked | null => {
    let left = next();
    for (let op = operator(...ops); left && op; op = operator(...ops)) {
      const right = next();
      left = right ? apply(op, left, right) : null;
    }
    return left;
  };
  const atom = (): Worked | null => {
    const token = list[at];
    if (token?.kind === 'number') {
      at += 1;
      return { value: token.value, whole: token.whole };
    }
    if (!operator('(')) return null;
    const inner = sum();
    return operator(')') ? inner : null;
  };
  const power = (): Worked | null => {
    const base = atom();
    if (!base || !operator('**')) return base;
    const exponent = signed();
    if (!exponent || exponent.value > 64 || exponent.value < 0) return null;
    return { value: base.value ** exponent.value, whole: base.whole && exponent.whole };
  };
  const signed = (): Worked | null => {
    const sign = operator('-', '+');
    if (!sign) return power();
    const inner = signed();
    return inner && sign === '-' ? { ...inner, value: -inner.value } : inner;
  };
  const product = (): Worked | null => chain(signed, '*', '/', '//', '%');
  const sum = (): Worked | null => chain(product, '+', '-');
  const result = sum();
  return result && at === list.length && Number.isFinite(result.value) && Math.abs(result.value) <= Number.MAX_SAFE_INTEGER
    ? result
    : null;
}
