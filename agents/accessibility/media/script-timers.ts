/** What a script's timers do, read from its syntax tree: nothing runs. Pure. */
import { type AnyNode, parse } from 'acorn';
import { ancestor, simple } from 'acorn-walk';

type Calls = Extract<AnyNode, { type: 'CallExpression' }>;

/**
 * Whether a timer that goes on (an interval, or a function that sets its own next time) writes text into the page: in what it calls
 * itself, or in functions of the same script that it calls by name.
 * @param code of one script; one that cannot be read says nothing
 */
export function keepsWriting(code: string): boolean {
  const program = read(code);
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

function read(code: string): AnyNode | null {
  for (const sourceType of ['script', 'module'] as const) {
    try {
      return parse(code, { ecmaVersion: 'latest', sourceType, allowReturnOutsideFunction: true });
    } catch {
      // Read as the other kind, or not at all.
    }
  }
  return null;
}

function functionsIn(program: AnyNode): Map<string, AnyNode> {
  const named = new Map<string, AnyNode>();
  simple(program, {
    FunctionDeclaration(node) {
      if (node.id) named.set(node.id.name, node);
    },
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && init && /Function/u.test(init.type)) named.set(id.name, init);
    },
  });
  return named;
}

/** What a timer is told to do, with the functions it names or calls. */
function reached(told: AnyNode, named: Map<string, AnyNode>): Set<AnyNode> {
  const text = told.type === 'Literal' && typeof told.value === 'string' ? read(told.value) : null;
  const open: AnyNode[] = [told.type === 'Identifier' ? (named.get(told.name) ?? told) : (text ?? told)];
  const deeds = new Set<AnyNode>();
  for (let deed = open.pop(); deed; deed = open.pop()) {
    if (deeds.has(deed)) continue;
    deeds.add(deed);
    simple(deed, {
      CallExpression(call) {
        const callee = named.get(calledName(call) ?? '');
        if (callee) open.push(callee);
      },
    });
  }
  return deeds;
}

/** `go` of `go()` and of `window.go()`. */
function calledName({ callee }: Calls): string | null {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.property.type !== 'Identifier')
    return null;
  return /^(?:window|self|globalThis)$/u.test(callee.object.name) ? callee.property.name : null;
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
