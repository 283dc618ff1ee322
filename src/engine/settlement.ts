/** What a contract that expires is settled at. */
import { Decimal, max, ZERO } from '../basics/money.ts';
import type { Market } from '../market/market.ts';
import { underlyingOf } from '../market/underlying.ts';
import type { Spot } from './prices.ts';

/**
 * A future: its underlying's mark, its own where the run has no series of it. An option: what it is worth to
 * exercise at that price, never below zero.
 */
export function settlementPrice({ series }: Market, symbol: number, { place }: Spot): Decimal {
  const { option } = series[symbol]!.instrument;
  const instruments = series.map(({ instrument }) => instrument);
  const found = underlyingOf(instruments, symbol);
  const index = found >= 0 ? found : symbol;
  const price = place.mark[index]!;
  if (option === null || index === symbol) return price;
  return max(option.right === 'call' ? price.sub(option.strike) : option.strike.sub(price), ZERO);
}
