/**
 * Expected number of distinct pages that u updates touch when each hits one of p pages with equal chance:
 * p·(1 − (1 − 1/p)^u). At most min(p, u). What a checkpoint writes and what gets a full-page image is this number, not u.
 * Source: the occupancy problem; 3,000 scattered rows lay on 2,598 of 10,000 pages (docs/checkpoints.md).
 */
export function expectDistinctPages(input: { readonly updates: number; readonly pages: number }): number {
  return input.pages * touchedShare(input.updates, 1 / input.pages);
}

export interface ZipfUpdates {
  readonly updates: number;
  readonly rows: number;
  readonly rowsPerPage: number;
  /** s of 1/rank^s; 0 is uniform. */
  readonly exponent: number;
  /** True: ranks are spread over the pages at random. False: rank order is page order, so hot rows share pages. */
  readonly scattered: boolean;
}

/**
 * Expected number of distinct pages under updates whose rows are drawn by Zipf rank, P(rank) ∝ 1/rank^s.
 * In rank order: Σ over pages of 1 − (1 − q)^u, q the page's mass. Scattered: first the expected distinct rows d, the
 * same sum over rows, then pages hit by d rows laid at random: a page of k rows is missed with chance C(n−k, d)/C(n, d).
 * Exact for the first 4,096 rows or pages; from there in buckets 1 % wide. Cost: some thousand steps for any number of rows.
 */
export function expectDistinctPagesZipf(input: ZipfUpdates): number {
  const { updates, rows, rowsPerPage, exponent, scattered } = input;
  if (updates <= 0 || rows <= 0) return 0;
  const massUpTo = createZipfMass(rows, exponent);
  if (!scattered) return expectTouchedGroups({ updates, rows, rowsPerGroup: rowsPerPage, massUpTo });
  const distinctRows = expectTouchedGroups({ updates, rows, rowsPerGroup: 1, massUpTo });
  return Math.min(updates, expectPagesOfRows(distinctRows, rows, rowsPerPage));
}

/** 1 − (1 − q)^u, without the cancellation that costs all digits where q·u is small. */
function touchedShare(updates: number, chance: number): number {
  if (updates <= 0) return 0;
  return -Math.expm1(updates * Math.log1p(-Math.min(1, chance)));
}

const EXACT_STEPS = 4096;
const BUCKET_GROWTH = 1.01;

/** The chance of a rank ≤ r. Summed for the first 4,096 ranks, then the integral over [r − ½, r + ½]: off by 1e-8. */
export function createZipfMass(rows: number, exponent: number): (rank: number) => number {
  const sums = [0];
  for (let rank = 1; rank <= Math.min(rows, EXACT_STEPS); rank++) {
    sums.push(sums[rank - 1]! + rank ** -exponent);
  }
  const head = sums.length - 1;
  const weigh = (rank: number): number =>
    sums[rank] ?? sums[head]! + integratePower(head + 0.5, rank + 0.5, exponent);
  const total = weigh(rows);
  return (rank) => weigh(rank) / total;
}

/** ∫ x^−s dx from a to b, written so that s near 1 keeps its digits. */
function integratePower(a: number, b: number, exponent: number): number {
  const power = 1 - exponent;
  const log = Math.log(b / a);
  return power === 0 ? log : (a ** power * Math.expm1(power * log)) / power;
}

interface Groups {
  readonly updates: number;
  readonly rows: number;
  readonly rowsPerGroup: number;
  readonly massUpTo: (rank: number) => number;
}

/** Expected touched groups of consecutive ranks; the groups of a bucket share its mass equally. */
function expectTouchedGroups({ updates, rows, rowsPerGroup, massUpTo }: Groups): number {
  const groups = Math.ceil(rows / rowsPerGroup);
  let touched = 0;
  let massBefore = 0;
  for (let from = 0; from < groups;) {
    const to = from < EXACT_STEPS ? from + 1 : Math.min(groups, Math.ceil(from * BUCKET_GROWTH));
    const mass = massUpTo(Math.min(rows, to * rowsPerGroup));
    touched += (to - from) * touchedShare(updates, Math.max(0, mass - massBefore) / (to - from));
    massBefore = mass;
    from = to;
  }
  return touched;
}

/** Expected pages hit by d distinct rows of n laid at random, k to a page; d need not be whole. */
function expectPagesOfRows(distinctRows: number, rows: number, rowsPerPage: number): number {
  const fullPages = Math.floor(rows / rowsPerPage);
  const rowsOnLastPage = rows - fullPages * rowsPerPage;
  let missed = 1;
  let lastPageHit = 0;
  for (let row = 0; row < Math.min(rows, rowsPerPage); row++) {
    if (row === rowsOnLastPage) lastPageHit = 1 - missed;
    missed *= Math.max(0, rows - distinctRows - row) / (rows - row);
  }
  return fullPages > 0 ? fullPages * (1 - missed) + lastPageHit : 1 - missed;
}
