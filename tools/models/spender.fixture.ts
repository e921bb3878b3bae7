/** Run as processes of their own by the tests: each spends under one name of a run until the budget says no. `STORE URL? LIBRARY PERRUN` */
import { type Budget, openBudget } from './budget.ts';
import { sharingBudget } from './shared-budget.ts';
import { openStore } from './store.ts';

const [file = '', url = '', library = '', perRun = '0'] = process.argv.slice(2);
const own = openStore(file);
const store = url === '' ? own : sharingBudget(own, { url, library });
const budget: Budget = openBudget({ perRun: Number(perRun), run: 'shared', perMonth: null, store, warn: () => {} });
const what = { run: 'nightly 2026-11-21', lesson: 'l', agent: 'alignment', prompt: 'p', model: 'm' };

// All have begun before the first spends.
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
let spent = 0;
let refused = '';
for (let call = 0; refused === ''; call++) {
  const reserved = budget.reserve(what, 0.05);
  if (typeof reserved === 'string') refused = reserved;
  // Every third call costs less than it could; every fifth is never heard of again, as after a crash.
  else if (call % 5 === 4) spent += 0.05;
  else spent += reserved.settle(call % 3 === 0 ? 0.01 : 0.05);
}
process.stdout.write(`${JSON.stringify({ spent, refused })}\n`);
store.close();
process.exit(0);
