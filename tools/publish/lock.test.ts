import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { temporary } from './fixture.ts';
import { withPublishLock } from './lock.ts';

it('lets one program publish at a time and is given back afterwards, also after an error', async () => {
  const own = temporary();
  await withPublishLock(own, async () => {
    await expect(withPublishLock(own, async () => 'both', 50)).rejects.toMatchObject({ reason: 'busy' });
  });
  await expect(
    withPublishLock(own, async () => {
      throw new Error('mine');
    }),
  ).rejects.toThrow('mine');
  expect(await withPublishLock(own, async () => 'free', 50)).toBe('free');
});

it('ends with its process, killed as it may be', async () => {
  const own = temporary();
  const script = `import { withPublishLock } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
    await withPublishLock(${JSON.stringify(own)}, () => new Promise((resolve) => { process.stdout.write('held'); setTimeout(resolve, 60000); }));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await expect(withPublishLock(own, async () => 'both', 50)).rejects.toMatchObject({ reason: 'busy' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(await withPublishLock(own, async () => 'free', 50)).toBe('free');
});
