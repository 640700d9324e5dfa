import type { ExperimentResult } from '../domain/experiment.ts';
import { describePlan, describeRows, METHOD } from '../domain/describeExperiment.ts';

/** For a terminal. */
export function renderText(result: ExperimentResult): string {
  const rows = describeRows(result);
  const head = ['', ...result.arms.map(({ name }) => name)];
  const table = [head, ...rows.map(({ label, cells }) => [label, ...cells])];
  const widths = head.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)));
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('   ')
      .trimEnd(),
  );
  return [describePlan(result), '', ...lines, '', METHOD, '', `Verdict: ${result.verdict}`].join('\n');
}

/** For a document. */
export function renderMarkdown(result: ExperimentResult): string {
  const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |`;
  return [
    `# ${result.arms.map(({ name }) => `\`${name}\``).join(' against ')}`,
    '',
    `${describePlan(result)}.`,
    '',
    cells(['', ...result.arms.map(({ name }) => `\`${name}\``)]),
    cells(['---', ...result.arms.map(() => '---')]),
    ...describeRows(result).map(({ label, cells: own }) => cells([label.trim(), ...own])),
    '',
    METHOD,
    '',
    `**Verdict.** ${result.verdict}.`,
    '',
  ].join('\n');
}
