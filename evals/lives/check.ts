/** What may never be, after all that happened to a library. Judged from files, commits and events; not by the program's own rules. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Proposal } from '../../agents/contract.ts';
import { history } from '../../graphs/nightly/record.ts';
import type { StoredEvent } from '../../tools/ledger/events.ts';
import { ledgerHeads } from '../../tools/publish/heads.ts';
import { git } from '../crash/library.ts';
import { ledgerOf, type World } from './ground.ts';
import { stateOf } from './library.ts';
import { forge, forgeries, needAnchors } from './tamper.ts';

/** What people and actors know to have happened. */
export interface Known {
  faults: World['faults'];
  /** Notes of decisions that an actor was told are kept. */
  decided: Set<string>;
  published: Set<string>;
  undone: Set<string>;
  /** What a person put into files: a marker that must still be there. */
  markers: { path: string; marker: string }[];
  /** Files in which a person wrote over a publication that came between reading and writing. */
  overwritten: Set<string>;
  /** Change sets that the last publishing refused, with a reason. */
  refused: Map<string, string>;
  /** Due times of the nights that were asked for. */
  nights: Set<string>;
}

export interface Checked {
  faults: string[];
  publications: number;
  undone: number;
  forgeries: number;
}

export async function check(world: World, known: Known, random: () => number): Promise<Checked> {
  const { root, kind } = world;
  const ledger = await ledgerOf(world);
  const faults: string[] = [];
  try {
    const events = ledger.events();
    faults.push(...unapproved(events), ...lost(events, known));
    const publications = ledger.publications();
    const standing = new Map<string, number>();
    for (const one of publications) {
      if (one.state === 'intended' || one.state === 'undo-intended') faults.push(`${one.id} was left ${one.state}`);
      if (one.state === 'done') standing.set(one.proposal, (standing.get(one.proposal) ?? 0) + 1);
    }
    for (const [proposal, times] of standing) if (times > 1) faults.push(`${proposal} is published ${times} times`);
    const states = new Map(publications.map((one) => [one.id, one.state]));
    for (const id of known.published)
      if (states.get(id) !== 'done' && states.get(id) !== 'undone')
        faults.push(`${id} was told published and is ${states.get(id)}`);
    for (const id of known.undone) if (states.get(id) !== 'undone') faults.push(`${id} was told undone and is ${states.get(id)}`);
    for (const { proposal } of ledger.proposals({ statuses: ['approved', 'publish-failed'] }))
      if (!known.refused.has(`${proposal.id}@${proposal.revision}`))
        faults.push(`${proposal.id} is ${proposal.status} and nobody says why it is not published`);
    faults.push(...filesAsTold(root, known, standing));
    if (kind === 'git') faults.push(...commitsAsTold(root, states));
    faults.push(...leftovers(root), ...nightsAsAsked(root, known));
    faults.push(
      ...proposedTwice(
        ledger.proposals().map((one) => one.proposal),
        known,
      ),
    );
    const anchors = await ledgerHeads(root, ledger.id);
    if (kind === 'git' && publications.some((one) => one.state === 'done') && anchors.length === 0)
      faults.push('no commit names a head');
    const broken = ledger.verify(anchors).brokenAt;
    if (broken) faults.push(`the chain is broken at ${broken.seq}: ${broken.why}`);
    const named = events.filter((one) => anchors.includes(one.hash)).at(-1)?.seq ?? (kind === 'folder' ? events.length : 0);
    const tried = named > 3 ? forgeries.filter((one) => kind === 'git' || !needAnchors.has(one)) : [];
    ledger.close();
    if (tried.length > 0 && (await forge(world, 'untouched', named, anchors, random)) === 'found')
      faults.push('a copy of the ledger does not stand without a forgery');
    for (const one of tried)
      if ((await forge(world, one, named, anchors, random)) === 'missed') faults.push(`a forgery was not found: ${one}`);
    return { faults, publications: publications.length, undone: known.undone.size, forgeries: tried.length };
  } finally {
    ledger.close();
  }
}

/** Each intent stands on an approval of exactly these edits that nothing came after. */
function unapproved(events: StoredEvent[]): string[] {
  const faults: string[] = [];
  const digests = new Map<string, { revision: number; digest: string }>();
  const approved = new Map<string, string>();
  for (const { event } of events) {
    if (event.type === 'proposal-recorded') {
      digests.set(event.proposal.id, { revision: event.proposal.revision, digest: event.proposal.digest });
      approved.delete(event.proposal.id);
    } else if (event.type === 'decision-made') {
      const id = event.decision.proposal.replace(/@\d+$/u, '');
      if (event.decision.verdict === 'approve') approved.set(id, event.decision.digest);
      else approved.delete(id);
    } else if (event.type === 'proposal-status' && event.status !== 'approved') approved.delete(event.proposal);
    else if (event.type === 'publication-intended') {
      const newest = digests.get(event.proposal);
      if (newest?.revision !== event.revision || approved.get(event.proposal) !== newest.digest)
        faults.push(`${event.publication} of ${event.proposal}@${event.revision} was not approved`);
    }
  }
  return faults;
}

/** A decision of which somebody was told that it is kept is kept, once. */
function lost(events: StoredEvent[], known: Known): string[] {
  const notes = new Map<string, number>();
  for (const { event } of events)
    if (event.type === 'decision-made' && event.decision.note)
      notes.set(event.decision.note, (notes.get(event.decision.note) ?? 0) + 1);
  const missing = [...known.decided].filter((note) => !notes.has(note)).map((note) => `the decision ${note} was lost`);
  return [
    ...missing,
    ...[...notes].filter(([, times]) => times > 1).map(([note, times]) => `${note} was decided ${times} times`),
  ];
}

/** Every item is mended or as it was, as the ledger says, and what people wrote is there: no half of a file passes that. */
function filesAsTold(root: string, known: Known, standing: Map<string, number>): string[] {
  const faults: string[] = [];
  for (const [proposal, { path, deed }] of known.faults) {
    const text = readFileSync(join(root, path), 'utf8');
    const state = stateOf(text, path, deed);
    const wanted = standing.has(proposal) ? 'mended' : 'as-it-was';
    if (state === null) faults.push(`${path}: an item is damaged`);
    else if (state !== wanted && !known.overwritten.has(path))
      faults.push(`${path}: ${proposal} should be ${wanted} and is ${state}`);
  }
  for (const path of new Set([...known.faults.values()].map((one) => one.path))) {
    try {
      JSON.parse(readFileSync(join(root, path), 'utf8'));
    } catch {
      faults.push(`${path} is no whole file`);
    }
  }
  for (const { path, marker } of known.markers)
    if (!readFileSync(join(root, path), 'utf8').includes(marker))
      faults.push(`${path}: what a person wrote (${marker}) was written over`);
  return faults;
}

/** One commit a publication, one more for its undo, none for what failed. */
function commitsAsTold(root: string, states: Map<string, string>): string[] {
  const faults: string[] = [];
  const bodies = git(root, 'log', '--format=%B%x01').split('\x01');
  for (const [id, state] of states) {
    const commits = bodies.filter((body) => body.includes(id)).length;
    const wanted = { done: 1, undone: 2, failed: 0 }[state];
    if (wanted !== undefined && commits !== wanted) faults.push(`${id} is ${state} and has ${commits} commits`);
  }
  const dirty = git(root, 'status', '--porcelain').trim();
  if (dirty !== '') faults.push(`git status is not clean: ${dirty.split('\n')[0]}`);
  return faults;
}

/** Each night that was asked for was lived once, well. */
function nightsAsAsked(root: string, known: Known): string[] {
  const lived = history(join(root, '.perennial'));
  return [...known.nights].flatMap((due) => {
    const records = lived.filter((one) => one.due === due);
    if (records.length !== 1) return [`the night of ${due} was lived ${records.length} times`];
    return records[0]?.result === 'done' ? [] : [`the night of ${due} ${records[0]?.result}: ${records[0]?.reason}`];
  });
}

/** However often it was looked for, a fault has one change set. */
function proposedTwice(proposals: Pick<Proposal, 'id' | 'edits'>[], known: Known): string[] {
  const strangers = proposals.filter((one) => !known.faults.has(one.id));
  const gone = [...known.faults.keys()].filter((id) => !proposals.some((one) => one.id === id));
  return [
    ...strangers.map((one) => `${one.id} is proposed for ${one.edits[0]?.path}, where a change set lives already`),
    ...gone.map((id) => `the change set ${id} is gone`),
  ];
}

function leftovers(root: string): string[] {
  if (existsSync(join(root, '.git', 'index.lock'))) return ['an index.lock was left'];
  return readdirSync(root)
    .filter((name) => name.includes('.perennial-new-'))
    .map((name) => `${name} was left`);
}
