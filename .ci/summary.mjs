/**
 * Says what the test run came to, from vitest's JSON results: `node .ci/summary.mjs RESULTS EXIT-CODE`.
 * Ends with code 0 only where the command did, tests ran, and none failed.
 */
import { readFileSync } from 'node:fs';

const [file = '', code = '1'] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
if (text.trim() === '') {
  console.log('No test ran: a step before them failed (see above).');
  process.exit(Number(code) || 1);
}
const results = JSON.parse(text);
// A test file that could not even be loaded has no tests in it, and counts as one that failed.
const broken = results.testResults.filter((one) => one.status === 'failed' && one.assertionResults.every((test) => test.status !== 'failed'));
const passed = results.numPassedTests;
const failed = results.numFailedTests + broken.length;
const skipped = results.numTotalTests - results.numPassedTests - results.numFailedTests;
for (const one of broken) console.log(`Could not be run: ${one.name}`);
if (skipped > 0) console.log(`Skipped: ${skipped}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(Number(code) || (failed > 0 || passed === 0 ? 1 : 0));
