const KNOWN: ReadonlyMap<string, string> = new Map([
  ['22001', 'text longer than the column'],
  ['22003', 'number out of the column’s range'],
  ['22007', 'not a date or time'],
  ['22008', 'date or time out of range'],
  ['22021', 'character that PostgreSQL cannot store'],
  ['22P02', 'text that is not a value of the column’s type'],
  ['22P05', 'character that PostgreSQL cannot store (NUL)'],
  ['23502', 'NULL in a column that needs a value'],
  ['23503', 'reference to a row that does not exist'],
  ['23505', 'a row with this key exists'],
  ['23514', 'check constraint refused it'],
]);

/** Explains an SQLSTATE in words (PostgreSQL's appendix A); by its class where the code is not listed. */
export function explainSqlState(code: string): string {
  const known = KNOWN.get(code);
  if (known !== undefined) return known;
  if (code.startsWith('22')) return 'a value the column cannot hold';
  if (code.startsWith('23')) return 'a constraint refused it';
  return 'refused by PostgreSQL';
}
