/** SQLSTATE of a failed statement; undefined where it did not come from the server. Adapters wrap the driver's error. */
export function readSqlState(error: unknown): string | undefined {
  for (let found = error; found instanceof Error; found = found.cause) {
    const { code } = found as { readonly code?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return undefined;
}

/** The rows themselves are refused (classes 22, 23, 54): the same rows will fail again. */
export const isRefusal = (state: string | undefined): state is string =>
  state !== undefined && ['22', '23', '54'].includes(state.slice(0, 2));
