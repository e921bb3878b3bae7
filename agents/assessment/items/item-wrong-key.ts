/** The marked answer is provably wrong: the question is arithmetic, and another option is its result. */
import type { Item } from '../../../tools/library/lesson.ts';
import { type Worked, workOut } from './arithmetic.ts';
import { keyEdits } from './item-edit.ts';
import { itemRule } from './item-rule.ts';
import { isChoice, keyOf } from './items.ts';

/** The expression a stem asks for: in backticks, or standing alone after "what is" or before "=". */
function expressionOf(stem: string): string | null {
  const asked =
    /^(?:what (?:is|does|will|would|are)|which (?:value|number|result)|evaluate|compute|calculate|work out|the (?:value|result) of|in python)/iu.test(
      stem.trim(),
    );
  const code = [...stem.matchAll(/`([^`]+)`/gu)].map((match) => match[1] ?? '');
  if (asked && code.length === 1) return code[0] ?? null;
  const plain = /^(?:what is|what's|evaluate|compute|calculate|work out)?\s*([-\d.\s+*/%()×÷−]+?)\s*(?:=\s*\??|\?|:)?\s*$/iu.exec(
    stem.trim(),
  )?.[1];
  return plain ?? null;
}

function numberOf(text: string): number | null {
  const plain = text
    .trim()
    .replace(/^`(.*)`$/u, '$1')
    .replace('−', '-');
  return /^-?\d+(?:\.\d+)?$/u.test(plain) ? Number(plain) : null;
}

function rightOptions(item: Item, worked: Worked): number[] {
  return item.options.flatMap((option, index) => {
    const value = numberOf(option.text);
    return value !== null && Math.abs(value - worked.value) < 1e-9 ? [index] : [];
  });
}

/** `6` and `6.0` are different answers to a question about Python; then only the exact spelling counts. */
function spelled(worked: Worked): string {
  return worked.whole || !Number.isInteger(worked.value) ? String(worked.value) : `${worked.value}.0`;
}

export const itemWrongKey = itemRule({
  meta: {
    id: 'item-wrong-key',
    agent: 'assessment',
    version: '1.0',
    severity: 'critical',
    title: 'The answer marked right is wrong',
    source: 'The key must be right (Haladyna, Downing & Rodriguez 2002, guideline 19); shown here by working the question out.',
    needs: [],
  },
  rewrite: 'never',
  look(item, { lesson }) {
    const key = keyOf(item);
    if (!isChoice(item) || !key) return null;
    const expression = expressionOf(item.stem.text);
    const worked =
      expression === null ? null : workOut(expression.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-'));
    if (!expression || !worked || item.options.some((option) => numberOf(option.text) === null)) return null;
    let right = rightOptions(item, worked);
    if (right.length > 1)
      right = right.filter((index) => item.options[index]?.text.trim().replaceAll('`', '') === spelled(worked));
    const answer = right.length === 1 ? right[0] : undefined;
    if (answer === undefined || item.options[answer] === key) return null;
    const edits = keyEdits(lesson, item, answer);
    return {
      message: `“${key.text}” is marked right, but ${expression.trim()} is ${spelled(worked)}, which is option ${answer + 1}.`,
      certainty: 'fails',
      evidence: [{ kind: 'run', text: `${expression.trim()} = ${spelled(worked)}` }],
      ...(edits && edits.length > 0
        ? { mend: { edits, title: `Make “${item.options[answer]?.text}” the key`, risk: 'low' as const } }
        : {}),
    };
  },
});
