/** Called once when a server starts. */
export async function register(): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- set by Next; the import must not reach another runtime's bundle
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { endStreamsOnSignal } = await import('./server/endStreamsOnSignal.ts');
    endStreamsOnSignal();
  }
}
