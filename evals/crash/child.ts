/**
 * A process that does what it is told with the program's own verbs, until it is done or killed. Started by `processes.ts`;
 * says `ready` once everything is loaded, so that a kill hits the work and not the loading.
 */
import { decideVerb, verdictVerb } from '../../graphs/verbs/decide.ts';
import { publishVerb, undoVerb } from '../../graphs/verbs/publish.ts';
import { refreshVerb } from '../../graphs/verbs/refresh.ts';
import { sentenceOf } from '../../tools/terminal/faults.ts';
import type { Answer, Order } from './orders.ts';

const by = 'Rosa Reviewer <rosa@example.org>';

const say = (answer: Answer) => process.send?.(answer);

async function obey(order: Order): Promise<void> {
  const library = order.root;
  switch (order.verb) {
    case 'refresh':
      return refreshVerb(library, { model: false });
    case 'decide':
      for (const { id, verdict } of order.decisions) {
        await verdictVerb(verdict, [id], { library, by, ...(verdict === 'reject' ? { reason: 'intended' } : {}) });
        say({ did: { id, verdict } });
      }
      return;
    case 'decide-file':
      await decideVerb(order.file, { library, by });
      for (const did of order.decisions) say({ did });
      return;
    case 'publish':
      return publishVerb([], { library, by, ...(order.mode === 'dry-run' ? { dryRun: true } : {}) });
    case 'undo':
      return undoVerb(order.publication, { library, by });
  }
}

// Nobody is left to order it about.
process.once('disconnect', () => process.exit(1));
// Every verb listens for signals; this process runs many of them.
process.setMaxListeners(0);
process.on('message', (order: Order) => {
  const start = performance.now();
  obey(order)
    .then(() => say({ done: performance.now() - start }))
    .catch((error: unknown) => say({ fault: sentenceOf(error) }));
});
say({ ready: true });
