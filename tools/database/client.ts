/** Connections to Postgres whose loss never ends the whole program. */
import pg from 'pg';

/**
 * A connection that breaks fails the statement it carries, and says so in an event besides. Unheard, that event ends the program; and
 * a pool hears it only of connections that nobody has borrowed.
 */
export class HeardClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => {});
  }
}

/** What a pool makes its connections of. `pg` hands it on to its pool, whose types do not know it. */
export const heardClients = { Client: HeardClient } as Record<string, unknown>;
