/** Run as a process of its own by the tests: writes to a ledger until it is done or killed. */
import { openAt, type Place } from './place.fixture.ts';

const [where = '', name = '', job = 'append', count = '100'] = process.argv.slice(2);
const ledger = openAt(JSON.parse(where) as Place);
process.stdout.write('ready\n');
if (job === 'publish') {
  try {
    ledger.transact(name, () => [
      {
        type: 'publication-intended',
        publication: `pub-${name}`,
        proposal: 'p-one',
        revision: 1,
        files: [],
        to: 'folder',
        target: null,
      },
    ]);
    process.stdout.write('won\n');
  } catch (error) {
    process.stdout.write(`lost: ${error instanceof Error ? error.message : String(error)}\n`);
  }
} else if (job === 'hang') {
  ledger.transact(name, () => {
    process.stdout.write('inside\n');
    // Killed here: in the middle of a transaction, with its locks held.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
    return [{ type: 'review-timed', changeSet: name, activeSeconds: 1 }];
  });
} else {
  for (let n = 0; n < Number(count); n += 1) {
    // Two events a transaction: a ledger with an odd number of them has lost half of one.
    ledger.transact(name, (view) => [
      { type: 'review-timed', changeSet: name, activeSeconds: view.head().seq },
      { type: 'review-timed', changeSet: name, activeSeconds: n },
    ]);
    process.stdout.write(`${n}\n`);
  }
}
ledger.close();
