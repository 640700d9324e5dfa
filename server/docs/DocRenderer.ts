import { posix } from 'node:path';
import { addServer } from '../../domain/serverAddress.ts';
import { Renderer, type Tokens } from 'marked';
import { pictureName } from './docFiles.ts';
import { Slugs } from './slugs.ts';

export interface DocRendererOptions {
  /** In the project: relative links start from there. */
  readonly path: string;
  /** From names to paths. */
  readonly docs: ReadonlyMap<string, string>;
  /** Which links keep; null: there is one only. */
  readonly server: string | null;
}

const PICTURE_PAIR =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img src="([^"]+)"([^>]*)>\s*<\/picture>/g;

/** Markdown as a page of the dashboard: anchors, links between docs, pictures, and what is too wide in boxes that scroll. */
export class DocRenderer extends Renderer {
  /** Text of the first heading, which is not in the body. */
  title = '';
  private readonly slugs = new Slugs();
  private readonly path: string;
  private readonly addresses: ReadonlyMap<string, string>;
  private section = '';

  constructor({ path, docs, server }: DocRendererOptions) {
    super();
    this.path = path;
    this.addresses = new Map([...docs].map(([name, file]) => [file, addServer(`/docs/${name}`, server)]));
  }

  override heading({ tokens, depth }: Tokens.Heading): string {
    const text = this.parser.parseInline(tokens, this.parser.textRenderer);
    const slug = this.slugs.add(text);
    if (depth === 1 && this.title === '') {
      this.title = text;
      return '';
    }
    this.section = text;
    return `<h${depth} id="${slug}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
  }

  override link({ href, title, tokens, autolink }: Tokens.Link): string {
    const text = this.parser.parseInline(tokens);
    if (/^https?:/.test(href)) {
      const link = { type: 'link', raw: '', href, title, text, tokens, autolink } as Tokens.Link;
      return super.link(link).replace('<a ', '<a rel="noreferrer" ');
    }
    const [file = '', anchor] = href.split('#');
    const address = file === '' ? '' : this.addresses.get(this.resolve(file));
    // To a file that is no doc: in the repository there is more to read than here.
    if (address === undefined) return text;
    return `<a href="${address}${anchor === undefined ? '' : `#${anchor}`}">${text}</a>`;
  }

  override image({ href, text }: Tokens.Image): string {
    return `<img src="${this.pictureAddress(href)}" alt="${escapeAttribute(text)}">`;
  }

  /** HTML in a doc is the project's own. Each theme shows one of two pictures, and only that is loaded. */
  override html({ text }: Tokens.HTML | Tokens.Tag): string {
    return text.replaceAll(
      PICTURE_PAIR,
      (_pair, dark: string, light: string, attributes: string) =>
        `<img class="only-light" loading="lazy" src="${this.pictureAddress(light)}"${attributes}>` +
        `<img class="only-dark" loading="lazy" src="${this.pictureAddress(dark)}"${attributes}>`,
    );
  }

  override table(token: Tokens.Table): string {
    const label = escapeAttribute(`Table: ${this.section || this.title}`);
    return `<div role="group" tabindex="0" aria-label="${label}">${super.table(token)}</div>\n`;
  }

  override code(token: Tokens.Code): string {
    return super.code(token).replace('<pre>', '<pre tabindex="0">');
  }

  private resolve(href: string): string {
    return posix.normalize(posix.join(posix.dirname(this.path), href));
  }

  private pictureAddress(href: string): string {
    const name = pictureName(this.resolve(href));
    if (name === null) throw new Error(`${this.path}: no picture of docs/pictures/: ${href}`);
    return `/api/docs/pictures/${name}`;
  }
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
