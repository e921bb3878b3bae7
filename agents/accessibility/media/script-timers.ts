/** What a script's timers do, read from its syntax tree: nothing runs. Pure. */
import type { AnyNode } from 'acorn';
import { ancestor, simple } from 'acorn-walk';
import { calledName, functionsIn, reached, readScript } from '../script-tree.ts';

/**
 * Whether a timer that goes on (an interval, or a function that sets its own next time) writes text into the page: in what it calls
 * itself, or in functions of the same script that it calls by name.
 * @param code of one script; one that cannot be read says nothing
 */
export function keepsWriting(code: string): boolean {
  const program = readScript(code);
  if (!program) return false;
  const named = functionsIn(program);
  let found = false;
  ancestor(program, {
    CallExpression(call, _, ancestors) {
      const timer = calledName(call);
      const told = call.arguments[0];
      if (found || !told || (timer !== 'setInterval' && timer !== 'setTimeout')) return;
      const deeds = reached(told, named);
      const again = timer === 'setInterval' || ancestors.some((one) => deeds.has(one));
      found = again && [...deeds].some(writesText);
    },
  });
  return found;
}

const writable = /^(?:textContent|innerText|innerHTML|nodeValue)$/u;

function writesText(deed: AnyNode): boolean {
  let found = false;
  simple(deed, {
    AssignmentExpression({ left }) {
      found ||= left.type === 'MemberExpression' && left.property.type === 'Identifier' && writable.test(left.property.name);
    },
    CallExpression({ callee }) {
      found ||=
        callee.type === 'MemberExpression' &&
        callee.object.type === 'Identifier' &&
        callee.object.name === 'document' &&
        callee.property.type === 'Identifier' &&
        /^write(?:ln)?$/u.test(callee.property.name);
    },
  });
  return found;
}
