/** The index of deprecated features, worked out from `@mdn/browser-compat-data`. Pure. */
import type { CompatData, CompatStatement, Identifier, SimpleSupportStatement } from '@mdn/browser-compat-data';
import type { DeprecatedFeature, FeatureKind } from './deprecated.ts';

const browsers = { chrome: 'Chrome', firefox: 'Firefox', safari: 'Safari' } as const;

/** Objects of which a sample holds one under a well-known name. */
const holders = new Set(['Document', 'Window', 'Navigator', 'Event', 'UIEvent', 'KeyboardEvent', 'Element', 'HTMLElement']);
/** Methods that no other built-in object has: their name says whose they are. */
const strings = new Set(['String', 'Date']);

function goneFrom(compat: CompatStatement): string[] {
  return Object.entries(browsers).flatMap(([id, label]) => {
    const support = compat.support[id as keyof typeof browsers];
    const [newest] = (Array.isArray(support) ? support : [support]) as (SimpleSupportStatement | undefined)[];
    if (!newest || newest.version_added === false) return [`never in ${label}`];
    return newest.version_removed ? [`${label} until ${String(newest.version_removed)}`] : [];
  });
}

function feature(kind: FeatureKind, name: string, of: Identifier | undefined, owner?: Identifier): DeprecatedFeature[] {
  const compat = of?.__compat;
  const url = compat?.mdn_url ?? owner?.__compat?.mdn_url;
  if (!compat?.status?.deprecated || !url) return [];
  return [
    {
      kind,
      name,
      gone: goneFrom(compat),
      track: compat.status.standard_track ? 'standard' : 'non-standard',
      url,
    },
  ];
}

function below(node: Identifier | undefined): [string, Identifier][] {
  return Object.entries(node ?? {}).filter(([name]) => name !== '__compat') as [string, Identifier][];
}

/** Features without an MDN page, their own or their owner’s, are left out: there would be nothing to read. Attributes of a deprecated element count with it. */
export function deprecatedFeatures(data: CompatData): DeprecatedFeature[] {
  const found: DeprecatedFeature[] = [];
  const add = (kind: FeatureKind, name: string, node: Identifier | undefined, owner?: Identifier) =>
    found.push(...feature(kind, name, node, owner));
  for (const [element, node] of below(data.html.elements as Identifier)) {
    add('element', element, node);
    if (!node.__compat?.status?.deprecated)
      for (const [attribute, own] of below(node)) add('attribute', `${element}.${attribute}`, own, node);
  }
  for (const [property, node] of below(data.css.properties as Identifier)) {
    add('property', property, node);
    if (!node.__compat?.status?.deprecated)
      for (const [value, own] of below(node)) add('property-value', `${property}.${value}`, own, node);
  }
  for (const [rule, node] of below(data.css['at-rules'] as Identifier)) add('at-rule', rule, node);
  for (const [name, node] of below(data.javascript.builtins as Identifier)) {
    add('global', name, node);
    if (strings.has(name)) for (const [method, own] of below(node)) add('method', method, own);
  }
  for (const [name, node] of below(data.javascript.statements as Identifier)) {
    add('statement', name, node);
    for (const [part, own] of below(node)) add('statement', `${name}.${part}`, own, node);
  }
  const functions = (data.javascript.functions as Identifier)?.arguments as Identifier | undefined;
  add('member', 'arguments.callee', functions?.callee as Identifier | undefined);
  for (const [name, node] of below(data.api as Identifier)) {
    add('interface', name, node);
    if (!holders.has(name)) continue;
    for (const [member, own] of below(node)) {
      if (member.endsWith('_event')) add('event', member.slice(0, -'_event'.length), own);
      else add('member', `${name}.${member}`, own);
    }
  }
  const seen = new Set<string>();
  return found.filter((one) => {
    const key = `${one.kind} ${one.name.toLowerCase()}`;
    return !seen.has(key) && seen.add(key);
  });
}
