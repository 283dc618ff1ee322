/** The volatility an option is priced with, row by row: at a row's open only what was known by then. */
import { DAY_MS, YEAR_MS, formatDuration, formatTime } from '../basics/time.ts';
import { counted } from './join-files.ts';
import { joinTables } from './join-tables.ts';
import type { VolatilitySource } from './market-config.ts';
import type { Columns } from './market.ts';
import type { Clock } from './place-funding.ts';
import type { VolatilityFile } from './volatility-csv.ts';

/** Annualised fractions by row; NaN before the first that is known. */
export interface KnownVolatility {
  byRow: Float64Array;
  /** Where it comes from, for the notes of a run. */
  says: string;
}

/** What is read or computed for one option: the source, its files, the underlying it is about. */
export interface VolatilityInputs {
  symbol: string;
  source: VolatilitySource;
  files: readonly VolatilityFile[];
  underlying: { symbol: string; last: Columns; stale: Uint8Array | null };
  clock: Clock;
}

/** @throws dataError when two files tell the same time differently */
export function knownVolatility(inputs: VolatilityInputs, notes: string[]): KnownVolatility {
  const { source, files, clock, underlying, symbol } = inputs;
  switch (source.kind) {
    case 'files':
      return volatilityOfFiles(symbol, files, clock, notes);
    case 'ewma':
      return {
        byRow: syntheticVolatility(underlying.last.close, underlying.stale, clock),
        says: `synthetic IV: no implied volatility was observed, it is ${FACTOR} × the realised volatility of the closes of ${underlying.symbol} (exponentially weighted, ${DECAY_PER_DAY} a day) and at least ${FLOOR}`,
      };
    case 'constant':
      return {
        byRow: new Float64Array(clock.times.length).fill(source.volatility),
        says: `a constant volatility of ${Number((source.volatility * 100).toPrecision(12))} %, as the config says: no implied volatility was observed`,
      };
  }
}

function volatilityOfFiles(
  symbol: string,
  files: readonly VolatilityFile[],
  { times }: Clock,
  notes: string[],
): KnownVolatility {
  const tables = files.map(({ path, time, volatility }) => ({ path, columns: [time, volatility] }));
  const { columns } = joinTables(tables, `${symbol} volatility`);
  const [time, volatility] = columns as [Float64Array, Float64Array];
  const intervalMs = Math.min(...files.map(file => file.intervalMs));
  const byRow = new Float64Array(times.length);
  const old: number[] = [];
  for (let row = 0, known = 0; row < times.length; row++) {
    while (known < time.length && time[known]! + intervalMs <= times[row]!) known++;
    byRow[row] = known > 0 ? volatility[known - 1]! : NaN;
    if (known > 0 && times[row]! - time[known - 1]! >= 2 * intervalMs) old.push(row);
  }
  if (old.length > 0) {
    notes.push(
      `The volatility of ${symbol} is the last one known at ${counted(old.length, 'moment')} at which a newer one is missing ` +
        `(first at ${formatTime(times[old[0]!]!)}).`,
    );
  }
  const paths = files.map(({ path }) => path).join(', ');
  return {
    byRow,
    says: `the volatility of ${paths}, each value known ${formatDuration(intervalMs)} after its time, the same for every strike`,
  };
}

/** @source rules: portfolio.md §6: 1.1 × the realised volatility, at least 0.4 */
const FACTOR = 1.1;
const FLOOR = 0.4;
/** @source rules: portfolio.md §5.1 (daily closes); candles of any other length decay as much in a day. */
const DECAY_PER_DAY = 0.94;

/**
 * √(Σ w·r² ÷ Σ w·dt) over the log returns r of closes dt apart, w = 0.94 to the power of their age in days, × 1.1, at
 * least 0.4. Ours: a segment starts at the floor, which weighs as much as one day of returns; means are not taken off.
 */
function syntheticVolatility(
  closes: Float64Array,
  stale: Uint8Array | null,
  { times, segments }: Clock,
): Float64Array {
  const byRow = new Float64Array(times.length);
  for (const { from, to } of segments) {
    let years = DAY_MS / YEAR_MS;
    let squares = (FLOOR / FACTOR) ** 2 * years;
    let previous = -1;
    for (let row = from; row < to; row++) {
      byRow[row] = Math.max(FLOOR, FACTOR * Math.sqrt(squares / years));
      if (stale?.[row] === 1) continue;
      if (previous >= 0) {
        const elapsedMs = times[row]! - times[previous]!;
        const kept = DECAY_PER_DAY ** (elapsedMs / DAY_MS);
        squares = squares * kept + Math.log(closes[row]! / closes[previous]!) ** 2;
        years = years * kept + elapsedMs / YEAR_MS;
      }
      previous = row;
    }
  }
  return byRow;
}
