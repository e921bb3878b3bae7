/** Words from outside that something changed, brought together: a burst of them is one run of the library. */
import { libraryKey } from '../../tools/queue/libraries.ts';
import { type Burst, openBurst } from './burst.ts';
import { reasonOf, type Shift } from './shift.ts';
import { listOf } from './watching.ts';

export class Changes {
  private readonly bursts = new Map<string, Burst>();
  private readonly heardOf = new Map<string, Set<string>>();
  private readonly shift: Shift;
  private readonly settle: number;
  private closed = false;

  constructor(shift: Shift, settle: number) {
    this.shift = shift;
    this.settle = settle;
  }

  /** @param library name or folder; undefined: the only one there is. @returns null where none is meant */
  heard(library: string | undefined, paths: readonly string[]): 'asked' | null {
    const rotas = [...this.shift.served.values()];
    const rota =
      library === undefined && rotas.length === 1 ? rotas[0] : rotas.find((one) => one.name === library || one.root === library);
    if (!rota) return null;
    const heard = this.heardOf.get(rota.name) ?? new Set();
    for (const path of paths) heard.add(path);
    this.heardOf.set(rota.name, heard);
    this.burstOf(rota.name).touch();
    return 'asked';
  }

  /** What was heard and not asked for yet is asked for now: whoever said it was told that it would be. */
  async close(): Promise<void> {
    this.closed = true;
    for (const burst of this.bursts.values()) await burst.close();
    for (const name of [...this.heardOf.keys()]) await this.ask(name);
  }

  private burstOf(name: string): Burst {
    const known = this.bursts.get(name) ?? openBurst({ settle: this.settle, longest: 30_000, run: () => this.ask(name) });
    this.bursts.set(name, known);
    return known;
  }

  /**
   * Asks for the run, until the queue has taken it. Turned away while one is under way, it is asked for again: that one may have read
   * the library already.
   */
  private async ask(name: string): Promise<void> {
    const { queue, options } = this.shift;
    const now = this.shift.now();
    const key = libraryKey(name);
    const id = `change.${key}.${now.getTime()}`;
    const heard = this.heardOf.get(name) ?? new Set();
    this.heardOf.delete(name);
    try {
      const job = await queue.add(
        'run',
        { library: name, schedule: null, due: now.toISOString(), why: 'change' },
        { jobId: id, deduplication: { id: key } },
      );
      if (job.id !== id) this.again(name, heard);
      else if (heard.size > 0) options.say(`Changed: ${listOf([...heard])}`);
    } catch (error) {
      options.say(`A refresh of ${name} could not be asked for${this.closed ? '' : ' yet'}: ${reasonOf(error)}`);
      this.again(name, heard);
    }
  }

  private again(name: string, heard: ReadonlySet<string>): void {
    this.heardOf.set(name, new Set([...heard, ...(this.heardOf.get(name) ?? [])]));
    if (!this.closed) setTimeout(() => this.burstOf(name).touch(), this.shift.options.later ?? 5_000).unref();
  }
}
