/**
 * Which version first has what we read, as server_version_num; a server before it lacks it. Source: the release notes of 15
 * to 19, "Monitoring".
 */
const SINCE = {
  /** Statistics in shared memory: before, a file that another process writes twice a second. */
  'live statistics': 150_000,
  pg_stat_io: 160_000,
  /** Before: in pg_stat_bgwriter, with buffers_backend. */
  pg_stat_checkpointer: 170_000,
  /** Before: `writes` only, in operations. */
  'pg_stat_io.write_bytes': 180_000,
  'pg_stat_get_backend_wal()': 180_000,
  /** Before: wal_fpi only, the number of images. */
  'pg_stat_wal.wal_fpi_bytes': 190_000,
} as const;

export const offers = (serverVersion: number, what: keyof typeof SINCE): boolean =>
  serverVersion >= SINCE[what];
