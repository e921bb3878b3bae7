import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../agents/contract.ts';
import { groupOfSet } from '../agents/proposal.ts';
import { admit } from '../agents/reconcile.ts';
import { loadConfig } from '../tools/config/load.ts';
import { addCampaign, kindOf, nameFor, sidesOf } from './campaign.ts';

const made: string[] = [];
afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
});

function library(config?: string): string {
  const root = mkdtempSync(join(tmpdir(), 'perennial-campaign-'));
  made.push(root);
  if (config !== undefined) writeFileSync(join(root, 'perennial.config.yaml'), config);
  return root;
}

describe('starting a campaign', () => {
  it('reads both sides of an arrow, however it is written', () => {
    for (const text of ['LUIS → CLU', 'LUIS->CLU', 'LUIS => CLU']) expect(sidesOf(text)).toEqual({ from: 'LUIS', to: 'CLU' });
    for (const text of ['LUIS', 'LUIS →', 'A → B → C', 'A → A']) expect(sidesOf(text)).toBeNull();
  });
  it('takes addresses for a move, what closed for work, and all else for a new name', () => {
    const closed = { name: 'LUIS', aliases: [], closed: '2026-03-31', kind: 'closed' as const, successor: null, url: '' };
    expect(kindOf({ from: 'old.host/docs', to: 'https://new.host/' }, undefined)).toBe('host');
    expect(kindOf({ from: 'LUIS', to: 'CLU' }, closed)).toBe('service');
    expect(kindOf({ from: 'Raspbian', to: 'Raspberry Pi OS' }, { ...closed, kind: 'renamed' })).toBe('product');
    expect(kindOf({ from: 'Node.js', to: 'Deno 2' }, undefined)).toBe('product');
  });
  it('gives each campaign a name of its own', () => {
    expect(nameFor('Azure Active Directory', [])).toBe('azure-active-directory');
    expect(nameFor('LUIS', ['luis'])).toBe('luis-2');
    expect(nameFor('→', [])).toBe('campaign');
  });
  it('writes it into the configuration without touching the rest, comments included', () => {
    const before =
      '# Ours.\nversion: 1\ntitle: Library # shown\n\nrules:\n  - match: { rule: [dead-anchor] } # later\n    enabled: false\n';
    const root = library(before);
    addCampaign(root, { name: 'luis', from: 'LUIS', to: 'CLU', kind: 'service', owner: 'Ada', started: '2026-11-21' });
    addCampaign(root, { name: 'old', from: 'old.host', to: 'new.host', kind: 'host' });
    expect(readFileSync(join(root, 'perennial.config.yaml'), 'utf8').startsWith(before.trimEnd())).toBe(true);
    const flow = library('version: 1\ncampaigns: [] # none\ntitle: T\n');
    addCampaign(flow, { name: 'a', from: 'A', to: 'B', kind: 'product' });
    expect(loadConfig(flow).config).toMatchObject({ title: 'T', campaigns: [{ name: 'a' }] });
    expect(loadConfig(root).config.campaigns.map(({ name, aliases }) => [name, aliases])).toEqual([
      ['luis', []],
      ['old', []],
    ]);
  });
  it('makes the file where the library has none, and refuses what would not be in order', () => {
    const root = library();
    addCampaign(root, { name: 'a', from: 'A', to: 'B', kind: 'product' });
    expect(loadConfig(root).config.campaigns).toHaveLength(1);
    expect(() => addCampaign(root, { name: 'Not A Name', from: 'A', to: 'B', kind: 'product' })).toThrow();
    expect(loadConfig(root).config.campaigns).toHaveLength(1);
  });
});

describe('limits', () => {
  const proposal = (id: string, rule: string): Proposal =>
    ({
      id,
      rule,
      lesson: 'l',
      severity: 'moderate',
      group: rule === 'campaign' ? groupOfSet('x') : null,
      edits: [{ path: id, start: 0, end: 0, replacement: '', quote: '' }],
    }) as unknown as Proposal;
  it('hold no member of a campaign back, and members take no room from the rest', () => {
    const held = [
      ...Array.from({ length: 9 }, (_, n) => proposal(`c${n}`, 'campaign')),
      proposal('o1', 'other'),
      proposal('o2', 'other'),
    ];
    const admitted = admit(held, () => 'course', { openPerCourse: 1, open: new Map(), newThisRun: 1 });
    expect(admitted.filter((id) => id.startsWith('c'))).toHaveLength(9);
    expect(admitted.filter((id) => id.startsWith('o'))).toHaveLength(1);
  });
});
