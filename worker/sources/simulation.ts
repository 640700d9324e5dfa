import type { MarketData, NewToken, TokenIdentity, TokenMetadata } from '../../domain/tokenColumns.ts';
import type { MarketUpdate, MigrationEvent, NewPoolEvent, NewTokenEvent } from '../types.ts';
import { hash32, unit, walk } from './noise.ts';
import type { Preset } from '../../domain/presets.ts';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const SYLLABLES = ['PEP', 'DOG', 'MOON', 'WIF', 'BON', 'CAT', 'ZIL', 'GRO', 'FOX', 'SOL', 'TUR', 'BIT'];
/** Share of polls that repeat the poll before: between a bonding curve's (98 %) and an exchange ticker's (2 %). */
const REPEATED_SHARE = 0.2;
const SOL_USD = 160;
const SUPPLY = 1_000_000_000;
const DAY_MS = 86_400_000;

/** Keeps the noises of different properties apart. */
const SERIES = {
  address: 1,
  name: 2,
  price: 3,
  repeat: 4,
  tracked: 5,
  holders: 6,
  pool: 7,
  migrated: 8,
  age: 9,
} as const;

/** A world of tokens by number: the same seed gives the same tokens, events and prices. No clock, no chance, no I/O. */
export class Simulation {
  private readonly seed: number;
  private readonly preset: Preset;

  constructor(seed: number, preset: Preset) {
    this.seed = seed;
    this.preset = preset;
  }

  /** 44 base58 characters; the last four give the token's number back (see indexOf). */
  mint(index: number): string {
    let text = '';
    for (let i = 0; i < 39; i++) text += BASE58[hash32(this.seed + SERIES.address, index, i) % 58];
    return text + toBase58(index);
  }

  /** The number of a token by its mint. */
  indexOf(mint: string): number {
    let index = 0;
    for (const digit of mint.slice(39)) index = index * 58 + BASE58.indexOf(digit);
    return index;
  }

  identity(index: number, createdAt: string): TokenIdentity {
    const part = (i: number): string =>
      SYLLABLES[hash32(this.seed + SERIES.name, index, i) % SYLLABLES.length]!;
    const symbol = part(0) + part(1);
    const mint = this.mint(index);
    return {
      mint,
      name: `${part(0)} ${part(1)} ${part(2)}`.toLowerCase(),
      symbol,
      uri: `https://metadata.invalid/${mint}.json`,
      creator: this.mint(index + 100_000_000),
      bondingCurve: this.mint(index + 200_000_000),
      totalSupply: String(SUPPLY),
      initialBuySol: (unit(this.seed, index, 1) * 5).toFixed(9),
      initialMarketCapSol: (28 + unit(this.seed, index, 2) * 10).toFixed(9),
      createdAt,
      discoveredVia: 'simulate',
      announced: true,
    };
  }

  launch(n: number, now: string): NewTokenEvent {
    const index = this.preset.initialTokens + n;
    return {
      kind: 'create',
      id: `create-sim-${this.seed}-${n}`,
      identity: this.identity(index, now),
    };
  }

  /** A pool of a token that exists. */
  pool(n: number, now: string): NewPoolEvent {
    const index = hash32(this.seed + SERIES.pool, n, 0) % this.preset.initialTokens;
    const pool = { poolAddress: this.mint(index + 300_000_000), poolType: 'pump', poolCreatedAt: now };
    return {
      kind: 'pool',
      id: `pool-sim-${this.seed}-${n}`,
      mint: this.mint(index),
      pool,
      seenAt: now,
      discoveredVia: 'simulate',
    };
  }

  /** A token that exists moves to the exchange. */
  migration(n: number, now: string): MigrationEvent {
    const index = hash32(this.seed + SERIES.migrated, n, 0) % this.preset.initialTokens;
    const pool = { poolAddress: this.mint(index + 400_000_000), poolType: 'pump-amm', poolCreatedAt: now };
    const id = `migrate-sim-${this.seed}-${n}`;
    return { kind: 'migration', id, mint: this.mint(index), pool, seenAt: now, discoveredVia: 'simulate' };
  }

  /** A poll's result for one token in the job's n-th run. */
  marketUpdate(mint: string, run: number, now: string): MarketUpdate {
    const market = this.market(this.indexOf(mint), run);
    return {
      mint,
      status: 'active',
      market,
      observedAt: now,
      discoveredVia: 'simulate',
      symbol: null,
      name: null,
    };
  }

  market(index: number, run: number): MarketData {
    let step = run;
    while (step > 0 && unit(this.seed + SERIES.repeat, index, step) < REPEATED_SHARE) step--;
    const base = Math.exp(-17 + 7 * unit(this.seed, index, 3));
    const price = base * Math.exp(0.08 * walk(this.seed + SERIES.price, index, step));
    const before = base * Math.exp(0.08 * walk(this.seed + SERIES.price, index, Math.max(0, step - 24)));
    const volume = price * SUPPLY * (0.05 + 0.4 * unit(this.seed, index, step));
    return {
      marketCapUsd: (price * SUPPLY).toFixed(2),
      priceUsd: price.toPrecision(10).includes('e') ? price.toFixed(18) : price.toPrecision(10),
      volume24h: volume.toFixed(2),
      volume24hSol: (volume / SOL_USD).toFixed(6),
      priceChange24h: ((price / before - 1) * 100).toFixed(2),
      txCount24h: Math.round(20 + volume / 90),
    };
  }

  holderCount(mint: string, run: number): number {
    const index = this.indexOf(mint);
    return Math.round(
      20 + 3_000 * unit(this.seed + SERIES.holders, index, 0) ** 3 + (hash32(this.seed, index, run) % 25),
    );
  }

  metadata(mint: string): TokenMetadata {
    const handle = mint.slice(0, 12).toLowerCase();
    return {
      description: `Token ${mint.slice(0, 6)} of the simulation`,
      imageUrl: `https://metadata.invalid/${mint}.png`,
      website: null,
      twitter: `https://twitter.invalid/${handle}`,
      telegram: null,
    };
  }

  /** Rows of the initial table; they are as old as `now` says, a month at the most. */
  initialTokens(from: number, count: number, now: number): NewToken[] {
    return Array.from({ length: count }, (_, i) => {
      const index = from + i;
      const age = 30 * DAY_MS * unit(this.seed + SERIES.age, index, 0);
      const identity = this.identity(index, new Date(now - age).toISOString());
      return {
        identity,
        order: 1,
        status: 'active',
        market: this.market(index, 0),
        hotScore: (10 * unit(this.seed, index, 4)).toFixed(4),
        holderCount: this.holderCount(identity.mint, 0),
        metadata: this.metadata(identity.mint),
      };
    });
  }

  /** The tokens that are tracked from the start, scattered over the whole table. */
  trackedMints(): string[] {
    const { initialTokens, trackedTokens } = this.preset;
    const stride = initialTokens / trackedTokens;
    return Array.from({ length: trackedTokens }, (_, i) => {
      const offset = Math.floor(unit(this.seed + SERIES.tracked, i, 0) * stride);
      return this.mint(Math.min(initialTokens - 1, Math.floor(i * stride) + offset));
    });
  }
}

function toBase58(index: number): string {
  let text = '';
  for (let rest = index, i = 0; i < 5; i++, rest = Math.floor(rest / 58)) text = BASE58[rest % 58]! + text;
  return text;
}
