/** What a contract that expires is settled at. */
import { Decimal, max, ZERO } from '../basics/money.ts';
import { isInverse } from '../market/instrument.ts';
import type { Market } from '../market/market.ts';
import type { Spot } from './prices.ts';

/**
 * A future: its underlying's mark, its own where the run has no series of it. An option: what it is worth to
 * exercise at that price, never below zero.
 */
export function settlementPrice({ series }: Market, symbol: number, { place }: Spot): Decimal {
  const { underlying, option } = series[symbol]!.instrument;
  const of = (matches: (at: number) => boolean) =>
    series.findIndex(({ instrument }, at) => instrument.underlying === underlying && matches(at));
  const spot = of(at => series[at]!.instrument.kind === 'spot');
  const perpetual = of(at => series[at]!.instrument.kind === 'linear-perpetual');
  const inverse = of(
    at => series[at]!.instrument.kind === 'inverse-perpetual' || isInverse(series[at]!.instrument),
  );
  const index = [spot, perpetual, inverse].find(at => at >= 0 && at !== symbol) ?? symbol;
  const price = place.mark[index]!;
  if (option === null || index === symbol) return price;
  return max(option.right === 'call' ? price.sub(option.strike) : option.strike.sub(price), ZERO);
}
