/** The meaning of an exit code to the supervisor (sysexits.h). */

/** EX_CONFIG: starting again would not help. */
export const EXIT_CONFIG = 78;
/** EX_UNAVAILABLE: another program has the port. */
export const EXIT_PORT_TAKEN = 69;

export const isPortTaken = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';
