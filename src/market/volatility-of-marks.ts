/** What the prices of an option with candles of its own say about its volatility. */
import { YEAR_MS } from '../basics/time.ts';
import { impliedVolatility } from './implied-volatility.ts';
import type { SymbolSeries } from './market.ts';

/**
 * By row, the volatility at which Black-76 gives the option's mark at the open, its underlying's mark being the
 * forward (no interest). Where no volatility does, and without a candle of either, the last one stands; NaN before it.
 */
export function volatilityOfMarks(
  { instrument: { option, expiry }, mark, stale }: SymbolSeries,
  underlying: SymbolSeries,
  times: Float64Array,
): Float64Array {
  const strike = option!.strike.toNumber();
  const byRow = new Float64Array(times.length);
  let known = NaN;
  for (let row = 0; row < times.length; row++) {
    if (stale?.[row] !== 1 && underlying.stale?.[row] !== 1) {
      const terms = {
        forward: underlying.mark.open[row]!,
        strike,
        right: option!.right,
        yearsToExpiry: (expiry! - times[row]!) / YEAR_MS,
      };
      known = impliedVolatility({ ...terms, price: mark.open[row]! }) ?? known;
    }
    byRow[row] = known;
  }
  return byRow;
}
