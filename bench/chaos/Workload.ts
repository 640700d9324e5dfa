import type { ColumnGroup, MutableColumns, TokenIdentity, TokenUpdate } from '../../domain/tokenColumns.ts';
import { unit } from '../../worker/sources/noise.ts';
import type { WriteKind } from '../../domain/writeKinds.ts';
import type { ChaosWrite } from './messages.ts';
import type { Oracle } from './Oracle.ts';

const LIVE_TOKENS = 300;
const MAX_UPDATES = 20;
/** In every fourth token the values return to what they were: an unchanged value is not written. */
const SWINGING = 4;
/** A text that PostgreSQL refuses as a number. */
export const POISON = 'poison';

export interface PlannedWrite {
  readonly write: ChaosWrite;
  /** Reports to the oracle once the write is acknowledged. */
  readonly keep: (askedAt: number) => void;
}

interface LiveToken {
  readonly mint: string;
  readonly swings: boolean;
  /** Updates until another token takes its place: the last value of each of thousands is looked at in the end. */
  left: number;
  row: 'wanted' | 'asked';
  /** Wall ms: no row before; updates come all the same. */
  rowFrom: number;
}

/**
 * The producers' requests: creates, pools and market data over a few hundred tokens at a time, each value a number
 * that rises, so that a step back shows, or one of three that come again and again (negative).
 */
export class Workload {
  private readonly seed: number;
  private readonly oracle: Oracle;
  private readonly live: LiveToken[] = [];
  private draws = 0;
  private tokens = 0;
  private values = 0;
  private lastOrder = 0;
  private rowsWaitUntil = 0;
  private poisonLeft = 0;

  constructor(seed: number, oracle: Oracle) {
    this.seed = seed;
    this.oracle = oracle;
    for (let i = 0; i < LIVE_TOKENS; i++) this.live.push(this.createToken());
  }

  /** Tokens that begin until then get their row late. */
  withholdRows(untilMs: number): void {
    this.rowsWaitUntil = untilMs;
  }

  /** Makes the next `count` market updates such that PostgreSQL refuses them. */
  poison(count: number): void {
    this.poisonLeft += count;
  }

  next(): PlannedWrite {
    const token = this.live[Math.floor(this.draw() * LIVE_TOKENS)]!;
    if (token.row === 'wanted' && (token.left <= 0 || Date.now() >= token.rowFrom))
      return this.planRow(token);
    const dice = this.draw();
    if (dice < 0.6) return this.planUpdates('market', 'market', this.pickTokens(token));
    if (dice < 0.75) return this.planUpdates('holderCount', 'holders', this.pickTokens(token));
    if (dice < 0.85) return this.planUpdates('metadata', 'metadata', [token]);
    if (dice < 0.93 || token.row === 'wanted') return this.planUpdates('pool', 'pool', [token]);
    return this.planPoolEvent(token);
  }

  /** The rows that nobody has asked for yet: without them their updates wait for ever. */
  remainingRows(): PlannedWrite[] {
    return this.live.filter(({ row }) => row === 'wanted').map((token) => this.planRow(token));
  }

  /** As a source that shows a token again: its updates wait for the row that was lost. */
  announceAgain(mint: string): PlannedWrite {
    const token = { identity: identityOf(mint), order: this.nextOrder(), status: 'new' } as const;
    return { write: { kind: 'create', token }, keep: () => undefined };
  }

  private planRow(token: LiveToken): PlannedWrite {
    token.row = 'asked';
    const { mint } = token;
    const identity = identityOf(mint);
    const order = this.nextOrder();
    const write: ChaosWrite =
      this.draw() < 0.5
        ? { kind: 'create', token: { identity, order, status: 'new' } }
        : { kind: 'event', event: { kind: 'create', id: `create-${mint}`, identity, order } };
    return { write, keep: (askedAt) => this.oracle.keepRow(mint, askedAt) };
  }

  private planUpdates(group: ColumnGroup, writeKind: WriteKind, tokens: readonly LiveToken[]): PlannedWrite {
    const planned = tokens.map((token) => this.planValue(token, group));
    const updates = planned.map(({ update }) => update);
    return {
      write: { kind: 'update', updates, writeKind },
      keep: (askedAt) => planned.forEach(({ keep }) => keep(askedAt)),
    };
  }

  private planPoolEvent(token: LiveToken): PlannedWrite {
    const { update, keep } = this.planValue(token, 'pool');
    const { mint, order } = update;
    const event = {
      kind: 'pool',
      id: `pool-${mint}-${order}`,
      mint,
      pool: update.pool!,
      seenAt: new Date().toISOString(),
      discoveredVia: 'chaos',
      order,
    } as const;
    return { write: { kind: 'event', event }, keep };
  }

  private planValue(
    token: LiveToken,
    group: ColumnGroup,
  ): { readonly update: TokenUpdate; readonly keep: PlannedWrite['keep'] } {
    const { mint } = token;
    token.left--;
    if (token.left <= 0 && token.row === 'asked') this.replace(token);
    const order = this.nextOrder();
    const value = this.nextValue(token, group);
    this.oracle.expect(mint, group, { order, value });
    return {
      update: { mint, order, ...columnsOf(group, value) },
      keep: (askedAt) => this.oracle.keep(mint, group, { order, value, askedAt }),
    };
  }

  private nextValue({ swings }: LiveToken, group: ColumnGroup): string {
    if (group === 'market' && this.poisonLeft > 0) {
      this.poisonLeft--;
      return POISON;
    }
    return swings ? String(-1 - Math.floor(this.draw() * 3)) : String(++this.values);
  }

  /** Distinct, those that may be updated: with a row, or late for one. */
  private pickTokens(first: LiveToken): LiveToken[] {
    const picked = new Set([first]);
    const count = Math.ceil(this.draw() ** 2 * MAX_UPDATES);
    for (let i = 1; i < count; i++) {
      const token = this.live[Math.floor(this.draw() * LIVE_TOKENS)]!;
      if (token.row === 'asked' || token.rowFrom > Date.now()) picked.add(token);
    }
    return [...picked];
  }

  private replace(token: LiveToken): void {
    const at = this.live.indexOf(token);
    if (at !== -1) this.live[at] = this.createToken();
  }

  private createToken(): LiveToken {
    const number = ++this.tokens;
    return {
      mint: `chaos${this.seed}x${number}`,
      swings: number % SWINGING === 0,
      left: 5 + Math.floor(this.draw() * 25),
      row: 'wanted',
      rowFrom: this.rowsWaitUntil,
    };
  }

  /** µs; strictly rising: the harness is the source, and it has one clock. */
  private nextOrder(): number {
    this.lastOrder = Math.max(this.lastOrder + 1, Date.now() * 1_000);
    return this.lastOrder;
  }

  private draw(): number {
    return unit(this.seed, ++this.draws, 7);
  }
}

function columnsOf(group: ColumnGroup, value: string): MutableColumns {
  switch (group) {
    case 'market': {
      const good = value === POISON ? '0' : value;
      return {
        market: {
          marketCapUsd: good,
          priceUsd: value,
          volume24h: good,
          volume24hSol: good,
          priceChange24h: good,
          txCount24h: Number(good),
        },
      };
    }
    case 'pool':
      return { pool: { poolAddress: value, poolType: value, poolCreatedAt: null } };
    case 'holderCount':
      return { holderCount: Number(value) };
    case 'metadata':
      return {
        metadata: { description: value, imageUrl: value, website: null, twitter: null, telegram: null },
      };
    case 'status':
    case 'hotScore':
      throw new Error(`The workload does not write ${group}: the worker's own jobs do`);
  }
}

function identityOf(mint: string): TokenIdentity {
  return {
    mint,
    name: mint,
    symbol: 'CHAOS',
    uri: null,
    creator: null,
    bondingCurve: null,
    totalSupply: null,
    initialBuySol: null,
    initialMarketCapSol: null,
    createdAt: new Date().toISOString(),
    discoveredVia: 'chaos',
    announced: true,
  };
}
