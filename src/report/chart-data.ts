/** The few points of a run that its pictures need, small enough to save beside the results as `series.json`. */
import type { Cell, ContinuousResult, ReplaySeries, Results, RunOutcome } from '../results/results.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { indexAtOrBefore, reduceSeries } from './reduce-series.ts';

export const CHART_DATA_VERSION = 1;
const RUN_COLUMNS = 700;
const SPARKLINE_COLUMNS = 90;
const DIGITS = 5;

/** One reduced line in columns: steps since the point before (the first: since the start), and the values. */
export interface Line {
  steps: number[];
  /** Null: no value, a gap in the line. */
  values: (number | null)[];
}

/** The common clock of some lines: a point lies at `start` plus its steps × `stepMs`. */
export interface ChartClock {
  /** Open times of the first and last candle, ms epoch. */
  start: number;
  end: number;
  stepMs: number;
  candles: number;
}

export interface RunChart extends ChartClock {
  /** Closes, the first of each symbol = 100. */
  prices: { symbol: string; line: Line }[];
  ledgers: { mode: MarginMode; equity: Line; health: Line }[];
}

export interface MoveChart extends ChartClock {
  id: string;
  health: { mode: MarginMode; line: Line }[];
}

export interface ChartData {
  schemaVersion: number;
  continuous: RunChart | null;
  moves: MoveChart[];
}

/**
 * Reduces the series of a run to what the page draws. Every liquidation and every closest approach keeps its
 * point. A replay without candles has no chart.
 */
export function chartData(outcome: RunOutcome): ChartData {
  const { results, continuous } = outcome;
  return {
    schemaVersion: CHART_DATA_VERSION,
    continuous: continuous && continuous.times.length > 0 ? runChart(continuous, results.continuous) : null,
    moves: outcome.moves
      .filter(({ series }) => series.times.length > 0)
      .map(({ id, series }) => moveChart(id, series, cellsOf(results, id))),
  };
}

/** A line as points with absolute times. */
export function linePoints(line: Line, clock: ChartClock): { t: number; v: number | null }[] {
  let t = clock.start;
  return line.values.map((v, index) => ({ t: (t += line.steps[index]! * clock.stepMs), v }));
}

export const pointCount = (chart: RunChart): number =>
  [
    ...chart.prices.map(price => price.line),
    ...chart.ledgers.flatMap(({ equity, health }) => [equity, health]),
  ]
    .map(line => line.values.length)
    .reduce((sum, count) => sum + count, 0);

function runChart(series: ReplaySeries, results: Results['continuous']): RunChart {
  const clock = clockOf(series.times);
  const reduce = (values: Float64Array, forced: number[]): Line =>
    reducedLine(series.times, values, clock, RUN_COLUMNS, forced);
  return {
    ...clock,
    prices: series.closes.map(({ symbol, close }) => ({ symbol, line: reduce(startingAt100(close), []) })),
    ledgers: series.ledgers.map(({ mode, equity, health }) => {
      const forced = momentsToKeep(series.times, results[mode]);
      return { mode, equity: reduce(equity, forced), health: reduce(health, forced) };
    }),
  };
}

function moveChart(id: string, series: ReplaySeries, cells: Partial<Record<MarginMode, Cell>>): MoveChart {
  const clock = clockOf(series.times);
  return {
    id,
    ...clock,
    health: series.ledgers.map(({ mode, health }) => {
      const forced = momentsToKeep(series.times, cells[mode]);
      return { mode, line: reducedLine(series.times, health, clock, SPARKLINE_COLUMNS, forced) };
    }),
  };
}

function cellsOf(results: Results, id: string): Partial<Record<MarginMode, Cell>> {
  return results.matrix.find(row => row.move.id === id)?.cells ?? {};
}

function momentsToKeep(times: Float64Array, result: Cell | ContinuousResult | undefined): number[] {
  if (result === undefined) return [];
  const moments = result.liquidations.map(({ time }) => time);
  if (result.minHealthAt !== null) moments.push(result.minHealthAt);
  return moments.map(time => indexAtOrBefore(times, time));
}

function clockOf(times: Float64Array): ChartClock {
  let stepMs = 0;
  for (let i = 1; i < times.length; i++) stepMs = greatestCommonDivisor(times[i]! - times[i - 1]!, stepMs);
  // A lone candle has no step; any will do.
  return { start: times[0]!, end: times[times.length - 1]!, stepMs: stepMs || 1, candles: times.length };
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

function startingAt100(close: Float64Array): Float64Array {
  const first = close.find(price => Number.isFinite(price)) ?? NaN;
  return close.map(price => (price / first) * 100);
}

function reducedLine(
  times: Float64Array,
  values: Float64Array,
  clock: ChartClock,
  columns: number,
  forced: number[],
): Line {
  const kept = reduceSeries(times, values, columns, forced);
  return {
    steps: kept.map(
      (index, n) => (times[index]! - (n === 0 ? clock.start : times[kept[n - 1]!]!)) / clock.stepMs,
    ),
    values: kept.map(index =>
      Number.isFinite(values[index]!) ? Number(values[index]!.toPrecision(DIGITS)) : null,
    ),
  };
}
