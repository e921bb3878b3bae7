import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../ledger/chain.ts';
import { changeIn, repository, run, temporary, textOf, write } from './fixture.ts';
import { ledgerHeads } from './heads.ts';
import { holdIndex } from './index-update.ts';
import { reviewer } from './intend.fixture.ts';
import { openPublisher } from './open.ts';
import { workTreeOf } from './worktree.ts';

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'published',
    (error: { reason?: string; message: string }) => error.reason ?? error.message,
  );
}

describe('publishing into a git work tree', () => {
  it('makes one commit with the reviewer as author and the trailers, and leaves everything clean', async () => {
    const root = repository({ 'a lesson — ü.md': 'One teh two\nthree\n', 'other.md': 'other\n' });
    const publisher = await openPublisher(root);
    const change = changeIn(root, 'a lesson — ü.md', 'teh', 'the', {
      title: 'Mend\nthe word',
      rationale: 'Publication: pub-forged\n\nApproved-by: Mallory <m@example.org>',
    });
    const { commit } = await publisher.publish(change);
    expect(publisher.kind).toBe('git');
    expect(run(root, 'rev-parse', 'HEAD').trim()).toBe(commit);
    expect(run(root, 'log', '-1', '--format=%an <%ae>|%cn|%s')).toBe(`${reviewer}|Editor|Mend the word\n`);
    expect(run(root, 'log', '-1', '--format=%(trailers)').trim().split('\n')).toEqual([
      'Proposal: p-one@1',
      `Publication: ${change.publication}`,
      `Approved-by: ${reviewer}`,
      'Rule: some-rule@1.0',
      `Ledger-Head: ${'a'.repeat(64)}`,
    ]);
    expect(textOf(root, 'a lesson — ü.md')).toBe('One the two\nthree\n');
    expect(run(root, 'status', '--porcelain')).toBe('');
    expect(await publisher.find(change.publication)).toEqual({ commit });
    expect(await publisher.find('pub-forged')).toBeNull();
    expect(await publisher.state('a lesson — ü.md')).toBe(sha256('One the two\nthree\n'));
    expect(await ledgerHeads(root)).toEqual(['a'.repeat(64)]);
  });

  it('has one effect when the same publication is published twice', async () => {
    const root = repository({ 'a.md': 'teh\n' });
    const publisher = await openPublisher(root);
    const change = changeIn(root, 'a.md', 'teh', 'the');
    const first = await publisher.publish(change);
    expect(await publisher.publish(change)).toEqual(first);
    expect(run(root, 'rev-list', '--count', 'HEAD').trim()).toBe('2');
  });

  it('has one effect when two programs publish it at once', async () => {
    const root = repository({ 'a.md': 'teh\n' });
    const change = changeIn(root, 'a.md', 'teh', 'the');
    const publishers = await Promise.all([openPublisher(root), openPublisher(root), openPublisher(root)]);
    await Promise.allSettled(publishers.map((publisher) => publisher.publish(change)));
    expect(run(root, 'rev-list', '--count', 'HEAD').trim()).toBe('2');
    await publishers[0]?.publish(change);
    expect(textOf(root, 'a.md')).toBe('the\n');
    expect(run(root, 'status', '--porcelain')).toBe('');
  });

  it('lands two changes of one file as two commits, and leaves the staged and unstaged work on other files alone', async () => {
    const root = repository({ 'a.md': 'teh one\nteh two\n', 'staged.md': 's\n', 'edited.md': 'e\n' });
    write(root, 'staged.md', 'staged by hand\n');
    run(root, 'add', 'staged.md');
    write(root, 'edited.md', 'edited by hand\n');
    const before = run(root, 'status', '--porcelain');
    const publisher = await openPublisher(root);
    await publisher.publish(changeIn(root, 'a.md', 'teh one', 'the one'));
    await publisher.publish(changeIn(root, 'a.md', 'teh two', 'the two'));
    expect(textOf(root, 'a.md')).toBe('the one\nthe two\n');
    expect(run(root, 'status', '--porcelain')).toBe(before);
    expect(run(root, 'show', '--format=', '--name-only', 'HEAD', 'HEAD^').trim().split(/\n+/)).toEqual(['a.md', 'a.md']);
  });

  it('keeps CRLF line ends on disk and LF in the repository with autocrlf', async () => {
    const root = repository({ 'a.md': 'teh\r\nend\r\n' }, { 'core.autocrlf': 'true' });
    await (await openPublisher(root)).publish(changeIn(root, 'a.md', 'teh', 'the'));
    expect(textOf(root, 'a.md')).toBe('the\r\nend\r\n');
    expect(run(root, 'show', 'HEAD:a.md')).toBe('the\nend\n');
    expect(run(root, 'status', '--porcelain')).toBe('');
  });

  it('changes one line only of a file whose CRLF line ends are in the repository itself', async () => {
    const root = repository({ 'a.md': 'teh\r\nend\r\n' }, { 'core.autocrlf': 'false' });
    run(root, 'config', 'core.autocrlf', 'true');
    await (await openPublisher(root)).publish(changeIn(root, 'a.md', 'teh', 'the'));
    expect(run(root, 'show', '--format=', '--numstat', 'HEAD').trim()).toBe('1\t1\ta.md');
    expect(textOf(root, 'a.md')).toBe('the\r\nend\r\n');
  });

  it('keeps the executable bit, and runs no hook', async () => {
    const root = repository({ 'a.md': 'teh\n' });
    run(root, 'update-index', '--chmod=+x', 'a.md');
    run(root, 'commit', '-q', '-m', 'x');
    run(root, 'checkout', '-q', '--', 'a.md');
    run(root, 'reset', '-q', '--hard');
    for (const hook of ['pre-commit', 'commit-msg', 'reference-transaction', 'post-commit'])
      writeFileSync(join(root, '.git/hooks', hook), '#!/bin/sh\ntouch "$PWD/hooked"\nexit 1\n', { mode: 0o755 });
    await (await openPublisher(root)).publish(changeIn(root, 'a.md', 'teh', 'the'));
    expect(statSync(join(root, 'a.md')).mode & 0o111).not.toBe(0);
    expect(run(root, 'ls-tree', 'HEAD', 'a.md')).toMatch(/^100755/);
    expect(existsSync(join(root, 'hooked'))).toBe(false);
  });

  it('publishes from a library in a folder of the work tree, and from a linked work tree', async () => {
    const top = repository({ 'courses/one/a.md': 'teh\n', 'a.md': 'teh, not mine\n' });
    const root = join(top, 'courses/one');
    await (await openPublisher(root)).publish(changeIn(root, 'a.md', 'teh', 'the'));
    expect(run(top, 'show', '--format=', '--name-only', 'HEAD').trim()).toBe('courses/one/a.md');
    const linked = join(temporary(), 'linked');
    run(top, 'worktree', 'add', '-q', '-b', 'side', linked);
    await (await openPublisher(linked)).publish(changeIn(linked, 'a.md', 'teh', 'the'));
    expect(run(linked, 'log', '-1', '--format=%D')).toMatch(/side/);
    expect(run(linked, 'status', '--porcelain')).toBe('');
    expect(run(top, 'status', '--porcelain')).toBe('');
    expect(textOf(top, 'a.md')).toBe('teh, not mine\n');
  });
});

describe('publishing into a git work tree is refused, with nothing written,', () => {
  const cases: [what: string, reason: string, spoil: (root: string) => void][] = [
    ['where the file was edited by hand', 'dirty', (root) => write(root, 'a.md', 'teh, and more\n')],
    [
      'where an edit is staged',
      'dirty',
      (root) => {
        write(root, 'a.md', 'teh, and more\n');
        run(root, 'add', 'a.md');
      },
    ],
    [
      'where an edit is staged and the file was put back',
      'dirty',
      (root) => {
        write(root, 'a.md', 'x\n');
        run(root, 'add', 'a.md');
        write(root, 'a.md', 'teh\n');
      },
    ],
    ['where index.lock was left behind', 'index-lock', (root) => write(root, '.git/index.lock', '')],
    ['where HEAD is detached', 'detached', (root) => run(root, 'checkout', '-q', '--detach')],
    ['in the middle of a merge', 'merging', (root) => write(root, '.git/MERGE_HEAD', run(root, 'rev-parse', 'HEAD'))],
    ['in the middle of a rebase', 'merging', (root) => write(root, '.git/rebase-merge/head-name', 'x')],
    ['where the branch is locked', 'ref-lock', (root) => write(root, '.git/refs/heads/main.lock', '')],
    [
      'where signing is asked for and fails',
      'signing',
      (root) => {
        run(root, 'config', 'commit.gpgsign', 'true');
        run(root, 'config', 'gpg.program', 'false');
      },
    ],
    [
      'where the text was committed differently',
      'changed',
      (root) => {
        write(root, 'a.md', 'new\n');
        run(root, 'commit', '-qam', 'by hand');
      },
    ],
    [
      'where the file is not in git',
      'untracked',
      (root) => {
        run(root, 'rm', '-q', '--cached', 'a.md');
        run(root, 'commit', '-qm', 'gone');
      },
    ],
  ];
  it.each(cases)('%s', async (_what, reason, spoil) => {
    const root = repository({ 'a.md': 'teh\n', 'b.md': 'b\n' });
    const change = changeIn(root, 'a.md', 'teh', 'the');
    spoil(root);
    const before = [textOf(root, 'a.md'), run(root, 'rev-parse', 'HEAD')];
    const publisher = await openPublisher(root);
    expect(await refusal(publisher.publish(change))).toBe(reason);
    expect([textOf(root, 'a.md'), run(root, 'rev-parse', 'HEAD')]).toEqual(before);
    expect(existsSync(join(root, '.git/index.lock'))).toBe(reason === 'index-lock');
    if (['changed', 'ref-lock', 'signing'].includes(reason)) return;
    expect(await publisher.check(['a.md'])).toMatchObject({ ok: false, reason });
  });

  it('where there is no commit yet', async () => {
    const root = temporary();
    run(root, 'init', '-q');
    write(root, 'a.md', 'teh\n');
    expect(await refusal((await openPublisher(root)).publish(changeIn(root, 'a.md', 'teh', 'the')))).toBe('unborn');
  });

  it('where the file is a symbolic link, or lies behind one, or outside', async () => {
    const root = repository({ 'a.md': 'teh\n', 'real/b.md': 'teh\n' });
    symlinkSync('a.md', join(root, 'link.md'));
    symlinkSync('real', join(root, 'folder'));
    const publisher = await openPublisher(root);
    expect(await refusal(publisher.publish(changeIn(root, 'link.md', 'teh', 'the')))).toBe('symlink');
    expect(await refusal(publisher.publish(changeIn(root, 'folder/b.md', 'teh', 'the')))).toBe('symlink');
    const change = changeIn(root, 'a.md', 'teh', 'the');
    expect(await refusal(publisher.publish({ ...change, files: [{ path: '../x.md', before: '', after: 'x' }] }))).toBe('outside');
  });

  it('where the file lies in a submodule', async () => {
    const inner = repository({ 'b.md': 'teh\n' });
    const root = repository({ 'a.md': 'a\n' });
    run(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'inner');
    run(root, 'commit', '-qm', 'inner');
    expect(await refusal((await openPublisher(root)).publish(changeIn(root, 'inner/b.md', 'teh', 'the')))).toBe('submodule');
  });
});

describe('a signed repository', () => {
  it('gets signed commits where the signing program works', async () => {
    const root = repository({ 'a.md': 'teh\n' }, { 'gpg.program': join(temporary(), 'sign') });
    const program = run(root, 'config', 'gpg.program').trim();
    writeFileSync(
      program,
      '#!/bin/sh\ncat >/dev/null\necho "[GNUPG:] SIG_CREATED D 1 1 00 1 X" >&2\necho "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----"\n',
      { mode: 0o755 },
    );
    run(root, 'config', 'commit.gpgsign', 'true');
    await (await openPublisher(root)).publish(changeIn(root, 'a.md', 'teh', 'the'));
    expect(run(root, 'cat-file', 'commit', 'HEAD')).toContain('gpgsig');
    expect(readFileSync(join(root, 'a.md'), 'utf8')).toBe('the\n');
  });
});

describe('what an editor does while a commit is being signed', () => {
  /** Publishes with a signing program that first does something in the work tree. */
  async function publishedWhile(script: string): Promise<{ root: string; outcome: string }> {
    const root = repository({ 'a.md': 'teh\n' });
    const program = join(temporary(), 'sign');
    const signed =
      'echo "[GNUPG:] SIG_CREATED D 1 1 00 1 X" >&2\necho "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----"';
    writeFileSync(program, `#!/bin/sh\ncat >/dev/null\ncd ${JSON.stringify(root)}\n${script}\n${signed}\n`, { mode: 0o755 });
    run(root, 'config', 'commit.gpgsign', 'true');
    run(root, 'config', 'gpg.program', program);
    const publisher = await openPublisher(root);
    return { root, outcome: await refusal(publisher.publish(changeIn(root, 'a.md', 'teh', 'the'))) };
  }

  it.each([
    ['staged', "printf 'teh\\nmine\\n' > a.md; git add a.md; printf 'teh\\n' > a.md", 'dirty'],
    ['saved', "printf 'teh\\nmine\\n' > a.md", 'changed'],
  ])('is not published over: %s', async (_what, script, reason) => {
    const { root, outcome } = await publishedWhile(script);
    expect(outcome).toBe(reason);
    expect(run(root, 'rev-list', '--count', 'HEAD').trim()).toBe('1');
    expect(existsSync(join(root, '.git/index.lock'))).toBe(false);
  });
});

describe('git’s lock', () => {
  it.skipIf(process.platform !== 'linux')('is not left behind where nothing can be written in the last moment', async () => {
    const root = repository({ 'a.md': 'teh\n' });
    const tree = await workTreeOf(root);
    if (!tree) throw new Error('no work tree');
    const before = run(root, 'rev-parse', 'HEAD:a.md').trim();
    write(root, 'a.md', 'the\n');
    const after = run(root, 'hash-object', '-w', 'a.md').trim();
    const held = await holdIndex(tree, [{ path: 'a.md', mode: '100644', before, after }], 'all');
    const own = readdirSync(join(root, '.git')).find((name) => name.startsWith('perennial-index-'));
    symlinkSync('/dev/full', join(root, '.git', `${own}.new`));
    await held?.settle();
    expect(run(root, 'ls-files', '-s', 'a.md')).toContain(after);
    expect(readdirSync(join(root, '.git')).filter((name) => /perennial|lock/u.test(name))).toEqual([]);
  });

  it('of another git that took it while the branch moved is left to it', async () => {
    const root = repository({ 'a.md': 'teh\n' });
    const tree = await workTreeOf(root);
    if (!tree) throw new Error('no work tree');
    const before = run(root, 'rev-parse', 'HEAD:a.md').trim();
    const after = run(root, 'hash-object', 'a.md').trim();
    const held = await holdIndex(tree, [{ path: 'a.md', mode: '100644', before, after }], 'all');
    rmSync(join(root, '.git/index.lock'));
    write(root, '.git/index.lock', 'another git is at it');
    await expect(held?.settle()).rejects.toThrow(/taken away/u);
    expect(textOf(root, '.git/index.lock')).toBe('another git is at it');
  });
});
