import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Mail, sendMail, takesTls, writeMail } from './mail.ts';

const mail: Mail = {
  from: 'Perennial <perennial@example.org>',
  to: ['rosa@example.org', 'otto@example.org'],
  subject: 'Birds: 3 decisions wait — für dich',
  text: 'Three decisions wait.\n.a line that begins with a full stop\n',
  id: 'run-1@perennial',
  date: new Date('2026-11-21T02:00:00Z'),
};

let folder = '';
let server: Server | null = null;
afterEach(async () => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = null;
});

/** As much of RFC 5321 as a client needs to hand over a mail. */
async function mailServer(refuse: 'nobody' | 'recipients'): Promise<{ url: string; got: string[] }> {
  const got: string[] = [];
  server = createServer((socket) => {
    let data = false;
    let rest = '';
    socket.on('error', () => {});
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      rest += String(chunk);
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        got.push(line);
        if (data) {
          if (line === '.') {
            data = false;
            socket.write('250 taken\r\n');
          }
        } else if (line === 'DATA') {
          data = true;
          socket.write('354 go on\r\n');
        } else if (line.startsWith('RCPT') && refuse === 'recipients') socket.write('550 nobody here\r\n');
        else if (line === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  });
  const port = await new Promise<number>((resolve) =>
    server?.listen(0, '127.0.0.1', () => {
      const address = server?.address();
      resolve(address && typeof address === 'object' ? address.port : 0);
    }),
  );
  return { url: `smtp://someone:s3cret@127.0.0.1:${port}`, got };
}

describe('a mail', () => {
  it('as a file holds its headers and words, whatever their letters', async () => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-mail-'));
    const file = join(folder, 'deep', 'mail.eml');
    await writeMail(file, mail);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('To: rosa@example.org, otto@example.org\r\n');
    expect(text).toContain('Message-ID: <run-1@perennial>\r\n');
    expect(text).toMatch(/\r\nSubject: =\?UTF-8\?/u);
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(text).toContain('Three decisions wait.');
  });

  it('cannot be given further headers by its subject', async () => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-mail-'));
    await writeMail(join(folder, 'mail.eml'), { ...mail, subject: 'x\r\nBcc: everyone@example.org' });
    expect(readFileSync(join(folder, 'mail.eml'), 'utf8')).not.toMatch(/^Bcc:/mu);
  });

  it('is handed to a mail server as it is', async () => {
    const { url, got } = await mailServer('nobody');
    await sendMail(url.replace('someone:s3cret@', ''), mail);
    expect(got.filter((line) => line.startsWith('RCPT'))).toHaveLength(2);
    expect(got).toContain('..a line that begins with a full stop');
  });

  it('never takes a password over an open line, but within this machine', () => {
    const urls = ['smtp://me:s3cret@mail.example.org:587', 'smtp://relay.example.org', 'smtp://me:s3cret@127.0.0.1:25'];
    expect(urls.map(takesTls)).toEqual(['always', 'where-offered', 'where-offered']);
  });

  it('that a server does not take is told in one sentence without the password', async () => {
    const { url } = await mailServer('recipients');
    const said = await sendMail(url.replace('someone:s3cret@', ''), mail).catch((error: Error) => error.message);
    expect(said).toMatch(/^The mail server smtp:\/\/127\.0\.0\.1 did not take the mail [^\n]+\.$/u);
    const other = await sendMail('http://someone:s3cret@x', mail).catch((error: Error) => error.message);
    expect(other).toMatch(/^PERENNIAL_SMTP_URL is no address/u);
    expect(`${said}${other}`).not.toContain('s3cret');
  });
});
