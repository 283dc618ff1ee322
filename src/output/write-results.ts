/** Everything a run leaves behind, into a report folder that is not yet in place. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { HashedFile } from '../strategy/load-module.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { VolatilitySource } from '../market/market-config.ts';
import { SCHEMA_VERSION } from '../results/results.ts';
import type { ReplaySeries, RunOutcome } from '../results/results.ts';
import { explained } from './report-folder.ts';
import type { ReportFolder } from './report-folder.ts';

export interface RunRecord {
  config: RunConfig;
  /** Every file the run was made from: data, strategy, config. */
  inputs: HashedFile[];
  /** Paths are written relative to this, so that the same files give the same record on every machine. */
  folder: string;
}

/** Writes results.json, config.json, series.json, equity.csv and report.html; journal.jsonl is the run's own. */
export async function writeResults(
  folder: ReportFolder,
  outcome: RunOutcome,
  record: RunRecord,
): Promise<void> {
  const [{ chartData }, { renderReport }] = await Promise.all([
    import('../report/chart-data.ts'),
    import('../report/page.ts'),
  ]);
  const charts = chartData(outcome);
  const put = (file: string, content: string) =>
    explained(folder.target, () => writeFileSync(folder.path(file), content));
  put('results.json', `${JSON.stringify(outcome.results, null, 2)}\n`);
  put('config.json', configJson(record));
  put('series.json', JSON.stringify(charts));
  put('report.html', await renderReport(outcome.results, charts));
  const equity = folder.writer('equity.csv');
  writeEquity(equity.write, outcome);
  await equity.close();
}

/** A path as a record shows it: relative to the config's folder, the same on every machine. */
export const shortPath = (folder: string, path: string): string =>
  relative(folder, path).replaceAll('\\', '/');

/** The resolved config and the sha256 of every input, with paths relative to the config's folder. */
export function configJson({ config, inputs, folder }: RunRecord): string {
  const short = (path: string) => shortPath(folder, path);
  const shortSource = (source: VolatilitySource) =>
    source.kind === 'files' ? { ...source, files: source.files.map(short) } : source;
  const { markets, strategy, ...rest } = config;
  const shortMarkets = markets.map(market => ({
    ...market,
    candles: market.candles.map(short),
    ...(market.impliedVolatility && { impliedVolatility: shortSource(market.impliedVolatility) }),
    mark: market.mark.map(short),
    funding: market.funding.map(short),
    finer: market.finer && { candles: market.finer.candles.map(short), mark: market.finer.mark.map(short) },
  }));
  const resolved = {
    ...rest,
    markets: shortMarkets,
    strategy: strategy === 'hold' ? strategy : short(strategy),
  };
  const hashes = inputs.map(({ path, sha256 }) => ({ path: short(path), sha256 }));
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, config: resolved, inputs: hashes }, null, 2)}\n`;
}

/**
 * One row for each close of the continuous run and of each covered move, per mode; an absent value is empty.
 * `stale` names the symbols that had no candle at that moment and stand at their last close.
 */
export function writeEquity(write: (line: string) => void, { continuous, moves }: RunOutcome): void {
  write('run,time,mode,equity,maintenance_margin,initial_margin,health,stale');
  if (continuous) writeSeries(write, 'continuous', continuous);
  for (const { id, series } of moves) writeSeries(write, id, series);
}

function writeSeries(
  write: (line: string) => void,
  run: string,
  { times, ledgers, closes }: ReplaySeries,
): void {
  const label = cell(run);
  for (let row = 0; row < times.length; row++) {
    const stale = closes.filter(own => own.stale?.[row] === 1).map(({ symbol }) => symbol);
    for (const { mode, equity, maintenance, initial, health } of ledgers) {
      const figures = [equity, maintenance, initial, health].map(column => figure(column[row]!));
      write(`${label},${times[row]},${mode},${figures.join(',')},${cell(stale.join(' '))}`);
    }
  }
}

const figure = (value: number): string => (Number.isNaN(value) ? '' : String(value));

/** A move's id is the user's own text. */
const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
