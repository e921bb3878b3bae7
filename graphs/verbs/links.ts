/** `perennial links`: asks the addresses the lessons link to, and says what came of it. */
import type { LinkVerdict } from '../../tools/links/state.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { askLinks } from '../links.ts';
import { type CommonOptions, startVerb, withWorkspace } from './verb.ts';

export interface LinksFlags extends CommonOptions {
  all?: boolean;
}

const shown: LinkVerdict[] = ['dead', 'moved', 'unknown'];

/** @param lesson glob on lesson ids or paths */
export async function linksVerb(lesson: string | undefined, flags: LinksFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  await withWorkspace(verb, async (workspace) => {
    const result = await askLinks(workspace, await workspace.read(), {
      signal: verb.signal,
      which: flags.all ? 'all' : 'due',
      ...(lesson === undefined ? {} : { lesson }),
      onProgress: (done, total) => terminal.progress(`Address ${done} of ${total} …`, done / total),
    });
    const of = (verdict: LinkVerdict) => result.links.filter(({ state }) => state?.verdict === verdict);
    for (const verdict of shown) {
      for (const { address, state, files } of of(verdict))
        terminal.say(
          `${verdict.padEnd(8)} ${printable(address)}${state?.to ? ` → ${printable(state.to)}` : ''}  (${printable(state?.why ?? '')}, ${state?.on})  ${files.map(printable).join(', ')}`,
        );
    }
    terminal.say(
      `${count(result.links.length, 'address', 'addresses')}: ${of('alive').length} alive, ${of('moved').length} moved for good, ${of('dead').length} dead, ${of('unknown').length} unknown; ${result.asked} asked now, ${result.left} left for later.`,
    );
    terminal.say('Next: npm run -s perennial -- refresh    what is dead or moved comes before you there');
    if (verb.json === 'json') terminal.document(result);
  });
}
