/** What is told in the morning beyond the worker's own line: a mail, and a word to another program. */
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../tools/config/load.ts';
import type { Config } from '../../tools/config/schema.ts';
import { type Mail, sendMail, writeMail } from '../../tools/mail/mail.ts';
import { ownFolder } from '../opening/own-folder.ts';
import { lineOf, type NightRecord } from './record.ts';
import type { Rota } from './rota.ts';
import { sign } from './webhook.ts';

/** Characters and lines that would not stay in a sentence. */
const plain = (text: string) => text.replace(/\p{Cc}+/gu, ' ').trim();

/** Subject and text for people; the text says where the report lies, and what to do next. */
export function messageOf(record: NightRecord, report: string | null): Pick<Mail, 'subject' | 'text'> {
  const wait = record.decisions === 1 ? '1 decision waits' : `${record.decisions} decisions wait`;
  const news =
    record.result === 'failed'
      ? 'the run failed'
      : record.news === 'quiet'
        ? 'a quiet night'
        : record.decisions > 0
          ? wait
          : 'nothing waits';
  const notScanned = record.notScanned.map((one) => `  ${plain(one.path)}: ${plain(one.reason)}`);
  return {
    subject: plain(`Perennial, ${record.library}: ${news}`),
    text: [
      plain(lineOf(record)),
      ...(notScanned.length > 0 ? ['', 'Not scanned:', ...notScanned.slice(0, 50)] : []),
      ...(notScanned.length > 50 ? [`  and ${notScanned.length - 50} more`] : []),
      ...(report === null ? [] : ['', `Report: ${report}`]),
      ...(record.decisions > 0 && record.result !== 'failed' ? ['', 'Decide: perennial review'] : []),
      '',
    ].join('\n'),
  };
}

/** Only over TLS, or to this machine: the word holds file names. */
function assertAddress(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return;
  throw new Error(`nightly.webhook must begin with https:// (${protocol}//${hostname}).`);
}

async function post(url: string, record: NightRecord, secret: string | undefined): Promise<void> {
  assertAddress(url);
  const body = JSON.stringify({ event: 'run', text: plain(lineOf(record)), run: record });
  const response = await fetch(url, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(15_000),
    headers: {
      'content-type': 'application/json',
      ...(secret ? { 'perennial-signature': sign(secret, body, Math.floor(Date.now() / 1000)) } : {}),
    },
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`nightly.webhook answered with ${response.status}.`);
}

function mailOf(to: NonNullable<Config['nightly']['mail']>, record: NightRecord, report: string | null): Mail {
  const id = createHmac('sha256', 'perennial').update(JSON.stringify(record)).digest('hex').slice(0, 24);
  return { from: to.from, to: to.to, ...messageOf(record, report), id: `${id}@perennial`, date: new Date(record.finishedAt) };
}

/**
 * Tells whom the library's configuration names. Quiet nights are left out of both unless it asks for them.
 * @throws Error in one sentence where one of them could not be told; the other was
 */
export async function tellMorning(rota: Rota, record: NightRecord, report: string | null, env: NodeJS.ProcessEnv): Promise<void> {
  const { nightly } = loadConfig(rota.root).config;
  if (record.news === 'quiet' && nightly.quiet === 'leave-out') return;
  const { webhook, mail } = nightly;
  const told = await Promise.allSettled([
    webhook === undefined ? null : post(webhook, record, env.PERENNIAL_WEBHOOK_SECRET),
    mail === undefined ? null : deliver(rota, mailOf(mail, record, report), record, env.PERENNIAL_SMTP_URL),
  ]);
  const failed = told.flatMap((one) =>
    one.status === 'rejected' ? [one.reason instanceof Error ? one.reason.message : String(one.reason)] : [],
  );
  if (failed.length > 0) throw new Error(failed.join(' '));
}

/** Without a mail server the mail lies beside the report. */
function deliver(rota: Rota, mail: Mail, record: NightRecord, smtp: string | undefined): Promise<void> {
  if (smtp) return sendMail(smtp, mail);
  const folder = join(rota.root, ownFolder, record.report ?? `reports/${record.day}`);
  let file = join(folder, 'mail.eml');
  // Nobody need have fetched what an earlier run of the day wrote.
  for (let number = 2; existsSync(file); number++) file = join(folder, `mail-${number}.eml`);
  return writeMail(file, mail);
}
