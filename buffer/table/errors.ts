/** A value that a column cannot take without loss; nothing was accepted. */
export class InvalidValueError extends Error {
  override readonly name = 'InvalidValueError';
}

/** A definition that cannot work, or that the table in PostgreSQL does not fit. */
export class TableDefinitionError extends Error {
  override readonly name = 'TableDefinitionError';
}

/** A value as a message shows it. */
export function describeValue(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string')
    return value.length > 40 ? `a text of ${value.length} characters` : `'${value}'`;
  if (value === null || ['number', 'boolean', 'undefined'].includes(typeof value)) return String(value);
  if (value instanceof Date) return 'a Date';
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
