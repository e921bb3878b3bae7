/** Which declaration of the author's gives a text its colour: found by trying, so that the cascade itself answers. */
import { callInPage } from './in-page.ts';
import type { EngineResult } from './page.ts';
import { parseMark, sourceAttribute } from './source-marks.ts';
import type { Tab } from './tab.ts';

interface Range {
  start: number;
  end: number;
}

/** Where a text's colour comes from. Ranges are those of the file. */
export interface ColourSource {
  property: 'color' | 'opacity' | 'background';
  /** `none`: the browser's own colour, or inherited from outside of the lesson. */
  via: 'style' | 'sheet' | 'attribute' | 'none';
  /** The element that has the declaration, or that the rule of the style sheet applies to. */
  owner: Range | null;
  /** The `style` element, where one decides. */
  sheet: Range | null;
  selector: string;
  /** Which of the sheet's rules with this selector and property it is, from 0. */
  nth: number;
  attribute: string;
  /** The text's own colour before anything shines through, `rgb(…)`. */
  full: string;
  opacity: number;
}

type Raw = Omit<ColourSource, 'owner' | 'sheet'> & { owner: string | null; sheet: string | null };

/** Adds `colourSource` to the data of every contrast failure whose element is still there. */
export async function addColourSources(tab: Pick<Tab, 'evaluate'>, results: EngineResult[], length: number): Promise<void> {
  const failing = results.filter(
    ({ rule, verdict, engine }) => engine === 'axe-core' && rule === 'color-contrast' && verdict === 'fails',
  );
  if (failing.length === 0) return;
  const selectors = failing.map(({ selector }) => selector).slice(0, 400);
  const found = await tab.evaluate<(Raw | null)[]>(callInPage(findSources, { attribute: sourceAttribute, selectors }));
  found.forEach((raw, index) => {
    if (!raw) return;
    const range = (mark: string | null) => (mark === null ? null : parseMark(mark, length));
    failing[index]!.data.colourSource = { ...raw, owner: range(raw.owner), sheet: range(raw.sheet) } satisfies ColourSource;
  });
}

/** Runs inside the page: uses nothing from this module. */
function findSources(options: { attribute: string; selectors: string[] }): (Raw | null)[] {
  interface Sheet {
    mark: string | null;
    rules: CSSStyleRule[];
  }
  const still = document.createElement('style');
  still.textContent = '*, *::before, *::after { transition: none !important; animation: none !important }';
  document.documentElement.append(still);
  const sheets: Sheet[] = [];
  for (const sheet of Array.from(document.styleSheets)) {
    const owner = sheet.ownerNode;
    if (owner === still || !(owner instanceof Element)) continue;
    const rules: CSSStyleRule[] = [];
    const collect = (list: CSSRuleList) => {
      for (const rule of Array.from(list)) {
        if (rule instanceof CSSStyleRule) rules.push(rule);
        else if ('cssRules' in rule) collect((rule as CSSGroupingRule).cssRules);
      }
    };
    try {
      collect(sheet.cssRules);
    } catch {
      // A sheet from elsewhere may not be read.
    }
    sheets.push({ mark: owner.tagName === 'STYLE' ? owner.getAttribute(options.attribute) : null, rules });
  }
  const properties = { color: ['color'], opacity: ['opacity'], background: ['background-color', 'background'] };
  const trials = { color: 'rgb(1, 2, 3)', opacity: '0.123', background: 'rgb(1, 2, 3)' };
  const shown = (element: Element, property: keyof typeof properties) =>
    getComputedStyle(element)[property === 'background' ? 'backgroundColor' : property];
  const decides = (style: CSSStyleDeclaration, element: Element, property: keyof typeof properties) => {
    const name = property === 'background' ? 'background-color' : property;
    const value = style.getPropertyValue(name);
    if (value === '') return false;
    const priority = style.getPropertyPriority(name);
    style.setProperty(name, trials[property], priority);
    const decided = shown(element, property) === trials[property];
    style.setProperty(name, value, priority);
    return decided;
  };
  const matches = (element: Element, rule: CSSStyleRule) => {
    try {
      return element.matches(rule.selectorText);
    } catch {
      return false;
    }
  };
  const sourceAt = (
    element: Element,
    property: keyof typeof properties,
  ): Pick<Raw, 'via' | 'owner' | 'sheet' | 'selector' | 'nth' | 'attribute'> | null => {
    const owner = element.getAttribute(options.attribute);
    const none = { owner, sheet: null, selector: '', nth: 0, attribute: '' };
    if (element instanceof HTMLElement) {
      // Setting a property writes the attribute anew: it is put back as it was.
      const written = element.getAttribute('style');
      const own = written !== null && decides(element.style, element, property);
      if (written !== null) element.setAttribute('style', written);
      if (own) return { ...none, via: 'style' };
    }
    for (const sheet of sheets) {
      for (const rule of sheet.rules) {
        const name = property === 'background' ? 'background-color' : property;
        if (rule.style.getPropertyValue(name) === '' || !matches(element, rule) || !decides(rule.style, element, property))
          continue;
        const alike = sheet.rules.filter(
          (one) => one.selectorText === rule.selectorText && one.style.getPropertyValue(name) !== '',
        );
        return { ...none, via: 'sheet', sheet: sheet.mark, selector: rule.selectorText, nth: alike.indexOf(rule) };
      }
    }
    const names =
      property === 'color' ? (element.tagName === 'BODY' ? ['text'] : ['color']) : property === 'background' ? ['bgcolor'] : [];
    const attribute = names.find((name) => element.hasAttribute(name));
    return attribute ? { ...none, via: 'attribute', attribute } : null;
  };
  const result = options.selectors.map((selector): Raw | null => {
    let element: Element | null = null;
    try {
      element = document.querySelector(selector);
    } catch {
      return null;
    }
    if (!element) return null;
    const full = getComputedStyle(element).color;
    for (let one: Element | null = element; one; one = one.parentElement) {
      const opacity = Number(getComputedStyle(one).opacity);
      if (opacity >= 1) continue;
      const source = sourceAt(one, 'opacity');
      if (source) return { property: 'opacity', full, opacity, ...source };
    }
    const isLink = element.closest('a[href]');
    for (let one: Element | null = element; one; one = one.parentElement) {
      const source = sourceAt(one, 'color');
      if (source) return { property: 'color', full, opacity: 1, ...source };
      if (one === isLink) {
        const owner = one.getAttribute(options.attribute);
        return { property: 'color', via: 'none', owner, sheet: null, selector: '', nth: 0, attribute: '', full, opacity: 1 };
      }
    }
    for (let one: Element | null = element; one; one = one.parentElement) {
      if (/^(?:transparent|rgba\(.*, 0\))$/.test(shown(one, 'background'))) continue;
      const source = sourceAt(one, 'background');
      if (source) return { property: 'background', full, opacity: 1, ...source };
      break;
    }
    return null;
  });
  still.remove();
  return result;
}
