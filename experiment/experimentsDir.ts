import { resolve } from 'node:path';

/** Where experiments are kept, a file each: written by `npm run compare`, read by the page. */
export const experimentsDir = (dataDir: string): string => resolve(dataDir, 'experiments');
