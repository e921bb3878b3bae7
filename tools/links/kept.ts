/** What was learnt of addresses, kept in `.perennial/links.json`, so that a nightly run asks only what is due. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { LinkState } from './state.ts';
import type { Verdict } from './verdict.ts';

const Kept = z.strictObject({ version: z.literal(1), links: z.record(z.string(), LinkState) });

/** Days for which a verdict seen twice outlives answers that say nothing. */
const outlives = 60;
/** Addresses nobody asked for in so many days are forgotten. */
const forgottenAfter = 180;

/** @returns what the file holds; nothing where it is absent or damaged (then everything is asked again) */
export function readKept(file: string): Map<string, LinkState> {
  try {
    return new Map(Object.entries(Kept.parse(JSON.parse(readFileSync(file, 'utf8'))).links));
  } catch {
    // Derived: absent, cut off or of another version, it costs requests and no decision.
    return new Map();
  }
}

export function writeKept(file: string, states: ReadonlyMap<string, LinkState>, today: string): void {
  const links = Object.fromEntries(
    [...states]
      .filter(([, state]) => daysBetween(state.asked ?? state.on, today) < forgottenAfter)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, `${JSON.stringify({ version: 1, links }, null, 1)}\n`);
  renameSync(beside, file);
}

/** Whole days from one ISO day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/**
 * Is the address to be asked on this day?
 * @param every days between two questions; what is unknown is asked again the next day
 */
export function isDue(state: LinkState | undefined, today: string, every: number, now: Date): boolean {
  if (!state) return true;
  if (state.notBefore !== undefined && state.notBefore > now.toISOString()) return false;
  const age = daysBetween(state.asked ?? state.on, today);
  // An unknown answer that only put off a verdict shows as `asked`.
  return age >= (state.verdict === 'unknown' || state.asked !== undefined ? Math.min(1, every) : every);
}

/** The first day on which the address is to be asked again. @param every as for `isDue` */
export function dueOn(state: LinkState | undefined, today: string, every: number): string {
  if (!state) return today;
  const days = state.verdict === 'unknown' || state.asked !== undefined ? Math.min(1, every) : every;
  return new Date(Date.parse(state.asked ?? state.on) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A verdict that was seen twice stands against a later answer that says nothing. */
export function learnt(old: LinkState | undefined, verdict: Verdict, today: string): LinkState {
  const stands = old && (old.verdict === 'dead' || old.verdict === 'moved') && daysBetween(old.on, today) <= outlives;
  if (verdict.verdict === 'unknown' && stands)
    return { ...old, asked: today, ...(verdict.notBefore === undefined ? {} : { notBefore: verdict.notBefore }) };
  return { ...verdict, on: today };
}
