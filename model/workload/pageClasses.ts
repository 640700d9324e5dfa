import type { RowGroup } from './rowGroups.ts';

/** Pages that are touched equally often. */
export interface PageClass {
  readonly pages: number;
  /** Share of all updates that hit one page of the class. */
  readonly share: number;
  /** Updated rows on such a page. */
  readonly rows: number;
}

export interface Layout {
  /** Pages over which the rows lie scattered. */
  readonly pages: number;
  readonly groups: readonly RowGroup[];
}

/** The size of the sample that represents all pages. */
const SAMPLE_PAGES = 1_024;
/** With this many rows of a group on every page, each page gets the same number of them. */
const MANY_ROWS = 6;
/** Classes are as wide as this in the logarithm of their share. */
const CLASS_WIDTH = 0.12;

/**
 * Lays rows on pages at random and sorts the pages by how often they are hit. For large tables a sample of 1,024 pages
 * is laid out, the same at every call; the rows that lie on it represent all, so that shares still add up.
 */
export function layRows({ pages, groups }: Layout): PageClass[] {
  if (pages <= 0) return [];
  const sampled = Math.min(SAMPLE_PAGES, Math.max(1, Math.round(pages)));
  const shares = new Float64Array(sampled);
  const rows = new Float64Array(sampled);
  let [everyShare, everyRows, drawn] = [0, 0, 0];
  let waiting = { rows: 0, share: 0 };
  for (const group of groups) {
    waiting = { rows: waiting.rows + group.rows, share: waiting.share + group.share };
    const slots = (waiting.rows * sampled) / pages;
    // Rows too few for one of them to lie on the sample wait for others.
    if (slots < 1) continue;
    const shareOnSample = (waiting.share * sampled) / pages;
    if (slots >= MANY_ROWS * sampled) {
      everyShare += shareOnSample / sampled;
      everyRows += slots / sampled;
    } else {
      const whole = Math.round(slots);
      for (let slot = 0; slot < whole; slot++) {
        const page = hashPage(drawn++, sampled);
        shares[page]! += shareOnSample / whole;
        rows[page]! += slots / whole;
      }
    }
    waiting = { rows: 0, share: 0 };
  }
  everyShare += waiting.share / pages;
  const scale = pages / sampled;
  return gather(
    Array.from(shares, (share, page) => ({
      pages: scale,
      share: share + everyShare,
      rows: rows[page]! + everyRows,
    })),
  );
}

/** One class: every page is hit with the same chance. */
export const layEvenly = (pages: number): PageClass[] =>
  pages > 0 ? [{ pages, share: 1 / pages, rows: 0 }] : [];

/** Pages of about the same share become one class with their mean. */
function gather(pages: readonly PageClass[]): PageClass[] {
  const bins = new Map<string, { pages: number; share: number; rows: number }>();
  for (const page of pages) {
    const key = page.share <= 0 ? 'never' : String(Math.round(Math.log(page.share) / CLASS_WIDTH));
    const bin = bins.get(key) ?? { pages: 0, share: 0, rows: 0 };
    bin.pages += page.pages;
    bin.share += page.share * page.pages;
    bin.rows += page.rows * page.pages;
    bins.set(key, bin);
  }
  return [...bins.values()].map((bin) => ({
    pages: bin.pages,
    share: bin.share / bin.pages,
    rows: bin.rows / bin.pages,
  }));
}

/** A page for the n-th row, the same at every call (murmur3's finaliser). */
function hashPage(n: number, pages: number): number {
  let hash = Math.imul(n + 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) % pages;
}
