/** Features of the web platform that MDN's compatibility data calls deprecated: a dated, pinned index. Pure. */
import index from './deprecated.json' with { type: 'json' };

export type FeatureKind =
  | 'element'
  | 'attribute'
  | 'property'
  | 'property-value'
  | 'at-rule'
  | 'global'
  | 'interface'
  | 'member'
  | 'method'
  | 'event'
  | 'statement';

export interface DeprecatedFeature {
  kind: FeatureKind;
  /** `center`, `table.border`, `clip`, `text-decoration.blink`, `escape`, `Document.write`, `substr`, `mousewheel`, `with`. */
  name: string;
  /** Browsers that took it out or never had it: "Chrome until 97", "never in Safari". */
  gone: string[];
  /** `standard`: it was in a standard once. */
  track: 'standard' | 'non-standard';
  url: string;
}

/** Day on which the data was made, and its version. */
export const asOf = index.asOf;
export const version = index.version;

const features = new Map((index.features as DeprecatedFeature[]).map((one) => [`${one.kind} ${one.name.toLowerCase()}`, one]));

/** @returns null for what is not deprecated, or not known. Names compare without case. */
export function deprecated(kind: FeatureKind, name: string): DeprecatedFeature | null {
  return features.get(`${kind} ${name.toLowerCase()}`) ?? null;
}

/** Does it still work in every browser that learners use? */
export function worksEverywhere(feature: DeprecatedFeature): boolean {
  return feature.gone.length === 0;
}
