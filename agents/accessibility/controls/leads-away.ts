/** What a handler of a page does with the learner: sends the page away, or drops the focus. Read from its syntax tree; nothing runs. Pure. */
import type { AnyNode } from 'acorn';
import { simple } from 'acorn-walk';
import { functionsIn, reached, readScript } from '../script-tree.ts';

export type Deed = 'leaves-page' | 'drops-focus';

/**
 * @param handler value of an `on…` attribute
 * @param scripts code of the page, in which functions the handler calls are looked up
 */
export function deedsOf(handler: string, scripts: string[]): Set<Deed> {
  const deeds = new Set<Deed>();
  const program = readScript(handler);
  if (!program) return deeds;
  const trees = scripts.flatMap((code) => readScript(code) ?? []);
  const named = new Map(trees.flatMap((tree) => [...functionsIn(tree)]));
  for (const deed of reached(program, named)) {
    simple(deed, {
      AssignmentExpression({ left }) {
        if (isLocation(left as AnyNode)) deeds.add('leaves-page');
      },
      CallExpression({ callee }) {
        if (callee.type === 'Identifier' && callee.name === 'open' && !named.has('open')) deeds.add('leaves-page');
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
        const { name } = callee.property;
        if (/^(?:submit|requestSubmit)$/.test(name)) deeds.add('leaves-page');
        // `location.href.replace(…)` is of a string.
        const ofText = callee.object.type === 'MemberExpression' && isNamed(callee.object.property, 'href');
        if (/^(?:assign|replace)$/.test(name) && !ofText && isLocation(callee.object as AnyNode)) deeds.add('leaves-page');
        if (name === 'open' && callee.object.type === 'Identifier' && callee.object.name === 'window') deeds.add('leaves-page');
        if (name === 'blur' && callee.object.type === 'ThisExpression') deeds.add('drops-focus');
      },
    });
  }
  return deeds;
}

function isNamed(node: AnyNode, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

/** `location`, `window.location`, `parent.location.href`; not `location.hash`, which stays on the page. */
function isLocation(node: AnyNode): boolean {
  if (node.type === 'Identifier') return node.name === 'location';
  if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier') return false;
  const { name } = node.property;
  if (name === 'href') return isLocation(node.object as AnyNode);
  return (
    name === 'location' &&
    node.object.type === 'Identifier' &&
    /^(?:window|document|self|top|parent|globalThis)$/.test(node.object.name)
  );
}
