/** Text as it stands between the quotes of a JSON string: what an edit puts into the span of a string value. */
export function jsonString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
