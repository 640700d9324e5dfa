/** What the supervisor is told by the end of a process (sysexits.h). */

/** EX_CONFIG: starting again would not help. */
export const EXIT_CONFIG = 78;
/** EX_UNAVAILABLE: another program has the port. */
export const EXIT_PORT_TAKEN = 69;

/** What a process that was to listen says before it ends so. */
export const describeTakenPort = (name: string, { host, port }: ListenAddress): string =>
  `${name} ${port} is taken by another program on ${host}: set ${name} to one that is free`;

export const isPortTaken = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';

interface ListenAddress {
  readonly host: string;
  readonly port: number;
}
