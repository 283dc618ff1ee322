/** A book on paper and its candles: what is judged, laid out by moment. */
import { contract, Dec, pricing, type Amounts, type Contract, type ContractInput } from './contracts.ts';
import type { Bars, PathName } from './paths.ts';
import type { Mode, Model } from './requirements.ts';
import type { Tiers } from './tiers.ts';

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
  /** Brackets by symbol; for the venues, in place of their own. */
  tiers?: Tiers;
  /** ms: whose tables are in force; default 0. */
  asOf?: number;
  /** What symbols are, where they are not linear perpetuals in USDT. */
  contracts?: Record<string, ContractInput>;
  /** The asset everything is compared in; default USDT. */
  quote?: string;
  path: PathName;
  /** By asset; a number alone is of the quote. */
  capital: Num | Record<string, Num>;
  positions: { symbol: string; quantity?: Num; notional?: Num; leverage: Num }[];
  /** All symbols at every time; a missing mark candle is stood in for by last. */
  candles: Record<string, { last: Candle[]; mark?: Candle[] }>;
  funding?: Record<string, { time: number; rate: Num }[]>;
  windowStart: number;
  windowEnd: number;
  tradingStart: number;
  slippageBps?: number;
  /** Whether assets are pooled where the venue offers it; default true. */
  multiAssets?: boolean;
}

/** What is the same for all of a run: its contracts, its assets in their order, and what prices them. */
export interface Desk {
  contracts: Contract[];
  /** The quote first, then those of the capital, then what contracts settle in and spot buys. */
  assets: string[];
  pricedBy: Record<string, string | null>;
  capital: Amounts;
  /** Does more than one asset back the book (semantics §6: multi-asset modes)? */
  several: boolean;
}

export function deskOf(input: BookInput): Desk {
  const quote = input.quote ?? 'USDT';
  const contracts = Object.keys(input.candles)
    .sort()
    .map(symbol => contract(symbol, input.contracts?.[symbol]));
  const given = typeof input.capital === 'object' ? input.capital : { [quote]: input.capital };
  const named = Object.keys(given);
  const settles = contracts.map(({ settle }) => settle);
  const bought = contracts.filter(({ kind }) => kind === 'spot').map(({ underlying }) => underlying);
  const assets = [...new Set([quote, ...named, ...settles, ...bought])];
  const coinBacksOthers =
    contracts.some(({ underlying }) => underlying === named[0]) && settles.some(asset => asset !== named[0]);
  return {
    contracts,
    assets,
    pricedBy: { ...pricing(assets, contracts), [quote]: null },
    capital: Object.fromEntries(assets.map(asset => [asset, new Dec(given[asset] ?? 0)])),
    several:
      (named.length > 1 || bought.length > 0 || coinBacksOthers) &&
      (input.multiAssets !== false || input.mode === 'portfolio'),
  };
}

/** Many books go through the same candles: they are read once. */
const read = new WeakMap<Candle[], Map<number, Bars[string]>>();

function barsBy(candles: Candle[]): Map<number, Bars[string]> {
  const bars =
    read.get(candles) ??
    new Map(
      candles.map(({ time, open, high, low, close }) => [
        time,
        { open: new Dec(open), high: new Dec(high), low: new Dec(low), close: new Dec(close) },
      ]),
    );
  read.set(candles, bars);
  return bars;
}

export interface Moment {
  time: number;
  last: Bars;
  mark: Bars;
}

/** The merged clock from the start of trading to the end of the window. */
export function momentsOf(input: BookInput): Moment[] {
  const symbols = Object.keys(input.candles);
  const ordered = input.positions.map(position => position.symbol);
  if (new Set(ordered).size < ordered.length) throw new Error('One position per symbol, please.');
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
