import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TRPCError } from '@trpc/server';
import { experimentsDir } from '../../experiment/experimentsDir.ts';
import { object, oneOf, text } from '../inputs.ts';
import { readStored } from '../readers/experiments.ts';
import type { Services } from '../services.ts';
import { answer } from './answers.ts';

const input = object({ id: text(1, 64), format: oneOf(['json', 'html', 'markdown']) });
const TYPES = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
};
const ENDINGS = { json: 'json', html: 'html', markdown: 'md' };

/** GET /api/export/experiments: an experiment as a file; its reports are written when it ends. */
export async function answerExperimentExport(services: Services, request: Request): Promise<Response> {
  const parameters = new URL(request.url).searchParams;
  const given = { id: parameters.get('id') ?? '', format: parameters.get('format') ?? 'json' };
  return answer(given, async () => {
    const { id, format } = input.parse(given);
    const body = await readReport(services, id, format);
    if (body === null) {
      throw new TRPCError({
        code: 'NOT_FOUND',
        message: 'There is no such experiment, or it has not ended yet',
      });
    }
    return new Response(body, {
      headers: {
        'content-type': TYPES[format],
        'content-disposition': `attachment; filename="experiment-${id.slice(0, 8)}.${ENDINGS[format]}"`,
        'cache-control': 'no-store',
      },
    });
  });
}

async function readReport(
  services: Services,
  id: string,
  format: keyof typeof ENDINGS,
): Promise<string | null> {
  const stored = await readStored(services, id);
  if (stored?.result == null) return null;
  if (format === 'json') return `${JSON.stringify(stored.result, null, 2)}\n`;
  return readFile(join(experimentsDir(services.config.dataDir), `${id}.${ENDINGS[format]}`), 'utf8').catch(
    () => null,
  );
}
