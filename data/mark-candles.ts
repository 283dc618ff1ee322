/** Mark prices of one move, made beside its traded prices. */
import { HOUR_MS } from '../src/basics/time.ts';
import { ANYWHERE, clamp, decimalsOf, narrower, round, strictlyInside } from './figures.ts';
import type { Bounds, Candle, SymbolFigures } from './figures.ts';
import { LEAD_HOURS } from './last-candles.ts';
import { normal, seededRandom } from './random-path.ts';

/** Ours: how near the mark keeps to last. */
const BASIS_DEVIATION = 0.0003;
const SHARE_OF_WICK = 0.5;
const LONGEST_WICK = 0.03;

/** Further published extremes of the mark inside one hour: last printed 84.23 and 323, the mark held 87.09 to 119. */
const PUBLISHED_HOURS = [{ symbol: 'ETHUSDT', time: Date.parse('2020-03-13T02:00Z'), low: 87.09, high: 119 }];

/** The mark: near last, its wicks shorter, its extremes where they were published. */
export function markCandles(
  id: string,
  symbol: string,
  figures: SymbolFigures,
  last: readonly Candle[],
): Candle[] {
  const decimals = decimalsOf(figures) + 1;
  const random = seededRandom(`${id} ${symbol} mark`);
  const published = publishedMarkHours(symbol, figures);
  const start = last[LEAD_HOURS]!.time;
  const window = strictlyInside(Number(figures.markLow), Number(figures.markHigh), decimals);
  const boundsAt = (time: number) =>
    narrower(time < start ? ANYWHERE : window, published.get(time) ?? ANYWHERE);

  /** The price at which two hours meet lies within the bounds of both. */
  const meetAt = (time: number, lastPrice: number) => {
    const price = round(lastPrice * (1 + normal(random) * BASIS_DEVIATION), decimals);
    return clamp(price, narrower(boundsAt(time - HOUR_MS), boundsAt(time)));
  };
  let open = meetAt(last[0]!.time, last[0]!.open);
  return last.map(candle => {
    const { time } = candle;
    const close = meetAt(time + HOUR_MS, candle.close);
    const fact = published.get(time);
    const up = shorterWick(candle.high / Math.max(candle.open, candle.close));
    const down = shorterWick(Math.min(candle.open, candle.close) / candle.low);
    const high = fact?.high ?? clamp(round(Math.max(open, close) * up, decimals), boundsAt(time));
    const low = fact?.low ?? clamp(round(Math.min(open, close) / down, decimals), boundsAt(time));
    const made = { time, open, high, low, close };
    open = close;
    return made;
  });
}

const shorterWick = (ratio: number): number =>
  Math.exp(Math.min(Math.log(ratio) * SHARE_OF_WICK, LONGEST_WICK));

/** Hours whose mark high, low or both are published. */
function publishedMarkHours(symbol: string, figures: SymbolFigures): Map<number, Partial<Bounds>> {
  const hours = new Map<number, Partial<Bounds>>([
    [figures.markLowAt!, { low: Number(figures.markLow) }],
    [figures.markHighAt!, { high: Number(figures.markHigh) }],
  ]);
  for (const { symbol: of, time, low, high } of PUBLISHED_HOURS)
    if (of === symbol) hours.set(time, { low, high });
  return hours;
}
