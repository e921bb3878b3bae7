/** The read model in SQLite: one row a record, its JSON beside the columns it is looked up by. */
import type Database from 'better-sqlite3';
import type { Decision } from '../../agents/contract.ts';
import type { LedgerEvent, RunCost, RunRecord, StoredEvent } from './events.ts';
import { saidIn, withHeld } from './held.ts';
import type {
  FindingRecord,
  LedgerView,
  ProposalHead,
  ProposalRecord,
  ProposalTally,
  PublicationRecord,
  RunHead,
} from './ledger.ts';
import { type Change, changesOf, proposalIdOf } from './project.ts';

/** Tables that can be dropped and built anew from the events. */
export const readTables = [
  'finding',
  'proposal',
  'proposal_told',
  'publication',
  'decision',
  'run',
  'review',
  'lesson_path',
] as const;

/** `ord` is the seq of the event that made the row: the order of all lists. */
export const readSchema = `
CREATE TABLE finding (fingerprint TEXT PRIMARY KEY, id TEXT NOT NULL, lesson TEXT NOT NULL, state TEXT NOT NULL, ord INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX finding_id ON finding (id);
CREATE INDEX finding_lesson ON finding (lesson, state, ord);
CREATE INDEX finding_state ON finding (state, ord);
CREATE TABLE proposal (id TEXT PRIMARY KEY, lesson TEXT NOT NULL, status TEXT NOT NULL, ord INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX proposal_lesson ON proposal (lesson, status, ord);
CREATE INDEX proposal_status ON proposal (status, ord);
CREATE TABLE publication (id TEXT PRIMARY KEY, change_set TEXT NOT NULL, state TEXT NOT NULL, ord INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX publication_state ON publication (state, ord);
CREATE INDEX publication_change_set ON publication (change_set);
CREATE UNIQUE INDEX publication_once ON publication (change_set) WHERE state IN ('intended', 'done', 'undo-intended');
CREATE TABLE decision (seq INTEGER PRIMARY KEY, proposal TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX decision_proposal ON decision (proposal, seq);
CREATE TABLE run (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE review (seq INTEGER PRIMARY KEY, change_set TEXT NOT NULL, seconds REAL NOT NULL);
CREATE INDEX review_change_set ON review (change_set);
CREATE TABLE lesson_path (lesson TEXT PRIMARY KEY, path TEXT NOT NULL) WITHOUT ROWID;
`;

/** What proposals are told apart by in `status`, without the proposals: figures over all there ever were read only this. */
const told = {
  rule: '$.proposal.rule',
  agent: '$.proposal.agent',
  status: '$.proposal.status',
  origin: '$.proposal.origin',
  verdict: '$.decision.verdict',
  reason: '$.decision.reason',
};
const toldNames = Object.keys(told).join(', ');
const toldOf = Object.values(told)
  .map((path) => `json_extract(body, '${path}')`)
  .join(', ');
const sides = ['agent', 'severity', 'certainty'].map((name) => `json_extract(body, '$.finding.${name}')`);

/** What figures are counted by; made of the tables above. */
export const countingSchema = `
CREATE TABLE proposal_told (id TEXT PRIMARY KEY, ${toldNames}) WITHOUT ROWID;
INSERT INTO proposal_told SELECT id, ${toldOf} FROM proposal;
CREATE INDEX decision_edit ON decision (proposal) WHERE json_extract(body, '$.verdict') = 'edit';
CREATE INDEX finding_open ON finding (${sides.join(', ')}) WHERE state = 'open';
CREATE INDEX publication_at ON publication (state, json_extract(body, '$.at'));
`;

/** Proposals lie in the order their figures are counted in: nothing has to be sorted. */
export const tallySchema = `CREATE INDEX proposal_told_by ON proposal_told (${toldNames})`;

export type ReadModel = Omit<LedgerView, 'head'> & { apply(stored: StoredEvent): void };

type Value = string | number;

/** Bounds of the change sets `p-…@1`, `p-…@2` and so on: `A` follows `@`. */
const revisionsOf = (proposal: string): [string, string] => [`${proposal}@`, `${proposal}A`];

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(',');

/** Reads and writes the read model of an open database whose schema is in place. */
export function openReadModel(db: Database.Database): ReadModel {
  const statements = new Map<string, Database.Statement>();
  const sql = (text: string): Database.Statement => {
    const known = statements.get(text) ?? db.prepare(text);
    statements.set(text, known);
    return known;
  };
  const list = <T>(text: string, ...values: Value[]): T[] =>
    (sql(text).all(...values) as { body: string }[]).map((row) => JSON.parse(row.body) as T);
  const one = <T>(text: string, ...values: Value[]): T | null => {
    const row = sql(text).get(...values) as { body: string } | undefined;
    return row ? (JSON.parse(row.body) as T) : null;
  };
  const filtered = <T>(table: string, filter: Record<string, string | string[] | undefined>): T[] => {
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined) as [string, string | string[]][];
    const clauses = wanted.map(([column, value]) =>
      typeof value === 'string' ? `${column} = ?` : `${column} IN (${value.map(() => '?').join(',')})`,
    );
    const where = clauses.length > 0 ? ` WHERE ${clauses.join(' AND ')}` : '';
    return list<T>(`SELECT body FROM ${table}${where} ORDER BY ord`, ...wanted.flatMap(([, value]) => value));
  };

  const model: ReadModel = {
    findings: (filter = {}) => filtered<FindingRecord>('finding', { lesson: filter.lesson, state: filter.states }),
    finding: (key) =>
      one<FindingRecord>('SELECT body FROM finding WHERE fingerprint = ?', key) ??
      one<FindingRecord>('SELECT body FROM finding WHERE id = ? ORDER BY ord LIMIT 1', key),
    proposals: (filter = {}) => filtered<ProposalRecord>('proposal', { lesson: filter.lesson, status: filter.statuses }),
    proposal: (id) => one<ProposalRecord>('SELECT body FROM proposal WHERE id = ?', id),
    decisions: (proposal) =>
      proposal === undefined
        ? list<Decision>('SELECT body FROM decision ORDER BY seq')
        : list<Decision>('SELECT body FROM decision WHERE proposal = ? ORDER BY seq', proposalIdOf(proposal)),
    publications: (filter = {}) => filtered<PublicationRecord>('publication', { state: filter.states }),
    publication: (id) => one<PublicationRecord>('SELECT body FROM publication WHERE id = ?', id),
    standing: (changeSet) =>
      one<PublicationRecord>(
        "SELECT body FROM publication WHERE change_set = ? AND state IN ('intended', 'done', 'undo-intended')",
        changeSet,
      ),
    runs: (limit) =>
      list<RunRecord>('SELECT body FROM run ORDER BY seq DESC LIMIT ?', limit ?? -1).map((run) =>
        withHeld(run, (seq) => saidIn(one<LedgerEvent>('SELECT body FROM event WHERE seq = ?', seq))),
      ),
    runHeads: (limit) =>
      (
        sql(
          "SELECT json_extract(body, '$.run', '$.startedAt', '$.finishedAt', '$.agents', '$.partial', '$.open') AS head FROM run ORDER BY seq DESC LIMIT ?",
        ).all(limit) as { head: string }[]
      ).map((row): RunHead => {
        const [run, startedAt, finishedAt, agents, partial, open] = JSON.parse(row.head);
        return { run, startedAt, finishedAt, agents, partial, ...(open === null ? {} : { open }) };
      }),
    reviewSeconds: (proposal) =>
      (
        (proposal === undefined
          ? sql('SELECT change_set, seconds FROM review ORDER BY seq').all()
          : sql('SELECT change_set, seconds FROM review WHERE change_set >= ? AND change_set < ? ORDER BY seq').all(
              ...revisionsOf(proposal),
            )) as { change_set: string; seconds: number }[]
      ).map((row) => ({ changeSet: row.change_set, activeSeconds: row.seconds })),
    lastReviews: (limit) =>
      (
        sql('SELECT change_set, seconds FROM review ORDER BY seq DESC LIMIT ?').all(limit) as {
          change_set: string;
          seconds: number;
        }[]
      )
        .map((row) => ({ changeSet: row.change_set, activeSeconds: row.seconds }))
        .reverse(),
    reviewTotal: () =>
      sql('SELECT coalesce(sum(seconds), 0) AS seconds, count(DISTINCT change_set) AS changeSets FROM review').get() as {
        seconds: number;
        changeSets: number;
      },
    publishedSince: (at) =>
      (
        sql(
          "SELECT count(*) AS count FROM publication INDEXED BY publication_at WHERE state = 'done' AND json_extract(body, '$.at') > ?",
        ).get(at) as { count: number }
      ).count,
    counts: () => {
      const by = (rows: unknown[]) =>
        Object.fromEntries((rows as { state: string; count: number }[]).map((row) => [row.state, row.count]));
      const asked = sql(
        `SELECT count(*) AS count FROM finding INDEXED BY finding_open WHERE state = 'open' AND ${sides[2]} = 'needs-review'`,
      ).get() as { count: number };
      return {
        findings: by(sql('SELECT state, count(*) AS count FROM finding GROUP BY state').all()),
        publications: by(sql('SELECT state, count(*) AS count FROM publication GROUP BY state').all()),
        questions: asked.count,
      };
    },
    proposalTally: () =>
      (
        sql(
          `SELECT ${toldNames}, count(*) AS count,
 sum(id IN (SELECT proposal FROM decision WHERE json_extract(body, '$.verdict') = 'edit')) AS edited FROM proposal_told GROUP BY ${toldNames}`,
        ).all() as (Omit<ProposalTally, 'rewritten'> & { edited: number })[]
      ).flatMap(({ edited, count, ...row }) =>
        ([0, 1] as const)
          .map((rewritten): ProposalTally => ({ ...row, rewritten, count: rewritten ? edited : count - edited }))
          .filter((tally) => tally.count > 0),
      ),
    publicationsOf: (proposal) =>
      list<PublicationRecord>(
        'SELECT body FROM publication WHERE change_set >= ? AND change_set < ? ORDER BY ord',
        ...revisionsOf(proposal),
      ),
    runCosts: (of) =>
      (
        sql(
          `SELECT json_extract(body, '$.costs') AS costs FROM run
 WHERE json_extract(body, '$.costs') IS NOT NULL${of === undefined ? '' : " AND json_extract(body, '$.of') = ?"} ORDER BY seq DESC`,
        ).all(...(of === undefined ? [] : [of])) as {
          costs: string;
        }[]
      ).flatMap((row) => JSON.parse(row.costs) as RunCost[]),
    lessonPaths: () =>
      new Map(
        (sql('SELECT lesson, path FROM lesson_path ORDER BY lesson').all() as { lesson: string; path: string }[]).map((row) => [
          row.lesson,
          row.path,
        ]),
      ),
    owners: ({ findings, proposals }) =>
      (
        sql(
          `SELECT lesson FROM finding WHERE state IN (${marks(findings)}) UNION SELECT lesson FROM proposal WHERE status IN (${marks(proposals)})`,
        ).all(...findings, ...proposals) as { lesson: string }[]
      ).map((row) => row.lesson),
    openCounts: () =>
      sql(
        `SELECT ${sides[0]} AS agent, ${sides[1]} AS severity, count(*) AS count
 FROM finding INDEXED BY finding_open WHERE state = 'open' GROUP BY 1, 2`,
      ).all() as ReturnType<LedgerView['openCounts']>,
    proposalHeads: (statuses) =>
      (
        sql(
          `SELECT json_extract(body, '$.proposal.id', '$.proposal.revision', '$.proposal.lesson', '$.proposal.rule', '$.proposal.severity',
 '$.proposal.group', '$.proposal.edits[0].path', '$.proposal.edits[0].start') AS head FROM proposal WHERE status IN (${marks(statuses)}) ORDER BY ord`,
        ).all(...statuses) as { head: string }[]
      ).map((row): ProposalHead => {
        const [id, revision, lesson, rule, severity, group, path, start] = JSON.parse(row.head);
        return { id, revision, lesson, rule, severity, group, edits: path === null ? [] : [{ path, start }] };
      }),
    apply: (stored) => {
      for (const change of changesOf(model, stored)) write(change, stored.seq);
    },
  };

  const write = (change: Change, seq: number): void => {
    const body = change.table === 'path' || change.table === 'review' ? '' : JSON.stringify(change.record);
    switch (change.table) {
      case 'finding': {
        const { finding, state } = change.record;
        sql(
          'INSERT INTO finding (fingerprint, id, lesson, state, ord, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET id = excluded.id, lesson = excluded.lesson, state = excluded.state, body = excluded.body',
        ).run(finding.fingerprint, finding.id, finding.lesson, state, seq, body);
        return;
      }
      case 'proposal': {
        const { proposal } = change.record;
        sql(
          'INSERT INTO proposal (id, lesson, status, ord, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET lesson = excluded.lesson, status = excluded.status, body = excluded.body',
        ).run(proposal.id, proposal.lesson, proposal.status, seq, body);
        sql(`INSERT OR REPLACE INTO proposal_told (id, ${toldNames}) SELECT id, ${toldOf} FROM proposal WHERE id = ?`).run(
          proposal.id,
        );
        return;
      }
      case 'publication': {
        const { id, proposal, revision, state } = change.record;
        sql(
          'INSERT INTO publication (id, change_set, state, ord, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body',
        ).run(id, `${proposal}@${revision}`, state, seq, body);
        return;
      }
      case 'decision':
        sql('INSERT INTO decision (seq, proposal, body) VALUES (?, ?, ?)').run(seq, proposalIdOf(change.record.proposal), body);
        return;
      case 'run':
        sql('INSERT INTO run (seq, body) VALUES (?, ?)').run(seq, body);
        return;
      case 'review':
        sql('INSERT INTO review (seq, change_set, seconds) VALUES (?, ?, ?)').run(
          seq,
          change.record.changeSet,
          change.record.activeSeconds,
        );
        return;
      case 'path':
        sql(
          'INSERT INTO lesson_path (lesson, path) VALUES (?, ?) ON CONFLICT (lesson) DO UPDATE SET path = excluded.path WHERE path <> excluded.path',
        ).run(change.record.lesson, change.record.path);
        return;
    }
  };
  return model;
}

/** Builds the read model anew from `events`; the caller holds the transaction. */
export function rebuild(db: Database.Database, events: Iterable<StoredEvent>): void {
  for (const table of readTables) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec(readSchema);
  db.exec(countingSchema);
  db.exec(tallySchema);
  const model = openReadModel(db);
  for (const stored of events) model.apply(stored);
}
