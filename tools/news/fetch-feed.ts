/** Gets a feed over https, at most once a day, from public addresses only; what was got is kept and used where the network fails. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { z } from 'zod';
import { largestFeed } from './feed.ts';

const Kept = z.strictObject({ address: z.string(), readOn: z.iso.date(), text: z.string() });
type Kept = z.infer<typeof Kept>;

const patienceMs = 15_000;
const mostRedirects = 3;

export type GetText = (address: string) => Promise<string>;

/** @throws in one sentence where the feed cannot be had */
export async function getText(address: string, redirects = 0): Promise<string> {
  const url = new URL(address);
  if (url.protocol !== 'https:') throw new Error(`${url.host} leads to an address that is not https`);
  const agent = new RequestFilteringHttpsAgent();
  try {
    const answer = await receive(url, agent);
    if ('to' in answer) {
      if (redirects >= mostRedirects) throw new Error('too many redirects');
      return await getText(new URL(answer.to, url).href, redirects + 1);
    }
    return answer.text;
  } finally {
    agent.destroy();
  }
}

function receive(url: URL, agent: RequestFilteringHttpsAgent): Promise<{ text: string } | { to: string }> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    const asked = request(
      url,
      { agent, headers: { accept: 'application/feed+json, application/atom+xml, application/rss+xml, */*;q=0.1' } },
      (response) => {
        const status = response.statusCode ?? 0;
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size > largestFeed) asked.destroy(new Error('its answer is too large'));
          else parts.push(part);
        });
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          if (status >= 300 && status < 400 && response.headers.location) resolve({ to: response.headers.location });
          else if (status === 200) resolve({ text: Buffer.concat(parts).toString('utf8') });
          else reject(new Error(`it answered ${status}`));
        });
      },
    );
    const timer = setTimeout(() => asked.destroy(new Error('no answer in time')), patienceMs);
    asked.on('error', fail);
    asked.end();
  });
}

function kept(file: string): Kept | null {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Absent or damaged: ask again.
    return null;
  }
}

/**
 * @returns the feed's text, and a sentence where an older copy had to do
 * @throws where it cannot be had and no copy was kept
 */
export async function feedText(
  address: string,
  options: { cacheDir: string; today: string; get?: GetText },
): Promise<{ text: string; note: string | null }> {
  const file = join(options.cacheDir, `${createHash('sha256').update(address).digest('hex').slice(0, 16)}.json`);
  const old = kept(file);
  if (old?.readOn === options.today) return { text: old.text, note: null };
  try {
    const text = await (options.get ?? getText)(address);
    mkdirSync(options.cacheDir, { recursive: true });
    const beside = `${file}.${process.pid}.tmp`;
    writeFileSync(beside, JSON.stringify({ address, readOn: options.today, text } satisfies Kept));
    renameSync(beside, file);
    return { text, note: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!old) throw new Error(`${address} could not be read (${why}).`);
    return { text: old.text, note: `${address} could not be read (${why}); the copy of ${old.readOn} is used.` };
  }
}
