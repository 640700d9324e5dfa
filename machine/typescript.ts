/** Arguments of a Node that runs TypeScript; see scripts/typescript.mjs. */
export const RUNS_TYPESCRIPT: readonly string[] = [
  '--import',
  new URL('../scripts/typescript.mjs', import.meta.url).href,
];
