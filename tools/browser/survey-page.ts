/** The survey as it runs inside the page, after AccessLint has been loaded there (for names and roles). */
import { callInPage } from './in-page.ts';
import { sourceAttribute } from './source-marks.ts';
import type { PageFacts, SurveyedField, SurveyedHeader, SurveyedLanguage, SurveyedLink, SurveyedNaming } from './survey.ts';

export const surveyExpression = callInPage(surveyPage, { attribute: sourceAttribute });

declare const AccessLint: { getAccessibleName(element: Element): string; getComputedRole(element: Element): string | null };

/** Uses nothing from this module. */
function surveyPage(options: { attribute: string }): PageFacts {
  const fold = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
  const markOf = (element: Element) =>
    element.getAttribute(options.attribute) ?? element.closest(`[${options.attribute}]`)?.getAttribute(options.attribute) ?? null;
  const htmlOf = (element: Element) =>
    element.outerHTML.replace(new RegExp(` ${options.attribute}="[^"]*"`, 'g'), '').slice(0, 300);
  const rendered = (element: Element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
  const hidden = (element: Element) => !rendered(element) || element.closest('[aria-hidden="true"]') !== null;
  /** On the screen, and large enough to be seen. */
  const seen = (element: Element) => {
    if (!rendered(element)) return false;
    const box = element.getBoundingClientRect();
    return box.width > 2 && box.height > 2 && box.right + scrollX > 0 && box.bottom + scrollY > 0;
  };
  const every = (selector: string) => Array.from(document.querySelectorAll(selector));
  const nameOf = (element: Element) => fold(AccessLint.getAccessibleName(element)) || fold(element.textContent);

  const headings = every('h1, h2, h3, h4, h5, h6, [role="heading"]').filter((heading) => !hidden(heading));
  const headingOver = (element: Element) =>
    fold(
      headings.findLast((heading) => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)?.textContent,
    );
  /** A cell is read with its row, an item of a list within a list with the item it lies in (WCAG 2.4.4, techniques H79 and H81). */
  const contextOf = (block: Element) => {
    const row = block.matches('td, th') ? block.closest('tr') : null;
    const over = block.matches('li') ? block.parentElement?.closest('li') : null;
    const lead = Array.from(over?.childNodes ?? [])
      .filter((node) => !(node instanceof Element && node.matches('ul, ol, menu')))
      .map((node) => node.textContent)
      .join(' ');
    return fold(`${lead} ${(row ?? block).textContent}`).slice(0, 400);
  };
  const blocks = new Map<Element, number>();
  const links: SurveyedLink[] = [];
  for (const element of every('a[href], a[*|href], area[href], [role="link"]')) {
    if (element.tagName !== 'AREA' && hidden(element)) continue;
    const scripted = /location(?:\.href)?\s*=\s*(['"])(.*?)\1/.exec(element.getAttribute('onclick') ?? '')?.[2] ?? null;
    const target = element.getAttribute('href') ?? element.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ?? scripted;
    const block =
      element.closest('p, li, td, th, dd, dt, figcaption, h1, h2, h3, h4, h5, h6') ?? element.parentElement ?? element;
    if (!blocks.has(block)) blocks.set(block, blocks.size);
    links.push({
      mark: markOf(element),
      name: nameOf(element),
      target,
      context: contextOf(block),
      block: blocks.get(block)!,
      heading: headingOver(element),
    });
  }

  const unusedHeaders: SurveyedHeader[] = [];
  for (const table of every('table, [role="table"], [role="grid"], [role="treegrid"]')) {
    if (hidden(table) || /^(?:none|presentation)$/.test(table.getAttribute('role') ?? '')) continue;
    const native = table.tagName === 'TABLE';
    const rows = Array.from(table.querySelectorAll(native ? 'tr' : '[role="row"]')).filter(
      (row) => row.closest('table, [role="table"], [role="grid"], [role="treegrid"]') === table,
    );
    interface Cell {
      element: Element;
      head: boolean;
      row: number;
      column: number;
      width: number;
      height: number;
      named: string[];
    }
    const cells: Cell[] = [];
    const taken = new Set<string>();
    rows.forEach((row, y) => {
      let x = 0;
      const inRow = native
        ? Array.from(row.children).filter((child) => child.tagName === 'TD' || child.tagName === 'TH')
        : Array.from(row.querySelectorAll('[role="cell"], [role="gridcell"], [role="columnheader"], [role="rowheader"]'));
      for (const element of inRow) {
        while (taken.has(`${x},${y}`)) x += 1;
        const width = Math.min(1000, (element as HTMLTableCellElement).colSpan || 1);
        const height = Math.min(
          rows.length - y,
          (element as HTMLTableCellElement).rowSpan === 0 ? rows.length - y : (element as HTMLTableCellElement).rowSpan || 1,
        );
        for (let dy = 0; dy < height; dy++) for (let dx = 0; dx < width; dx++) taken.add(`${x + dx},${y + dy}`);
        const role = element.getAttribute('role');
        const head = role === 'columnheader' || role === 'rowheader' || (element.tagName === 'TH' && role === null);
        const named = fold(element.getAttribute('headers')).split(' ').filter(Boolean);
        cells.push({ element, head, row: y, column: x, width, height, named });
        x += width;
      }
    });
    if (!cells.some((cell) => !cell.head)) continue;
    for (const header of cells) {
      if (!header.head || hidden(header.element) || fold(header.element.textContent) === '') continue;
      const scope = header.element.getAttribute('scope') ?? '';
      const role = header.element.getAttribute('role');
      const used = cells.some((cell) => {
        if (cell === header) return false;
        if (cell.named.length > 0) return header.element.id !== '' && cell.named.includes(header.element.id);
        const below =
          cell.row > header.row && cell.column < header.column + header.width && cell.column + cell.width > header.column;
        const beside =
          cell.column > header.column &&
          cell.row < header.row + header.height &&
          cell.row + cell.height > header.row &&
          !cell.head;
        if (scope === 'rowgroup' || scope === 'colgroup') return below || beside;
        if (scope === 'col' || role === 'columnheader') return below;
        if (scope === 'row' || role === 'rowheader') return beside || (cell.head && below);
        return below || beside;
      });
      if (!used) unusedHeaders.push({ mark: markOf(header.element), text: fold(header.element.textContent).slice(0, 100) });
    }
  }

  const nameless = new Map<string, string>();
  for (const tag of ['div', 'span', 'b', 'i', 'u', 'q', 'samp', 'small', 'bdi', 'bdo', 'data', 'pre'])
    nameless.set(tag, 'generic');
  for (const [tag, role] of [
    ['p', 'paragraph'],
    ['em', 'emphasis'],
    ['strong', 'strong'],
    ['code', 'code'],
    ['sub', 'subscript'],
    ['sup', 'superscript'],
    ['del', 'deletion'],
    ['s', 'deletion'],
    ['ins', 'insertion'],
    ['caption', 'caption'],
  ] as const)
    nameless.set(tag, role);
  const namelessRoles = new Set([...nameless.values(), 'none', 'presentation']);
  const prohibitedNames: SurveyedNaming[] = [];
  const naming = ['aria-label', 'aria-labelledby', 'aria-braillelabel', 'aria-roledescription', 'aria-brailleroledescription'];
  for (const element of every(naming.map((name) => `[${name}]`).join(','))) {
    if (hidden(element) || element.closest('svg, math')) continue;
    const given = fold(element.getAttribute('role')).toLowerCase();
    const role = given === '' ? nameless.get(element.tagName.toLowerCase()) : given;
    if (role === undefined || !namelessRoles.has(role)) continue;
    const describing = role === 'generic' || role === 'none' || role === 'presentation';
    const attribute = naming.find(
      (name) => fold(element.getAttribute(name)) !== '' && (describing || !name.endsWith('roledescription')),
    );
    if (attribute) prohibitedNames.push({ mark: markOf(element), html: htmlOf(element), role, attribute });
  }

  const languages = new Map<Element, SurveyedLanguage>();
  const say = (start: Element | null, words: string) => {
    const owner = start?.closest('[lang]');
    if (!owner || words.trim() === '') return;
    const known = languages.get(owner);
    const scope = owner === document.documentElement ? 'page' : 'part';
    if (known) known.text += ` ${words}`;
    else languages.set(owner, { mark: markOf(owner), lang: owner.getAttribute('lang') ?? '', scope, text: words });
  };
  // A page says its language even where all its words stand in parts that say theirs.
  const root = document.documentElement;
  if (root.hasAttribute('lang'))
    languages.set(root, { mark: markOf(root), lang: root.getAttribute('lang') ?? '', scope: 'page', text: '' });
  const silent = 'script,style,template,noscript,code,pre,kbd,samp,var,math,svg,textarea';
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  let words = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.nodeValue ?? '';
    if (!parent || text.trim() === '' || parent.closest(silent) || !rendered(parent)) continue;
    if (!parent.closest('[aria-hidden="true"]')) words += (text.match(/\p{L}{2,}/gu) ?? []).length;
    say(parent, text);
  }
  for (const image of every('img[alt], img[aria-label], img[aria-labelledby], [role="img"]'))
    if (!hidden(image)) say(image, nameOf(image));
  for (const owner of languages.values()) owner.text = fold(owner.text).slice(0, 20_000);

  const fields: SurveyedField[] = [];
  const labelled = every('input, select, textarea').filter(
    (element) =>
      seen(element) && !/^(?:hidden|submit|button|reset|image|radio|checkbox)$/.test(element.getAttribute('type') ?? ''),
  ) as HTMLInputElement[];
  const readable: { node: Node; text: string }[] = [];
  const all = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = all.nextNode(); node; node = all.nextNode()) {
    const parent = node.parentElement;
    const text = fold(node.nodeValue);
    if (parent && /\p{L}|\d/u.test(text) && !parent.closest(`label,option,${silent}`) && seen(parent))
      readable.push({ node, text });
  }
  const byLabel = new Map<string, Element>();
  for (const element of labelled) {
    const pointed = fold(element.getAttribute('aria-labelledby')).split(' ').filter(Boolean);
    const sources = pointed.length > 0 ? pointed.map((id) => document.getElementById(id)) : Array.from(element.labels ?? []);
    const label = fold(
      sources
        .filter((source): source is HTMLElement => source !== null && seen(source))
        .map((source) =>
          Array.from(source.childNodes)
            .filter((child) => !(child instanceof Element) || !child.matches('input, select, textarea'))
            .map((child) => child.textContent)
            .join(' '),
        )
        .join(' '),
    );
    if (label === '') continue;
    const before = byLabel.get(label.toLowerCase());
    const between = readable
      .filter(({ node }) => {
        const afterThat = !before || before.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
        return afterThat && element.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING;
      })
      .map(({ text }) => text)
      .join(' ');
    byLabel.set(label.toLowerCase(), element);
    fields.push({
      mark: markOf(element),
      label,
      kind: element.tagName === 'INPUT' ? element.type : element.tagName.toLowerCase(),
      field: element.name || element.id,
      between: fold(between).slice(-300),
    });
  }

  return {
    links,
    unusedHeaders,
    prohibitedNames,
    languages: [...languages.values()],
    fields,
    // Taken off the page, it plays only if it starts by itself.
    media: (every('audio, video') as HTMLMediaElement[])
      .filter((element) => element.hasAttribute('autoplay') || rendered(element))
      .map((element) => ({
        mark: markOf(element),
        kind: element.tagName === 'VIDEO' ? ('video' as const) : ('audio' as const),
        sources: [element, ...element.querySelectorAll('source')].flatMap((one) => one.getAttribute('src') ?? []),
        starts: element.hasAttribute('autoplay') ? ('by-itself' as const) : ('on-demand' as const),
        sound: element.hasAttribute('muted') ? ('muted' as const) : ('on' as const),
        controls: element.hasAttribute('controls') ? ('shown' as const) : ('none' as const),
        tracks: Array.from(element.querySelectorAll('track'), (track) => ({
          kind: track.getAttribute('kind') ?? 'subtitles',
          src: track.getAttribute('src') ?? '',
        })),
      })),
    focusTraps: every('[onblur]')
      .filter((element) => /\bthis\.focus\s*\(/.test(element.getAttribute('onblur') ?? ''))
      .map((element) => ({ mark: markOf(element), html: htmlOf(element) })),
    words,
    leadsElsewhere: every('a[href], iframe[src], object[data]').length,
    scripts: every('script').length,
    content: every('script').some((script) =>
      /\battachShadow\b|\.(?:inner|outer)HTML\s*=|\breplaceChildren\b|document\.write/.test(script.textContent ?? ''),
    )
      ? 'rebuilt-by-script'
      : 'as-written',
  };
}
