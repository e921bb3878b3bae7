/** All of it or none of it. */
import type { Connection } from './connection.ts';

/** @throws what `work` throws, with nothing written; DatabaseFault `gone` where the connection was lost on the way */
export function inTransaction<T>(connection: Connection, work: () => T): T {
  connection.begin();
  let result: T;
  try {
    result = work();
  } catch (error) {
    connection.rollback();
    throw error;
  }
  connection.commit();
  return result;
}
