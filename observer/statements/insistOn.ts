/**
 * Fails where what follows is not the extension's: another one may have taken its name since. That no other takes it
 * between this statement and the next is what readServerFacts() asks of the schema's owner.
 */
export const insistOn = (extension: 'pg_buffercache' | 'pg_stat_statements'): string => `
  select 1 / count(*) from pg_depend d join pg_extension e on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
  where e.extname = '${extension}' and d.deptype = 'e'`;
