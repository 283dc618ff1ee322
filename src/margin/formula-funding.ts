/** Which settlements of funding a position meets, public beside `assess`. */
import { type Decimal, ZERO } from '../basics/money.ts';
import { type Amount, decimal, fundingPayment } from './formula-trade.ts';

/**
 * Funding received by a position over the time it was held: the sum over the settlements from opening to closing,
 * both included. A venue settles over some seconds, so one that opened less than `graceMs` after a settlement
 * still meets it (freqtrade takes 15 seconds at Binance; none by default). Times in ms epoch UTC.
 * @returns the sum in quote, received above zero
 * @source freqtrade, exchange/binance: funding fee cutoff (rules: binance-bybit.md §2.6)
 */
export function fundingWhileHeld(position: {
  quantity: Amount;
  openTimeMs: Amount;
  closeTimeMs: Amount;
  settlements: readonly { timeMs: Amount; rate: Amount; price: Amount }[];
  graceMs?: Amount;
}): Decimal {
  const opened = decimal('openTimeMs', position.openTimeMs);
  const closed = decimal('closeTimeMs', position.closeTimeMs);
  const grace = decimal('graceMs', position.graceMs ?? 0);
  return position.settlements.reduce((sum, { timeMs, rate, price }) => {
    const time = decimal('timeMs', timeMs);
    const late = opened.sub(time);
    const met = time.lte(closed) && (late.lte(0) || late.lt(grace));
    return met ? sum.add(fundingPayment({ quantity: position.quantity, price, rate })) : sum;
  }, ZERO);
}
