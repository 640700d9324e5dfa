export { bulkUpdate, type BulkReport } from './table/bulkUpdate.ts';
export type { Table } from './table/declaration.ts';
export { defineTable, type TableOptions } from './table/defineTable.ts';
export { InvalidValueError, TableDefinitionError } from './table/errors.ts';
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
