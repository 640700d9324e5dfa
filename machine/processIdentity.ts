import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Ids are used again, also after a reboot; an id together with the moment its process began is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

const TEXT = /^([1-9]\d{0,9}) (\S.*)$/;

/** Null where no such process runs. */
export function identify(pid: number): ProcessIdentity | null {
  const start = existsSync('/proc/self/stat') ? readLinuxStart(pid) : readStartByPs(pid);
  return start === null ? null : { pid, start };
}

/** Where a process has no readable start (Windows) nothing of ours counts as alive, and nothing is signalled. */
export const identifySelf = (): ProcessIdentity =>
  identify(process.pid) ?? { pid: process.pid, start: 'unknown' };

export function isAlive({ pid, start }: ProcessIdentity): boolean {
  return identify(pid)?.start === start;
}

/** Signals exactly that process; false where it has ended, whatever has its id now. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  process.kill(identity.pid, signal);
  return true;
}

export const formatIdentity = ({ pid, start }: ProcessIdentity): string => `${pid} ${start}\n`;

/** Null where the text is not what formatIdentity writes, as after a power cut. */
export function parseIdentity(text: string): ProcessIdentity | null {
  const [, pid, start] = TEXT.exec(text.trim()) ?? [];
  return pid === undefined || start === undefined ? null : { pid: Number(pid), start };
}

/** The boot, and field 22 of /proc/PID/stat (proc(5)), in ticks since it; small images have no `ps`. */
function readLinuxStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in field 2 may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // A zombie has ended; its parent has not asked yet.
    return fields[0] === 'Z' ? null : `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}

function readStartByPs(pid: number): string | null {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv;
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env,
  });
  const [, state, start] = /^(\S+)\s+(\S.*)$/.exec((stdout ?? '').trim()) ?? [];
  return start === undefined || state!.startsWith('Z') ? null : start;
}
