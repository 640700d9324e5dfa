import type { ChildProcess } from 'node:child_process';
import { freezeProcess } from '../../scripts/verify/truth/freeze.ts';

/** Stops a server with all its children, as a machine that hangs does. Returns what wakes it. */
export const freezeServer = (server: ChildProcess): (() => void) => freezeProcess(server.pid!);
