/** A server of this program on its port. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  port: number;
  /** Whoever is connected is cut off. */
  close(): Promise<void>;
}

/**
 * @param where port 0: any free one; `option` names the switch that sets it
 * @param log told of what the system says later on, as of too many open files: no reason to end the program
 * @throws where the port is taken or not allowed, in a sentence that names it
 */
export async function listening(
  server: Server,
  where: { host: string; port: number; option: string },
  log: (line: string) => void,
): Promise<Listening> {
  const { host, port, option } = where;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = { EADDRINUSE: 'is taken', EACCES: 'is not open to this account' }[error.code ?? ''];
      reject(why === undefined ? error : new Error(`Port ${port} ${why}; choose another with ${option}.`));
    });
    server.listen(port, host, resolve);
  });
  server.on('error', (error) => log(`Port ${port}: ${error.message}`));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
