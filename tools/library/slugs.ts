/**
 * Heading anchors after GitHub's rule: lower case, everything but letters, marks, digits, connectors, hyphens and
 * spaces taken out, spaces to hyphens, a number appended from the second use on.
 */
const dropped = /[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\- ]/gu;

export function slugger(): (text: string) => string {
  const used = new Map<string, number>();
  return (text) => {
    const base = text.toLowerCase().replace(dropped, '').replace(/ /g, '-');
    let slug = base;
    let count = used.get(base) ?? 0;
    while (used.has(slug)) {
      count += 1;
      slug = `${base}-${count}`;
    }
    used.set(base, count);
    used.set(slug, used.get(slug) ?? 0);
    return slug;
  };
}
