/** Reading scripts of a page without running them. Pure. */
import { type AnyNode, parse } from 'acorn';
import { simple } from 'acorn-walk';

type Call = Extract<AnyNode, { type: 'CallExpression' }>;

/** A script's syntax tree; null where it cannot be read as a script or a module. */
export function readScript(code: string): AnyNode | null {
  for (const sourceType of ['script', 'module'] as const) {
    try {
      return parse(code, { ecmaVersion: 'latest', sourceType, allowReturnOutsideFunction: true });
    } catch {
      // Read as the other kind, or not at all.
    }
  }
  return null;
}

/** The functions a script gives a name, by it. */
export function functionsIn(program: AnyNode): Map<string, AnyNode> {
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

/** What a call is handed to do (a function, its name, or code as text), with the functions that names or calls. */
export function reached(told: AnyNode, named: Map<string, AnyNode>): Set<AnyNode> {
  const text = told.type === 'Literal' && typeof told.value === 'string' ? readScript(told.value) : null;
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
export function calledName({ callee }: Call): string | null {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.property.type !== 'Identifier')
    return null;
  return /^(?:window|self|globalThis)$/u.test(callee.object.name) ? callee.property.name : null;
}
