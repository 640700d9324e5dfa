import type { TokenView, MutableColumns } from '../../../domain/tokenColumns.ts';
import { isSameDecimal } from '../../_components/decimals.ts';
import { COLUMN_LABELS, type ColumnName } from '../../_components/columnLabels.ts';

export interface ColumnDiff {
  readonly column: ColumnName;
  readonly label: string;
  /** As text; null: NULL. */
  readonly before: string | null;
  readonly after: string | null;
  readonly changes: boolean;
}

/** Shows what writing `payload` would make of each column that it names, against the row as it is now (null: no row). */
export function diffColumns(payload: MutableColumns, current: TokenView | null): readonly ColumnDiff[] {
  const before = flattenColumns(current ?? {});
  return Object.entries(flattenColumns(payload)).map(([name, after]) => {
    const column = name as ColumnName;
    const now = before[column] ?? null;
    return { column, label: COLUMN_LABELS[column], before: now, after, changes: differs(now, after) };
  });
}

/** The columns of these groups by name, as text. */
export function flattenColumns(columns: MutableColumns): Partial<Record<ColumnName, string | null>> {
  const { market, status, pool, hotScore, holderCount, metadata } = columns;
  const flat: Record<string, unknown> = {
    ...market,
    ...(status !== undefined && { status }),
    ...pool,
    ...(hotScore !== undefined && { hotScore }),
    ...(holderCount !== undefined && { holderCount }),
    ...(metadata !== undefined && (metadata ?? NO_METADATA)),
  };
  return Object.fromEntries(Object.entries(flat).map(([name, value]) => [name, toText(value)]));
}

const NO_METADATA = { description: null, imageUrl: null, website: null, twitter: null, telegram: null };

function differs(left: string | null, right: string | null): boolean {
  if (left === null || right === null) return left !== right;
  return !isSameDecimal(left, right);
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
