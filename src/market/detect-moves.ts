/** The largest drops and rallies of the loaded data, found from extreme to extreme of the traded price. */
import { DAY_MS, HOUR_MS, MINUTE_MS, formatTime } from '../basics/time.ts';
import type { DetectConfig } from './market-config.ts';
import { lowerBound } from './join-tables.ts';
import type { Market, SymbolSeries } from './market.ts';
import type { Move } from './move.ts';

/** An excursion from the extreme in row `first` to the opposite one in row `second`. */
interface Excursion {
  series: SymbolSeries;
  direction: 'drop' | 'rally';
  first: number;
  second: number;
  /** |ln(price at second ÷ price at first)|. */
  logReturn: number;
}

/** Rows in which moves may still be found, with the largest that lies wholly within them. */
interface Stretch {
  from: number;
  to: number;
  largest: Excursion;
}

/**
 * Takes the largest move by log return over all symbols, removes its window and `distanceMs` on either side, and goes
 * on with what is left, until `count` are found or none reaches `size`. A move runs from the candle of its first extreme to
 * the end of the candle of its second, at most `windowMs` from open to open, within one segment. In order of time.
 */
export function detectMoves(market: Market, config: DetectConfig): Move[] {
  const found: Excursion[] = [];
  const open = market.segments.flatMap(({ from, to }) => stretchOf(market, config, from, to));
  while (found.length < config.count && open.length > 0) {
    const { from, to, largest } = open.splice(indexOfLargest(open), 1)[0]!;
    found.push(largest);
    const start = market.times[largest.first]!;
    const end = market.times[largest.second]! + market.intervalMs;
    const before = lowerBound(market.times, start - config.distanceMs - market.intervalMs + 1);
    const after = lowerBound(market.times, end + config.distanceMs);
    open.push(...stretchOf(market, config, from, before), ...stretchOf(market, config, after, to));
  }
  found.sort((a, b) => a.first - b.first);
  return withDistinctIds(found.map(excursion => describe(excursion, market)));
}

/** None when no move of the size asked for lies in `[from, to)`. Options only follow: they make no move of their own. */
function stretchOf(market: Market, config: DetectConfig, from: number, to: number): Stretch[] {
  let largest: Excursion | null = null;
  for (const series of market.series) {
    if (series.instrument.kind === 'option') continue;
    for (const direction of ['drop', 'rally'] as const) {
      const excursion = largestExcursion(series, direction, market.times, config.windowMs, from, to);
      if (excursion !== null && reaches(excursion, config.size) && isLarger(excursion, largest))
        largest = excursion;
    }
  }
  return largest === null ? [] : [{ from, to, largest }];
}

/** As a fraction of the price it starts from; a move of just that size counts, whatever the last bit says. */
function reaches({ direction, logReturn }: Excursion, size: number): boolean {
  const least = direction === 'drop' ? -Math.log1p(-size) : Math.log1p(size);
  return logReturn >= least * (1 - 1e-12);
}

/**
 * The pair first < second in `[from, to)` that maximises high[first] ÷ low[second] (a drop; a rally the other way round)
 * with times at most `windowMs` apart. One pass: a queue keeps the rows that can still be the first extreme, their
 * prices falling from front to back (a rally: rising), so the best partner of every row is at its front.
 */
function largestExcursion(
  series: SymbolSeries,
  direction: 'drop' | 'rally',
  times: Float64Array,
  windowMs: number,
  from: number,
  to: number,
): Excursion | null {
  const sign = direction === 'drop' ? 1 : -1;
  const [starts, ends] =
    direction === 'drop' ? [series.last.high, series.last.low] : [series.last.low, series.last.high];
  const queue = new Int32Array(Math.max(0, to - from));
  let head = 0;
  let tail = 0;
  let best: { first: number; second: number; ratio: number } | null = null;
  for (let row = Math.max(from, series.firstRow); row < to; row++) {
    if (series.stale?.[row] === 1) continue;
    while (head < tail && times[row]! - times[queue[head]!]! > windowMs) head++;
    if (head < tail) {
      const first = queue[head]!;
      const ratio = (starts[first]! / ends[row]!) ** sign;
      if (ratio > (best?.ratio ?? 1)) best = { first, second: row, ratio };
    }
    while (head < tail && sign * (starts[row]! - starts[queue[tail - 1]!]!) >= 0) tail--;
    queue[tail++] = row;
  }
  return (
    best && { series, direction, first: best.first, second: best.second, logReturn: Math.log(best.ratio) }
  );
}

/** Larger; at equal size the earlier. Symbols and directions are tried in a fixed order, so this decides every tie. */
const isLarger = (a: Excursion, b: Excursion | null): boolean =>
  b === null || a.logReturn > b.logReturn || (a.logReturn === b.logReturn && a.first < b.first);

function indexOfLargest(stretches: readonly Stretch[]): number {
  return stretches.reduce(
    (best, { largest }, index) => (isLarger(largest, stretches[best]!.largest) ? index : best),
    0,
  );
}

function describe({ series, direction, first, second }: Excursion, { times, intervalMs }: Market): Move {
  const [starts, ends] =
    direction === 'drop' ? [series.last.high, series.last.low] : [series.last.low, series.last.high];
  const [start, end] = [times[first]!, times[second]!];
  const change = ends[second]! / starts[first]! - 1;
  const percent = `${change < 0 ? '−' : '+'}${Math.round(Math.abs(change) * 100)} %`;
  return {
    id: `${new Date(start).toISOString().slice(0, 10)}_${direction}_${series.symbol}`,
    name: `${series.symbol} ${percent} in ${roughly(end - start)}`,
    start,
    end: end + intervalMs,
    what: `from ${starts[first]} (${formatTime(start)}) to ${ends[second]} (${formatTime(end)})`,
    symbols: [series.symbol],
  };
}

function roughly(ms: number): string {
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  return ms < 4 * DAY_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / DAY_MS)} d`;
}

/** Two like moves of one symbol may begin on one day: the later ones are numbered. */
function withDistinctIds(moves: Move[]): Move[] {
  const seen = new Map<string, number>();
  return moves.map(move => {
    const count = (seen.get(move.id) ?? 0) + 1;
    seen.set(move.id, count);
    return count === 1 ? move : { ...move, id: `${move.id}_${count}` };
  });
}
