/**
 * Records what the prompts do now as the baseline of `perennial eval prompts`.
 * npx tsx evals/prompts/record.ts     with an endpoint set (OPENAI_API_KEY or OPENAI_BASE_URL) quality, bias and cost of answers as well
 */
import { writeFileSync } from 'node:fs';
import { baselineFile } from './baseline.ts';
import { measurePrompts, readCases } from './measure.ts';

const measured = await measurePrompts({ env: process.env, cases: readCases(), log: (line) => console.error(line) });
writeFileSync(baselineFile, `${JSON.stringify(measured.prompts, null, 2)}\n`);
console.error(measured.unmeasured ? `Lengths only. ${measured.unmeasured}` : `Recorded for $${measured.dollars.toFixed(4)}.`);
