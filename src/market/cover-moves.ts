/** Moves held against the market of a run: covered, or not and why (semantics §2.3). */
import { formatDuration, formatTime } from '../basics/time.ts';
import { holeBetween } from './clock.ts';
import { lowerBound } from './join-tables.ts';
import type { Market, Segment, SymbolSeries } from './market.ts';
import type { Move, MoveWindow } from './move.ts';

/** One window per move, in the order given. A move is covered when every symbol has candles over all of it. */
export const coverMoves = (market: Market, moves: readonly Move[]): MoveWindow[] =>
  moves.map(move => coverMove(market, move));

function coverMove(market: Market, move: Move): MoveWindow {
  const { times, segments, series } = market;
  const from = lowerBound(times, move.start);
  const to = lowerBound(times, move.end);
  const window = `${formatTime(move.start)} and ${formatTime(move.end)}`;
  if (from === to)
    return { move, covered: false, reason: `No candle of any symbol opens between ${window}.` };

  const segment = segments.find(({ to: end }) => from < end)!;
  if (to > segment.to) {
    const hole = `${formatTime(times[segment.to - 1]! + market.intervalMs)} to ${formatTime(times[segment.to]!)}`;
    return { move, covered: false, reason: `No symbol has candles from ${hole}, inside the move.` };
  }
  const lacks = series.map(one => lacking(market, one, segment, move)).filter(reason => reason !== null);
  if (lacks.length > 0) return { move, covered: false, reason: `${lacks.join('; ')}.` };
  const returns = Object.fromEntries(series.map(one => [one.symbol, farthestReturn(one, from, to)]));
  return { move, covered: true, segmentFrom: segment.from, from, to, returns };
}

/** What one symbol lacks of the move, within the segment it lies in, until it expires; null when nothing. */
function lacking(market: Market, series: SymbolSeries, segment: Segment, move: Move): string | null {
  const { times, intervalMs, segmentGapMs } = market;
  const { symbol, stale, instrument } = series;
  const expiry = instrument.expiry ?? Infinity;
  if (expiry <= move.start) return `${symbol} expired at ${formatTime(expiry)}, before the move`;
  const phase = times[0]! % intervalMs;
  const firstBoundary = Math.ceil((move.start - phase) / intervalMs) * intervalMs + phase;
  const lastBoundary = Math.ceil((Math.min(move.end, expiry) - phase) / intervalMs - 1) * intervalMs + phase;

  let previous = -1;
  for (let row = segment.from; row < segment.to; row++) {
    if (stale?.[row] === 1) continue;
    if (previous < 0 && times[row]! > firstBoundary) {
      const begins = `${symbol} begins at ${formatTime(times[row]!)}`;
      return times[row]! < move.end ? `${begins}, after the move's start` : `${begins}, after the move`;
    }
    const touches = previous >= 0 && times[row]! > firstBoundary;
    if (touches && holeBetween(times, previous, row, intervalMs) > segmentGapMs) {
      const hole = `from ${formatTime(times[previous]! + intervalMs)} to ${formatTime(times[row]!)}`;
      return `${symbol} has no candle ${hole}, longer than ${formatDuration(segmentGapMs)}`;
    }
    previous = row;
    if (times[row]! >= lastBoundary) return null;
  }
  if (previous < 0) return `${symbol} has no candle in the data around the move`;
  const end = formatTime(times[previous]! + intervalMs);
  return times[previous]! < move.start
    ? `${symbol} ends at ${end}, before the move`
    : `${symbol} ends at ${end}, inside the move`;
}

/** The farther of lowest low and highest high, in log terms, from the window's first open; as a fraction of it. */
function farthestReturn({ last }: SymbolSeries, from: number, to: number): number {
  const open = last.open[from]!;
  let low = open;
  let high = open;
  for (let row = from; row < to; row++) {
    low = Math.min(low, last.low[row]!);
    high = Math.max(high, last.high[row]!);
  }
  return open / low >= high / open ? low / open - 1 : high / open - 1;
}
