/** Text from outside inside a regular expression. Pure. */

/**
 * Source of a regular expression that matches `text` as it is written, with or without the flags `u` and `i`; not for use inside
 * square brackets. Escapes the marks that `RegExp.escape` of ECMA-262 2025 (22.2.5.1) puts a backslash before.
 */
export function literalPattern(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
}
