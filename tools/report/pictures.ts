/** Pictures as `data:` addresses, so that a report is one file. The kind is read from the bytes, never from the name. */

/** Larger ones are left out: a report must stay a file one can mail. */
export const pictureLimit = 2_000_000;

function startsWith(bytes: Uint8Array, ...codes: number[]): boolean {
  return codes.every((code, index) => bytes[index] === code);
}

function mediaType(bytes: Uint8Array): string | null {
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (startsWith(bytes, 0x47, 0x49, 0x46, 0x38)) return 'image/gif';
  if (startsWith(bytes, 0x52, 0x49, 0x46, 0x46) && bytes[8] === 0x57 && bytes[9] === 0x45) return 'image/webp';
  const head = Buffer.from(bytes.subarray(0, 400)).toString('utf8');
  // As an <img>, an SVG runs no script and loads nothing.
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/u.test(head)) return 'image/svg+xml';
  return null;
}

/** A `data:` address; null where the bytes are absent, too large or no picture a browser shows. */
export function pictureAddress(bytes: Uint8Array | null): string | null {
  if (!bytes || bytes.length === 0 || bytes.length > pictureLimit) return null;
  const type = mediaType(bytes);
  return type ? `data:${type};base64,${Buffer.from(bytes).toString('base64')}` : null;
}
