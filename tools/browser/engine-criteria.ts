/** Success criteria that axe-core has a rule for. */
import axe from 'axe-core';

/** @returns numbers such as `1.1.1`, from the tags (`wcag111`) of the rules in force, experimental ones left out */
export function engineCriteria(): string[] {
  const numbers = axe.getRules().flatMap((rule) => {
    if (rule.tags.includes('experimental')) return [];
    return rule.tags.flatMap((tag) => {
      const parts = /^wcag(\d)(\d)(\d+)$/u.exec(tag);
      return parts ? [parts.slice(1).join('.')] : [];
    });
  });
  return [...new Set(numbers)];
}
