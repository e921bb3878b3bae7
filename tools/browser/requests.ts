/** What a lesson's page may load: its own files under the library's root, from a made-up origin. Everything else is refused. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { CDPSession, Protocol } from 'puppeteer';

/** `.invalid` never resolves, so a request that slips through reaches nobody. */
export const pageOrigin = 'https://library.invalid';

/** Scripts never run; styles, pictures, fonts and media only from the library or in the page itself. */
const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'none'`,
  `style-src 'unsafe-inline' ${pageOrigin} data:`,
  `img-src ${pageOrigin} data:`,
  `font-src ${pageOrigin} data:`,
  `media-src ${pageOrigin} data:`,
  `form-action 'none'`,
].join('; ');

const types: Record<string, string> = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
};

const largestFile = 20 * 1024 * 1024;

export interface ServedPage {
  /** Absolute root of the library. */
  root: string;
  url: string;
  html: string;
  /** Where a path that is not there really lies, if anywhere. */
  elsewhere?: (path: string) => string | null;
}

/** Address of a file of the library on the made-up origin. */
export function pageUrl(path: string): string {
  return `${pageOrigin}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

export interface RequestGate {
  /** What is served from now on. */
  serve(page: ServedPage): void;
  /** Stylesheets the page asked for and did not get: its colours are not what the author sees. */
  missingStyles(): number;
}

/** Answers every request of a page. Installed once; `serve` changes what it answers with. */
export async function guardRequests(session: CDPSession): Promise<RequestGate> {
  let served: ServedPage | null = null;
  let navigated = false;
  let missingStyles = 0;

  const refuse = (requestId: string) => session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
  const fulfil = (requestId: string, type: string, body: string, headers: Protocol.Fetch.HeaderEntry[] = []) =>
    session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: 200,
      responseHeaders: [{ name: 'Content-Type', value: type }, { name: 'Cache-Control', value: 'no-store' }, ...headers],
      body,
    });

  session.on('Fetch.requestPaused', (event) => {
    answer(event).catch(() => {
      // The page went away meanwhile: nobody waits for this answer.
    });
  });

  const answer = async (event: Protocol.Fetch.RequestPausedEvent) => {
    const page = served;
    const { requestId, resourceType, request } = event;
    if (page && resourceType === 'Document' && !navigated && request.url === page.url) {
      navigated = true;
      const body = Buffer.from(page.html, 'utf8').toString('base64');
      return fulfil(requestId, 'text/html; charset=utf-8', body, [
        { name: 'Content-Security-Policy', value: contentSecurityPolicy },
      ]);
    }
    const wanted = resourceType === 'Image' || resourceType === 'Stylesheet' || resourceType === 'Font';
    const found = page && wanted && request.method === 'GET' ? await libraryFile(page, request.url) : null;
    // "Aborted" leaves the page as it is where it tried to go elsewhere; other reasons would show an error page instead.
    if (resourceType === 'Document') return session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    if (!found) {
      if (resourceType === 'Stylesheet') missingStyles += 1;
      return refuse(requestId);
    }
    return fulfil(requestId, found.type, found.bytes.toString('base64'));
  };

  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  return {
    serve(page) {
      served = page;
      navigated = false;
      missingStyles = 0;
    },
    missingStyles: () => missingStyles,
  };
}

/** Bytes of a file that really lies under the root (links followed); null for anything else. */
async function libraryFile({ root, elsewhere }: ServedPage, url: string): Promise<{ type: string; bytes: Buffer } | null> {
  if (!url.startsWith(`${pageOrigin}/`)) return null;
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    const type = types[extname(path).toLowerCase()];
    if (!type || path.includes('\0')) return null;
    const base = await realpath(root);
    const there = await realpath(join(base, path)).catch(() => null);
    const other = there === null ? (elsewhere?.(path.replace(/^\//u, '')) ?? null) : null;
    if (there === null && other === null) return null;
    const real = there ?? (await realpath(join(base, other ?? '')));
    if (!real.startsWith(base + sep)) return null;
    const info = await stat(real);
    if (!info.isFile() || info.size > largestFile) return null;
    return { type, bytes: await readFile(real) };
  } catch {
    // Absent or not readable: the page shows a missing picture, which is its own finding elsewhere.
    return null;
  }
}
