import { gzipSync } from 'node:zlib';
import type { Random } from './Random.ts';

const CREATE = { signature: 's', mint: 'M', txType: 'create', name: 'n', symbol: 'S', solAmount: 0.5 };
const PAIR = {
  dexId: 'raydium',
  pairAddress: 'P',
  baseToken: { address: 'M', symbol: 'S', name: 'n' },
  priceUsd: '0.00000003855',
  volume: { h24: 100 },
  liquidity: { usd: 1 },
};
const COMPLETE =
  'checkpoint complete: wrote 12 buffers (0.1%), wrote 0 SLRU buffers; 0 WAL file(s) added, 0 removed, 0 recycled; ' +
  'write=1.106 s, sync=0.002 s, total=1.111 s; sync files=8, longest=0.001 s, average=0.001 s; distance=13 kB, ' +
  'estimate=13 kB; lsn=0/1A2B3C, redo lsn=0/1A2B00';

/** Valid inputs of the readers of logs, recordings, frames and market data, before they are spoilt. */
export const SEEDS = {
  log: [
    `2026-01-01 00:00:00.000 UTC [1] LOG:  ${COMPLETE}\n`,
    `2026-01-01 00:00:00.000 UTC,,,1,,1.1,1,,2026-01-01 00:00:00 UTC,,0,LOG,00000,"${COMPLETE}",,,,,,,,,"","checkpointer",,0\n`,
    `{"timestamp":"2026-01-01 00:00:00.000 UTC","pid":1,"error_severity":"LOG","message":"${COMPLETE}"}\n`,
    '2026-01-01 00:00:00.000 UTC [1] LOG:  checkpoint starting: time\n',
  ],
  recording: [
    `${JSON.stringify({ t_wall: 1_700_000_000, raw: JSON.stringify(CREATE) })}\n`.repeat(3),
    'created_timestamp_ms,mint,symbol,initBuy_sol,mc_sol\n1700000000000,M,"S ""q""",0.5,28\n'.repeat(2),
    'last_updated,symbol,price_usd,market_cap_usd,volume_24h\n2025-10-31T16:36:28.443Z,S,1,2,3\n',
  ],
  frame: [
    JSON.stringify(CREATE),
    JSON.stringify({ signature: 's', mint: 'M', txType: 'migrate', pool: 'pump-amm' }),
    '{"message":"subscribed"}',
  ],
  market: [JSON.stringify({ pairs: [PAIR, PAIR] }), '{"pairs":null}'],
} as const;

const PIECES = [
  '"',
  '\n',
  '\r',
  ',',
  '{',
  '[',
  '\\',
  '\0',
  '\u001b[2J',
  '\u202e',
  '\ud83d',
  '1e999',
  '__proto__',
];

type Spoil = (input: Buffer, random: Random) => Buffer;

/** Inserts at a random place. */
function insert(input: Buffer, random: Random, piece: Buffer | string): Buffer {
  const at = random.below(input.length + 1);
  return Buffer.concat([input.subarray(0, at), Buffer.from(piece), input.subarray(at)]);
}

const SPOILS: readonly Spoil[] = [
  (input, random) => input.subarray(0, random.below(input.length + 1)),
  (input, random) => insert(input, random, random.bytes(1 + random.below(40))),
  (input, random) => insert(input, random, random.pick(PIECES)),
  (input, random) => insert(input, random, random.pick(PIECES).repeat(random.below(300))),
  (input, random) => insert(input, random, input.subarray(random.below(input.length + 1))),
  (_input, random) => random.bytes(random.below(2_000)),
];
/** The large ones are rare. */
const LARGE_SPOILS: readonly Spoil[] = [
  (input, random) => insert(input, random, 'x'.repeat(3 * 1024 ** 2)),
  (input, random) => insert(input, random, '['.repeat(200_000)),
  (input, random) => insert(input, random, '{"a":'.repeat(100_000)),
  (input, random) => insert(input, random, '"a\n'.repeat(50_000)),
  (_input, random) => random.bytes(200_000),
];

/** One of the seeds, spoilt one to four times. */
export function spoil(seeds: readonly string[], random: Random): Buffer {
  let input: Buffer = Buffer.from(random.pick(seeds).repeat(1 + random.below(3)));
  for (let left = 1 + random.below(4); left > 0; left--) input = random.pick(SPOILS)(input, random);
  return random.below(50) === 0 ? random.pick(LARGE_SPOILS)(input, random) : input;
}

/** As gzip, whole, cut off or with a byte changed. */
export function pack(input: Buffer, random: Random): Buffer {
  const packed = gzipSync(input);
  if (random.below(3) === 0) return packed.subarray(0, random.below(packed.length));
  if (random.below(2) === 0) packed[random.below(packed.length)] = random.below(256);
  return packed;
}
