/** A mail, sent by SMTP or written as a file that every mail program opens. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createTransport } from 'nodemailer';

export interface Mail {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  /** Message-ID without brackets: the same news sent again is the same message. */
  id?: string;
  date?: Date;
}

const headersOf = (mail: Mail) => ({
  from: mail.from,
  to: [...mail.to],
  // What a subject may not hold would begin another header.
  subject: mail.subject.replace(/\s+/gu, ' ').slice(0, 200),
  text: mail.text,
  ...(mail.id === undefined ? {} : { messageId: `<${mail.id}>` }),
  ...(mail.date === undefined ? {} : { date: mail.date }),
  // No answer of an out-of-office programme (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** The mail as RFC 5322 text, as bytes. */
export async function emlOf(mail: Mail): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail(headersOf(mail));
  return Buffer.isBuffer(message) ? message : Buffer.from(String(message));
}

/** Written aside and renamed: a mail program never meets half a mail. */
export async function writeMail(file: string, mail: Mail): Promise<void> {
  const bytes = await emlOf(mail);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * @param url `smtp://user:password@host:587` or `smtps://…`; from the environment, never shown
 * @throws Error in one sentence without the password
 */
export async function sendMail(url: string, mail: Mail): Promise<void> {
  const { hostname, protocol } = addressOf(url);
  const transport = createTransport({
    url,
    requireTLS: takesTls(url) === 'always',
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 30_000,
  });
  try {
    await transport.sendMail(headersOf(mail));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    const said =
      error instanceof Error && 'responseCode' in error && error.responseCode !== undefined ? ` ${error.responseCode}` : '';
    throw new Error(
      `The mail server ${protocol}//${hostname} did not take the mail (${code}${said}): check PERENNIAL_SMTP_URL and the addresses.`,
      {
        cause: error,
      },
    );
  } finally {
    transport.close();
  }
}

/**
 * Without it a mail goes over an open line wherever a server (or who stands between) does not offer to close it: a password never does,
 * except within this machine.
 */
export function takesTls(url: string): 'always' | 'where-offered' {
  const { hostname, password } = addressOf(url);
  return password !== '' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? 'always' : 'where-offered';
}

function addressOf(url: string): URL {
  try {
    const parsed = new URL(url);
    if (parsed.protocol === 'smtp:' || parsed.protocol === 'smtps:') return parsed;
  } catch {
    // Said below, without the address: it may hold a password.
  }
  throw new Error('PERENNIAL_SMTP_URL is no address of a mail server: it looks like smtps://user:password@mail.example.org.');
}
