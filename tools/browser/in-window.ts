/** Looks at a page in a window of another size, and puts the usual one back. */
import type { Tab } from './tab.ts';

export async function inWindow<T>(tab: Tab, size: { width: number; height: number }, expression: string): Promise<T> {
  const usual = await tab.evaluate<{ width: number; height: number }>('({ width: innerWidth, height: innerHeight })');
  const same = { deviceScaleFactor: 1, mobile: false };
  await tab.send('Emulation.setDeviceMetricsOverride', { ...size, ...same });
  try {
    return await tab.evaluate<T>(expression);
  } finally {
    await tab.send('Emulation.setDeviceMetricsOverride', { ...usual, ...same });
  }
}
