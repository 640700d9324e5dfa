import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';

const README = { name: 'readme', path: 'README.md' } as const;
const PICTURES = 'docs/pictures';
/** The web process runs in the project's directory, as its build does. */
const locate = (path: string): string => posix.join(process.cwd(), path);

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

export interface Picture {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Lists the readable docs: from the name in its address ("checkpoints", "experiments/incident") to its path in the project. */
export async function listDocs(): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(locate('docs'), { recursive: true });
  const docs = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => [file.slice(0, -'.md'.length), `docs/${file}`] as const);
  return new Map([[README.name, README.path], ...docs]);
}

export const readMarkdown = (path: string): Promise<string> => readFile(locate(path), 'utf8');

/** Null where there is no picture of this name: one that is not listed is not opened. */
export async function readPicture(name: string): Promise<Picture | null> {
  const contentType = CONTENT_TYPES[posix.extname(name)];
  if (contentType === undefined || !(await readdir(locate(PICTURES))).includes(name)) return null;
  return { contentType, bytes: await readFile(locate(posix.join(PICTURES, name))) };
}

/** The picture's name where a path in the project leads to one. */
export const pictureName = (path: string): string | null =>
  posix.dirname(path) === PICTURES ? posix.basename(path) : null;
