import { PassThrough } from 'node:stream';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from './faults.ts';
import { openTerminal } from './terminal.ts';

function terminal(isTTY: boolean) {
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const err = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  const read = () => [String(out.read() ?? ''), String(err.read() ?? '')] as const;
  return { ...openTerminal({ json: 'people', stdout: out, stderr: err, env: {} }), read };
}

describe('what people see', () => {
  it('lets no control sequence of a file name through, whoever forgot to clean it', () => {
    const { say, progress, read } = terminal(true);
    say('lesson \u001b]0;owned\u0007\u001b[2J\u009b1A\r.md');
    progress('Lesson 1: \u001b[2J\u202etxt', 0);
    const [out, err] = read();
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u0080-\u009f]/u);
    expect(err.replace('\r\u001b[2K', '')).not.toMatch(/[\u0000-\u001f\u202e]/u);
  });

  it('keeps its own colours, and lines', () => {
    const { say, yellow, read } = terminal(true);
    say(yellow('two\nlines'));
    expect(read()[0]).toBe('\u001b[33mtwo\nlines\u001b[39m\n');
  });

  it('has no colour where it is not a terminal', () => {
    const { say, red, read } = terminal(false);
    say(red('plain'));
    expect(read()[0]).toBe('plain\n');
  });
});

describe('a full disk', () => {
  it('is one sentence with its remedy, whoever met it first', () => {
    const full = new Database(':memory:');
    full.exec('CREATE TABLE kept (words TEXT); PRAGMA max_page_count = 3');
    const met: unknown[] = [Object.assign(new Error('write failed'), { code: 'EDQUOT', path: '/library/a.md' })];
    try {
      full.prepare('INSERT INTO kept VALUES (?)').run('x'.repeat(100_000));
    } catch (error) {
      met.push(error);
    }
    full.close();
    expect(met.map(sentenceOf)).toEqual([
      expect.stringMatching(
        /^Your share of the disk is used up \(\/library\/a\.md\): free some of it[^\n]+run the same command again/u,
      ),
      expect.stringMatching(/^The disk is full: free some space and run the same command again[^\n]+$/u),
    ]);
  });
});
