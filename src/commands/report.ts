/** `margin-replay report`: rebuilds report.html from the saved results, without a replay. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { configError, dataError } from '../basics/errors.ts';
import { explained } from '../output/report-folder.ts';
import type { Terminal } from '../output/terminal.ts';
import type { chartData } from '../report/chart-data.ts';
import { SCHEMA_VERSION } from '../results/results.ts';
import type { Results } from '../results/results.ts';
import { messageOf } from '../strategy/strategy-error.ts';

export interface ReportOptions {
  /** A report's folder, or its name under `reports`. */
  folder: string;
  reports: string;
  json: boolean;
  quiet: boolean;
}

export async function reportCommand(
  { folder, reports, json, quiet }: ReportOptions,
  terminal: Terminal,
): Promise<void> {
  const found = [resolve(folder), resolve(reports, folder)].find(path =>
    existsSync(join(path, 'results.json')),
  );
  if (found === undefined) {
    throw configError(
      `No report in "${folder}": neither there nor in ${join(reports, folder)} is a results.json.`,
      ['Name the folder that a run wrote, such as reports/hedged-pair.'],
    );
  }
  const results = readSaved(found, 'results.json') as Results;
  if (results.schemaVersion !== SCHEMA_VERSION) {
    throw dataError(
      `${join(found, 'results.json')}: schemaVersion is ${results.schemaVersion}, and this version reads ${SCHEMA_VERSION}. Run it again.`,
    );
  }
  const charts = readSaved(found, 'series.json') as ReturnType<typeof chartData>;
  const { renderReport } = await import('../report/page.ts');
  const page = await renderReport(results, charts);
  const target = join(found, 'report.html');
  const aside = `${target}.unfinished`;
  explained(found, () => {
    writeFileSync(aside, page);
    renameSync(aside, target);
  });
  const shown = relative(process.cwd(), target);
  if (json) terminal.out(JSON.stringify({ schemaVersion: SCHEMA_VERSION, report: shown }));
  else if (!quiet) terminal.out(shown);
}

function readSaved(folder: string, file: string): unknown {
  const path = join(folder, file);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw dataError(`${path}: cannot be read: ${messageOf(error)}`, ['Run again to write it anew.']);
  }
}
