import { object, oneOf, timeRange } from '../inputs.ts';
import { readTables } from '../readers/tables.ts';
import type { Services } from '../services.ts';
import { answer } from './answers.ts';
import { answerFile, FILE_FORMATS, readExportInput } from './exportRoute.ts';
import { formatTablesCsv } from './tablesCsv.ts';

const input = object({ format: oneOf(FILE_FORMATS), ...timeRange });

/** GET /api/export/tables: which tables filled the checkpoints of a range, as a file. */
export async function answerTablesExport(services: Services, request: Request): Promise<Response> {
  const given = readExportInput(request);
  return answer(given, async () => {
    const { format, ...range } = input.parse(given);
    const tables = await readTables(services, range);
    return answerFile(
      'tables',
      format,
      format === 'csv' ? formatTablesCsv(tables) : `${JSON.stringify(tables)}\n`,
    );
  });
}
