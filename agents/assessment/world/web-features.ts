/** Deprecated features that a piece of HTML, CSS or JavaScript uses, found in its syntax tree and nowhere else. Pure. */
import { type AnyNode, type MemberExpression, type Program, parse as parseJavaScript } from 'acorn';
import { ancestor, simple } from 'acorn-walk';
import { type CssNode, parse as parseCss, walk } from 'css-tree';
import { type DefaultTreeAdapterTypes, parseFragment, parse as parseHtml } from 'parse5';
import { type DeprecatedFeature, deprecated, type FeatureKind } from '../../../tools/web-platform/deprecated.ts';

export interface FeatureUse {
  feature: DeprecatedFeature;
  /** Offsets in the text that was given. */
  start: number;
  end: number;
}

function use(kind: FeatureKind, name: string, start: number, end: number): FeatureUse[] {
  const feature = deprecated(kind, name);
  return feature ? [{ feature, start, end }] : [];
}

export function inCss(css: string, at = 0, context: 'stylesheet' | 'declarationList' = 'stylesheet'): FeatureUse[] {
  const found: FeatureUse[] = [];
  let tree: CssNode;
  try {
    tree = parseCss(css, { context, positions: true, onParseError: () => {} });
  } catch {
    return [];
  }
  walk(tree, function (node) {
    const place = node.loc;
    if (!place) return;
    const start = at + place.start.offset;
    const end = start + css.slice(place.start.offset, place.end.offset).trimEnd().length;
    if (node.type === 'Atrule') found.push(...use('at-rule', node.name, start, start + node.name.length + 1));
    if (node.type !== 'Declaration') return;
    const declared = node.property.toLowerCase();
    const bare = declared.replace(/^-(?:webkit|moz|ms|o)-/u, '');
    const siblings = this.block?.children.toArray() ?? [];
    const beside = (name: RegExp) => siblings.some((own) => own.type === 'Declaration' && name.test(own.property));
    // The old form beside the new one is a fallback; -webkit-box belongs to -webkit-line-clamp, which has no other form.
    if (
      bare.startsWith('box-') &&
      (beside(/^(?:-webkit-)?line-clamp$/u) || beside(/^(?:flex|order|justify-content|align-items)/u))
    )
      return;
    if (bare === 'clip' && beside(/^(?:-webkit-)?clip-path$/u)) return;
    if (/^page-break-/u.test(bare) && beside(/^break-(?:before|after|inside)$/u)) return;
    found.push(...(deprecated('property', declared) ? use('property', declared, start, end) : use('property', bare, start, end)));
    walk(node.value, (value) => {
      if (value.type === 'Identifier') found.push(...use('property-value', `${declared}.${value.name}`, start, end));
    });
  });
  return found;
}

/** Names a sample gives to things of its own: they are not the platform's. */
function ownNames(program: Program): Set<string> {
  const own = new Set<string>();
  const bind = (node: AnyNode | null | undefined) => {
    if (node?.type === 'Identifier') own.add(node.name);
  };
  simple(program, {
    Function(node) {
      bind(node.id);
      for (const parameter of node.params) bind(parameter);
    },
    Class: (node) => bind(node.id),
    VariableDeclarator: (node) => bind(node.id),
    ImportDeclaration(node) {
      for (const one of node.specifiers) bind(one.local);
    },
    MethodDefinition: (node) => bind(node.key),
    Property(node) {
      if (node.value.type === 'FunctionExpression' || node.value.type === 'ArrowFunctionExpression') bind(node.key);
    },
    AssignmentExpression(node) {
      if (node.left.type === 'MemberExpression' && /Function/u.test(node.right.type)) bind(node.left.property);
    },
  });
  return own;
}

const holderOf: Record<string, string[]> = {
  document: ['Document'],
  window: ['Window'],
  navigator: ['Navigator'],
  e: ['KeyboardEvent', 'UIEvent', 'Event'],
  ev: ['KeyboardEvent', 'UIEvent', 'Event'],
  evt: ['KeyboardEvent', 'UIEvent', 'Event'],
  event: ['KeyboardEvent', 'UIEvent', 'Event'],
};

function memberUses(node: MemberExpression, own: Set<string>, at: number, called: boolean): FeatureUse[] {
  if (node.computed || node.property.type !== 'Identifier') return [];
  const { name } = node.property;
  const [start, end] = [at + node.start, at + node.end];
  if (node.object.type === 'Identifier') {
    const object = node.object.name;
    if (object === 'arguments') return use('member', `arguments.${name}`, start, end);
    // An event is a parameter; a document or window of the sample's own is not the platform's.
    const holders = /^e(?:v|vt|vent)?$/u.test(object) || !own.has(object) ? (holderOf[object] ?? []) : [];
    const found = holders.flatMap((holder) => use('member', `${holder}.${name}`, start, end));
    if (found.length > 0) return found.slice(0, 1);
  }
  // A method that has its name from nobody else: the sample's own functions aside.
  const telling = /^(?:substr|getYear|setYear|toGMTString|trimLeft|trimRight|fontcolor|fontsize)$/u.test(name);
  return called && telling && !own.has(name) ? use('method', name, start, end) : [];
}

export function inJavaScript(code: string, at = 0): FeatureUse[] {
  const read = (sourceType: 'module' | 'script'): Program | null => {
    try {
      return parseJavaScript(code, {
        ecmaVersion: 'latest',
        sourceType,
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
      });
    } catch {
      return null;
    }
  };
  const program = read('module') ?? read('script');
  if (!program) return [];
  const own = ownNames(program);
  const found: FeatureUse[] = [];
  ancestor(program, {
    MemberExpression(node, _, path) {
      const parent = path.at(-2);
      found.push(...memberUses(node, own, at, parent?.type === 'CallExpression' && parent.callee === node));
    },
    Identifier(node, _, path) {
      const parent = path.at(-2);
      if (own.has(node.name) || (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') || parent.callee !== node)
        return;
      found.push(...use(parent.type === 'NewExpression' ? 'interface' : 'global', node.name, at + node.start, at + node.end));
    },
    WithStatement: (node) => void found.push(...use('statement', 'with', at + node.start, at + node.start + 4)),
    CallExpression(node) {
      const [first] = node.arguments;
      const named =
        node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' ? node.callee.property.name : '';
      if (named === 'addEventListener' && first?.type === 'Literal' && typeof first.value === 'string')
        found.push(...use('event', first.value, at + first.start, at + first.end));
    },
  });
  return found;
}

type Element = DefaultTreeAdapterTypes.Element;

function elements(node: DefaultTreeAdapterTypes.Node): Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(elements) : [];
  const inside = 'content' in node ? elements(node.content) : [];
  return 'tagName' in node ? [node, ...below, ...inside] : [...below, ...inside];
}

function textOf(element: Element): { text: string; start: number } | null {
  const [child] = element.childNodes;
  if (!child || !('value' in child) || !child.sourceCodeLocation) return null;
  return { text: child.value, start: child.sourceCodeLocation.startOffset };
}

/** Attributes that embedding code of others brings along, or that do no harm: nobody teaches them. */
const harmless =
  /^(?:iframe\.|embed\.|object\.|param\.|script\.|style\.type|link\.|meta\.|a\.name|html\.version|td\.(?:abbr|scope)|ol\.|ul\.type|li\.type)/u;

/** @param parts `elements`: the elements alone, as for a page that is not a sample of anything. */
export function inHtml(html: string, parts: 'all' | 'elements' = 'all'): FeatureUse[] {
  const whole = /<(?:!doctype|html|frameset)\b/iu.test(html);
  const tree = (whole ? parseHtml : parseFragment)(html, { sourceCodeLocationInfo: true });
  return elements(tree).flatMap((element): FeatureUse[] => {
    const place = element.sourceCodeLocation?.startTag ?? element.sourceCodeLocation;
    if (!place || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') return [];
    const found = use('element', element.tagName, place.startOffset, place.endOffset);
    if (parts === 'elements') return found;
    for (const { name, value } of element.attrs) {
      const own = element.sourceCodeLocation?.attrs?.[name];
      const [start, end] = [own?.startOffset ?? place.startOffset, own?.endOffset ?? place.endOffset];
      const full = `${element.tagName}.${name}`;
      if (name === 'style')
        found.push(...inCss(value, start + name.length + 2, 'declarationList').map((one) => ({ ...one, start, end })));
      else if (!harmless.test(full)) found.push(...use('attribute', full, start, end));
    }
    const text = textOf(element);
    if (text && element.tagName === 'style') found.push(...inCss(text.text, text.start));
    const type = element.attrs.find((one) => one.name === 'type')?.value ?? '';
    if (text && element.tagName === 'script' && /^(?:|module|(?:text|application)\/javascript)$/iu.test(type))
      found.push(...inJavaScript(text.text, text.start));
    return found;
  });
}
