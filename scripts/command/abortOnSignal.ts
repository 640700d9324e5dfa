/** Aborted by Ctrl-C and by SIGTERM; `onSignal` says what happens then. */
export function abortOnSignal(onSignal: () => void): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // npm hands on the Ctrl-C that the terminal has sent already.
      if (!stop.signal.aborted) onSignal();
      stop.abort();
    });
  }
  return stop.signal;
}
