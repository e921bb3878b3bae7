/** Learner ids become keyed hashes on reading. Plain hashes of student numbers are reversed by trying them all; keyed ones are not. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const keyBytes = 32;

/** HMAC-SHA-256 (RFC 2104), cut to 128 bits: enough to keep millions of learners apart. */
export function pseudonymiser(key: Uint8Array): (id: string) => string {
  if (key.length < keyBytes) throw new Error(`The key for learner ids must have at least ${keyBytes} bytes.`);
  return (id) => createHmac('sha256', key).update(id.normalize('NFC').trim()).digest('base64url').slice(0, 22);
}

/**
 * The same hash worked out by DuckDB while it reads, its first 64 bits as a number: the id itself never reaches a table. SHA-256 is
 * DuckDB's own; RFC 2104 makes an HMAC of it: H((K ⊕ opad) ‖ H((K ⊕ ipad) ‖ id)).
 * @returns statements that set it up for a connection, and the expression for a column of text
 */
export function sqlPseudonym(key: Uint8Array): { setUp: string[]; of(column: string): string } {
  if (key.length < keyBytes) throw new Error(`The key for learner ids must have at least ${keyBytes} bytes.`);
  const block = Buffer.alloc(64);
  block.set(key.length > 64 ? createHash('sha256').update(key).digest() : key);
  const pad = (byte: number) => Buffer.from(block.map((value) => value ^ byte)).toString('hex');
  return {
    setUp: [`SET VARIABLE inner_pad = unhex('${pad(0x36)}')`, `SET VARIABLE outer_pad = unhex('${pad(0x5c)}')`],
    of(column) {
      const inner = `sha256(getvariable('inner_pad') || encode(nfc_normalize(trim(${column}, ' \t\r\n'))))`;
      return `('0x' || left(sha256(getvariable('outer_pad') || unhex(${inner})), 16))::UBIGINT`;
    },
  };
}

/**
 * The library's own key, made on first use and readable by its owner only. Two processes that make it at once get the same.
 * @throws where the file holds something else
 */
export function learnerKey(path: string): Uint8Array {
  const kept = readKey(path);
  if (kept) return kept;
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(beside, randomBytes(keyBytes).toString('hex'), { mode: 0o600 });
  try {
    chmodSync(beside, 0o600);
    linkSync(beside, path);
  } catch (error) {
    // Somebody else was first: theirs counts.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  const made = readKey(path);
  if (!made) throw new Error(`The key for learner ids could not be written to ${path}.`);
  return made;
}

function readKey(path: string): Uint8Array | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/u.test(text))
    throw new Error(
      `${path} does not hold a key for learner ids; restore it, or delete it to make a new one (learners then get new pseudonyms).`,
    );
  return Buffer.from(text, 'hex');
}
