import { isMainThread } from 'node:worker_threads';

// `node --import ./scripts/typescript.mjs FILE.ts` runs TypeScript. Left to itself tsx keeps compiled code in /tmp/tsx-UID,
// which another user may have made before us, and runs what it finds there.
process.env.TSX_DISABLE_CACHE = '1';
if (isMainThread) await import('tsx');
// By itself it leaves threads alone.
else (await import('tsx/esm/api')).register();
