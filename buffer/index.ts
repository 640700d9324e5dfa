export { UnsafeRedisError } from './checkRedis.ts';
export { type Buffer, type BufferEvents, type BufferOptions, createBuffer } from './createBuffer.ts';
export type { DeadLetter } from './deadLetters.ts';
export type { Ledger } from './ledger.ts';
export type { MetricRegistry } from './metrics.ts';
export {
  AmountTooLargeError,
  BufferFullError,
  BufferUnavailableError,
  LostHistoryError,
  NoSuchLetterError,
} from './PutChannel.ts';
export { bulkUpdate, type BulkReport } from './table/bulkUpdate.ts';
export type { Table } from './table/declaration.ts';
export { defineTable, type TableOptions } from './table/defineTable.ts';
export { InvalidValueError, TableDefinitionError } from './table/errors.ts';
export { prepare } from './table/shardRecords.ts';
export type {
  ColumnSpec,
  KeyOf,
  Queryable,
  ReadOf,
  RowOf,
  SqlType,
  UpdateOf,
  ValueOf,
} from './table/types.ts';
