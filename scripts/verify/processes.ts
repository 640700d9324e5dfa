import { readFileSync } from 'node:fs';

/** Resident memory of a process, MiB; now, or at its peak. */
export function readRssMiB(pid: number, which: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, 'm').exec(status)![1]) / 1_024;
}

/** State in /proc/net/tcp. */
const ESTABLISHED = '01';

/** Connections that a server on this port of loopback (IPv4) holds open. */
export function countSockets(port: number): number {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.filter(([, address, , state]) => address === local && state === ESTABLISHED).length;
}
