import { lexer, Parser } from 'marked';
import { listDocs, readMarkdown } from './docFiles.ts';
import { DocRenderer, type DocRendererOptions } from './DocRenderer.ts';

export interface Doc {
  readonly title: string;
  /** Below the title. */
  readonly html: string;
}

/** Null where there is no doc of this name. `server`: which its links keep. */
export async function readDoc(name: string, server: string | null = null): Promise<Doc | null> {
  const docs = await listDocs();
  const path = docs.get(name);
  if (path === undefined) return null;
  return renderDoc(await readMarkdown(path), { path, docs, server });
}

export function renderDoc(markdown: string, options: DocRendererOptions): Doc {
  const renderer = new DocRenderer(options);
  const html = new Parser({ renderer }).parse(lexer(markdown));
  return { title: renderer.title, html };
}
