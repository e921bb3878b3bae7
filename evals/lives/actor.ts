/** A process that decides, publishes and takes back with the program's own parts, one order after the other, until it is killed. */
import { decide } from '../../graphs/deciding/decide.ts';
import { publishAlone } from '../../graphs/nightly/run-lock.ts';
import { publishApproved } from '../../graphs/publish.ts';
import { undo } from '../../graphs/publishing/undo.ts';
import { refreshVerb } from '../../graphs/verbs/refresh.ts';
import { openWorkspace } from '../../graphs/workspace.ts';
import { recoverPublications } from '../../tools/publish/recover.ts';
import type { Answer, Order } from './orders.ts';

const day = 86_400_000;
const RealDate = Date;
let wrongBy = 0;
/** The clock of this process, as wrong as it was told to be. */
globalThis.Date = class extends RealDate {
  constructor(...values: [] | [number | string | Date]) {
    if (values.length === 0) super(RealDate.now() + wrongBy);
    else super(values[0]);
  }
  static override now(): number {
    return RealDate.now() + wrongBy;
  }
} as DateConstructor;

const say = (answer: Answer) => process.send?.(answer);
const publisherName = 'Paul Publisher <paul@example.org>';

async function obey(order: Order): Promise<void> {
  wrongBy = order.clock * day;
  if (order.database === null) delete process.env.PERENNIAL_DATABASE_URL;
  else process.env.PERENNIAL_DATABASE_URL = order.database;
  const env = order.database === null ? {} : { PERENNIAL_DATABASE_URL: order.database };
  if (order.verb === 'refresh') return refreshVerb(order.root, { model: false, limits: false });
  const workspace = await openWorkspace(order.root, {
    today: new Date().toISOString().slice(0, 10),
    models: 'leave-out',
    env,
  });
  try {
    if (order.verb === 'decide') {
      for (const { proposal, verdict, note } of order.wishes) {
        const at = new Date();
        const until = verdict === 'snooze' ? { until: new Date(at.getTime() + 40 * day).toISOString().slice(0, 10) } : {};
        const reason = verdict === 'reject' ? { reason: 'intended' as const } : {};
        const wish = { changeSet: proposal, verdict, note, by: order.by, at: at.toISOString(), ...until, ...reason };
        const { decided, refused } = await decide(workspace, [wish]);
        // Release and reopen are no decisions of their own: only their state is kept.
        if (decided.length > 0 && verdict !== 'reopen' && verdict !== 'release') say({ decided: note });
        for (const one of refused) say({ refused: { changeSet: one.changeSet, reason: one.reason } });
      }
      return;
    }
    await publishAlone(order.root, env, async () => {
      await recoverPublications(workspace.ledger, workspace.root, publisherName);
      if (order.verb === 'undo') {
        const outcome = await undo(workspace, order.publication, publisherName);
        if (outcome.state === 'undone') say({ undone: outcome.publication });
        else say({ refused: { changeSet: outcome.publication, reason: outcome.reason } });
        return;
      }
      const publishing = { workspace, to: { kind: 'auto' as const }, by: publisherName };
      const result = await publishApproved(publishing, { ids: [], mode: 'publish', signal: new AbortController().signal });
      for (const one of result.published) say({ published: one.publication });
      for (const one of result.refused) say({ refused: { changeSet: one.changeSet, reason: one.reason } });
    });
  } finally {
    await workspace.close();
  }
}

// Nobody is left to order it about.
process.once('disconnect', () => process.exit(1));
// The refresh listens for signals each time.
process.setMaxListeners(0);
process.on('message', (order: Order) => {
  const start = performance.now();
  obey(order)
    .then(() => say({ done: performance.now() - start }))
    .catch((error: unknown) => say({ fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }));
});
say({ ready: true });
