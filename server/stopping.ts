/** Next loads a module once per bundle; the process has one such signal all the same. */
export const stoppingHolder = globalThis as { breakwaterStopping?: AbortController };

const findController = (): AbortController => (stoppingHolder.breakwaterStopping ??= new AbortController());

/** Aborted when the process is to end: a live stream would never end by itself. */
export const readStopping = (): AbortSignal => findController().signal;

export const endStreams = (): void => findController().abort();
