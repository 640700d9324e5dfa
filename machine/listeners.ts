import { readFileSync } from 'node:fs';

const TABLE = '/proc/net/tcp';
const LISTENS = '0A';

/**
 * Whether a program of this user listens on a port of 127.0.0.1. Null where the system does not say (all but Linux).
 * Columns: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
export function listensAs(uid: number, port: number): boolean | null {
  const lines = readTable();
  if (lines === null) return null;
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines
    .map((line) => line.trim().split(/\s+/))
    .some(
      ([, address = '', , state, , , , user]) =>
        state === LISTENS && isLocal(address.slice(0, 8)) && address.endsWith(suffix) && user === String(uid),
    );
}

/** In the byte order of the machine. */
const isLocal = (address: string): boolean => address === '0100007F' || address === '7F000001';

function readTable(): string[] | null {
  try {
    return readFileSync(TABLE, 'latin1').split('\n').slice(1);
  } catch {
    return null;
  }
}
