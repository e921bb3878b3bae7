/** Run as a process of its own by a test: waits for a word on standard input, decides once, says what came of it. */
import type { WantedVerdict } from '../../tools/ledger/decide.ts';
import { openWorkspace } from '../workspace.ts';
import { decide } from './decide.ts';

const [root = '', changeSet = '', verdict = 'approve', by = ''] = process.argv.slice(2);
const workspace = await openWorkspace(root, { models: 'leave-out' });
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const outcome = await decide(workspace, [{ changeSet, verdict: verdict as WantedVerdict, by, at: new Date().toISOString() }]);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
await workspace.close();
process.stdin.destroy();
