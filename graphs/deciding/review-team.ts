/** The review for several people: roles in front of what the served report may do, refusals into the ledger. */
import { join } from 'node:path';
import { openRefused } from '../../tools/access/refused.ts';
import { mostOf } from '../../tools/access/roles.ts';
import { openTokens } from '../../tools/access/tokens.ts';
import { serveTeamReview, type TeamServer } from '../../tools/report/server-team.ts';
import type { Workspace } from '../workspace.ts';
import { reviewActions } from './review.ts';

export interface TeamParts {
  port?: number;
  /** @param may what the reader may do at most */
  html: (may: ReturnType<typeof mostOf>) => Promise<string>;
  log: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}

/**
 * Serves until `close`, which also writes down what was gathered of strangers.
 * @throws in one sentence where the config has no `access`, leaves the review unprotected, or the port is taken
 */
export async function serveTeam(workspace: Workspace, signal: AbortSignal, parts: TeamParts): Promise<TeamServer> {
  const { access } = workspace.config;
  if (!access) throw new Error('perennial.config.yaml has no `access` section.');
  const refused = openRefused((events) => void workspace.ledger.transact('perennial', () => events), parts.log);
  try {
    const server = await serveTeamReview({
      access,
      ...(parts.port === undefined ? {} : { port: parts.port }),
      proxySecret: (parts.env ?? process.env).PERENNIAL_PROXY_SECRET ?? null,
      tokens: openTokens(join(workspace.own, 'access.json')),
      refused,
      html: ({ role }) => parts.html(mostOf(role)),
      actions: ({ person }) => reviewActions(workspace, person, signal),
      log: parts.log,
    });
    return {
      url: server.url,
      async close() {
        await server.close();
        refused.close();
      },
    };
  } catch (error) {
    refused.close();
    throw error;
  }
}
