/** A book on paper and its candles: what is judged, laid out by moment. */
import type { Bars, PathName } from './paths.ts';
import { Dec, type Mode, type Model, type Tiers } from './requirements.ts';

type Num = number | string;

export interface Candle {
  time: number;
  open: Num;
  high: Num;
  low: Num;
  close: Num;
}

export interface BookInput {
  mode: Mode;
  model: Model;
  /** Brackets in force, for the binance models; a symbol without any has the generic tier. */
  tiers?: Tiers;
  path: PathName;
  capital: Num;
  positions: { symbol: string; quantity?: Num; notional?: Num; leverage: Num }[];
  /** All symbols at every time; a missing mark candle is stood in for by last. */
  candles: Record<string, { last: Candle[]; mark?: Candle[] }>;
  funding?: Record<string, { time: number; rate: Num }[]>;
  windowStart: number;
  windowEnd: number;
  tradingStart: number;
  slippageBps?: number;
}

const barsBy = (candles: Candle[]): Map<number, Bars[string]> =>
  new Map(
    candles.map(({ time, open, high, low, close }) => [
      time,
      { open: new Dec(open), high: new Dec(high), low: new Dec(low), close: new Dec(close) },
    ]),
  );

export interface Moment {
  time: number;
  last: Bars;
  mark: Bars;
}

/** Every moment of the trading window, in order. */
export function momentsOf(input: BookInput): Moment[] {
  const symbols = [...new Set(input.positions.map(position => position.symbol))];
  if (symbols.length < input.positions.length) throw new Error('One position per symbol, please.');
  const last = new Map(symbols.map(symbol => [symbol, barsBy(input.candles[symbol]!.last)]));
  const mark = new Map(symbols.map(symbol => [symbol, barsBy(input.candles[symbol]!.mark ?? [])]));
  const at = (time: number, pick: (symbol: string) => Bars[string] | undefined): Bars =>
    Object.fromEntries(
      symbols.map(symbol => {
        const bar = pick(symbol);
        if (bar === undefined) throw new Error(`${symbol} has no candle at ${time}.`);
        return [symbol, bar];
      }),
    );
  return [...last.get(symbols[0]!)!.keys()]
    .filter(time => time >= input.tradingStart && time < input.windowEnd)
    .sort((a, b) => a - b)
    .map(time => ({
      time,
      last: at(time, symbol => last.get(symbol)!.get(time)),
      mark: at(time, symbol => mark.get(symbol)!.get(time) ?? last.get(symbol)!.get(time)),
    }));
}

const jitterMs = 60_000;

/** Which moment pays a stamp: the one it follows by at most a minute, else the first after it. */
function payingMoment(stamp: number, times: number[]): number | undefined {
  const before = times.findLast(time => time <= stamp);
  if (before !== undefined && stamp - before <= jitterMs) return before;
  return times.find(time => time > stamp);
}

/** Rates to be settled at each moment. Stamps before the first moment find nothing held there and cost nothing. */
export function ratesByMoment(
  input: BookInput,
  times: number[],
): Map<number, { symbol: string; rate: Dec }[]> {
  const due = new Map<number, { symbol: string; rate: Dec }[]>(times.map(time => [time, []]));
  for (const [symbol, stamps] of Object.entries(input.funding ?? {})) {
    for (const { time, rate } of stamps) {
      const moment = payingMoment(time, times);
      if (moment !== undefined) due.get(moment)!.push({ symbol, rate: new Dec(rate) });
    }
  }
  return due;
}
