/** Traded prices of one move: three quiet days, then hours that join the published figures of every day. */
import { HOUR_MS } from '../src/basics/time.ts';
import { clamp, decimalsOf, narrower, round, strictlyInside } from './figures.ts';
import type { Bounds, Candle, DayFigures, SymbolFigures } from './figures.ts';
import {
  bridge,
  interpolate,
  normal,
  randomWalk,
  seededRandom,
  type Anchor,
  type Random,
} from './random-path.ts';

export const LEAD_HOURS = 72;
/** Ours: how the noise is made. Deviations are logarithmic and per hour. */
const LEAD_DEVIATION = 0.002;
const DEVIATION_OF_RANGE = 1 / 12;
const OWN_NOISE = 0.3;
const WICK_OF_DEVIATION = 0.5;
/** How far the hourly path bends towards an extreme; the wick of that hour's candle does the rest. */
const BEND = 0.7;

/** The common shape of a move, in logarithms: what all symbols share, so that a hedge behaves like one. */
export interface MarketShape {
  lead: Float64Array;
  days: Float64Array[];
}

/** The shape is that of the leading symbol: its figures joined by noise that depends on the move alone. */
export function marketShape(id: string, leader: SymbolFigures): MarketShape {
  const random = seededRandom(id);
  const lead = randomWalk(random, LEAD_HOURS, LEAD_DEVIATION);
  const days = Object.values(leader.days).map(day => {
    const anchors = dayAnchors(day, insideOf(day, leader));
    return bridge(anchors, randomWalk(random, 24, deviationOf(anchors)));
  });
  return { lead, days };
}

/** Traded prices of one move: the quiet lead, then every published day. */
export function lastCandles(
  id: string,
  symbol: string,
  figures: SymbolFigures,
  market: MarketShape,
): Candle[] {
  const decimals = decimalsOf(figures);
  const random = seededRandom(`${id} ${symbol}`);
  const days = Object.entries(figures.days);
  const [firstDate, firstDay] = days[0]!;
  const shape = withOwnNoise(market.lead, LEAD_DEVIATION, random);
  const candles = leadCandles(Date.parse(firstDate), Number(firstDay.open), shape, decimals, random);
  days.forEach(([date, day], index) => {
    const inside = insideOf(day, figures);
    const anchors = dayAnchors(day, inside);
    const deviation = deviationOf(anchors);
    const path = bridge(anchors, withOwnNoise(market.days[index]!, deviation, random));
    const wick = () => wickOf(deviation, random);
    candles.push(
      ...dayCandles(Date.parse(date), day, dayPrices(day, path, inside, decimals), decimals, wick),
    );
  });
  return candles;
}

function withOwnNoise(shape: Float64Array, deviation: number, random: Random): Float64Array {
  const own = randomWalk(random, shape.length - 1, deviation * OWN_NOISE);
  return shape.map((point, hour) => point + own[hour]!);
}

/** How far a wick reaches beyond the body, as a factor. */
const wickOf = (deviation: number, random: Random): number =>
  Math.exp(Math.abs(normal(random)) * deviation * WICK_OF_DEVIATION);

/** A gentle walk that ends at the first published open. */
function leadCandles(
  start: number,
  end: number,
  shape: Float64Array,
  decimals: number,
  random: Random,
): Candle[] {
  const prices = shape.map(point => round(end * Math.exp(point - shape[LEAD_HOURS]!), decimals));
  return Array.from({ length: LEAD_HOURS }, (_, hour) => {
    const [open, close] = [prices[hour]!, prices[hour + 1]!];
    const high = round(Math.max(open, close) * wickOf(LEAD_DEVIATION, random), decimals);
    const low = round(Math.min(open, close) / wickOf(LEAD_DEVIATION, random), decimals);
    return { time: start + (hour - LEAD_HOURS) * HOUR_MS, open, high, low, close };
  });
}

/** The 25 prices at which the hours of a day meet, on its tick and inside its range; both ends are published. */
function dayPrices(day: DayFigures, path: Float64Array, inside: Bounds, decimals: number): number[] {
  const prices = Array.from(path, point => clamp(round(reflect(Math.exp(point), inside), decimals), inside));
  prices[0] = Number(day.open);
  prices[24] = Number(day.close);
  return prices;
}

/** What overshoots the range turns back into it, rather than resting at its edge. */
const reflect = (price: number, { low, high }: Bounds): number =>
  price > high ? 2 * high - price : price < low ? 2 * low - price : price;

/** Strictly between the day's extremes; and what the mark never reached was a wick, not a place where hours meet. */
function insideOf(day: DayFigures, figures: SymbolFigures): Bounds {
  const { markLow = '0', markHigh = 'Infinity' } = figures;
  const decimals = decimalsOf(figures);
  return narrower(strictlyInside(Number(day.low), Number(day.high), decimals), {
    low: round(Number(markLow), decimals),
    high: round(Number(markHigh), decimals),
  });
}

/**
 * Log prices the day goes through: its open, a bend towards each extreme in its hour, its close. Where both extremes
 * fall into one hour only the nearer bends the path: the other was a wick of minutes.
 */
function dayAnchors(day: DayFigures, inside: Bounds): Anchor[] {
  const open: Anchor = [0, Math.log(Number(day.open))];
  const close: Anchor = [24, Math.log(Number(day.close))];
  const straight = (time: number) => interpolate([open, close], time);
  const bend = (hour: number, extreme: number): Anchor => {
    const middle = hour + 0.5;
    return [middle, straight(middle) + BEND * (Math.log(extreme) - straight(middle))];
  };
  const low = bend(day.lowHour, inside.low);
  const high = bend(day.highHour, inside.high);
  if (day.lowHour < day.highHour) return [open, low, high, close];
  if (day.lowHour > day.highHour) return [open, high, low, close];
  const between = straight(low[0]);
  return [open, between - low[1] <= high[1] - between ? low : high, close];
}

/** The hourly deviation of a day in proportion to how far it went. */
function deviationOf(anchors: readonly Anchor[]): number {
  const values = anchors.map(([, value]) => value);
  return (Math.max(...values) - Math.min(...values)) * DEVIATION_OF_RANGE;
}

/** Hourly candles over those prices; only the published hours reach the published extremes. */
function dayCandles(
  midnight: number,
  day: DayFigures,
  prices: readonly number[],
  decimals: number,
  wick: () => number,
): Candle[] {
  const inside = strictlyInside(Number(day.low), Number(day.high), decimals);
  return prices.slice(1).map((close, hour) => {
    const open = prices[hour]!;
    const high = clamp(round(Math.max(open, close) * wick(), decimals), inside);
    const low = clamp(round(Math.min(open, close) / wick(), decimals), inside);
    return {
      time: midnight + hour * HOUR_MS,
      open,
      high: hour === day.highHour ? Number(day.high) : high,
      low: hour === day.lowHour ? Number(day.low) : low,
      close,
    };
  });
}
