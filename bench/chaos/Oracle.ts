import type { ColumnGroup } from '../../domain/tokenColumns.ts';
import type { Span } from './tailLoss.ts';

export interface WrittenValue {
  readonly order: number;
  /** The value in every column of the group. */
  readonly value: string;
}

/** A value that a worker said it had accepted. */
export interface PromisedValue extends WrittenValue, Span {}

export interface GroupPromise {
  /** The newest that was acknowledged; null: none yet. */
  readonly promised: PromisedValue | null;
  /** Asked for and newer than that: may be there too (a poll that was overtaken is not acknowledged). */
  readonly possible: readonly WrittenValue[];
}

export interface TokenPromises {
  readonly mint: string;
  /** Null: its row's create is not acknowledged yet. */
  row: Span | null;
  readonly groups: Map<ColumnGroup, GroupPromise>;
}

const NOTHING: GroupPromise = { promised: null, possible: [] };

/** Keeps, outside of every server, what was asked for and the newest value of each column group that was acknowledged. */
export class Oracle {
  private readonly tokens = new Map<string, TokenPromises>();
  private count = 0;

  /** Writes acknowledged. */
  get acknowledged(): number {
    return this.count;
  }

  get promises(): readonly TokenPromises[] {
    return [...this.tokens.values()];
  }

  keepRow(mint: string, askedAt: number): void {
    this.count++;
    this.find(mint).row ??= { askedAt, acknowledgedAt: Date.now() };
  }

  /** Before a write is asked for. */
  expect(mint: string, group: ColumnGroup, written: WrittenValue): void {
    const { groups } = this.find(mint);
    const { promised, possible } = groups.get(group) ?? NOTHING;
    groups.set(group, { promised, possible: [...possible, written] });
  }

  /** Once a write is acknowledged. The newer order wins, whichever was acknowledged last. */
  keep(
    mint: string,
    group: ColumnGroup,
    { order, value, askedAt }: WrittenValue & Pick<Span, 'askedAt'>,
  ): void {
    this.count++;
    const { groups } = this.find(mint);
    const { promised, possible } = groups.get(group) ?? NOTHING;
    if (promised !== null && promised.order >= order) return;
    groups.set(group, {
      promised: { order, value, askedAt, acknowledgedAt: Date.now() },
      possible: possible.filter((other) => other.order > order),
    });
  }

  private find(mint: string): TokenPromises {
    const known = this.tokens.get(mint);
    if (known !== undefined) return known;
    const token: TokenPromises = { mint, row: null, groups: new Map() };
    this.tokens.set(mint, token);
    return token;
  }
}
