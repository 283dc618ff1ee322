/** Funding: its rate, the mark it is paid on, and which settlements a position meets; public beside `assess`. */
import { type Decimal, ONE, ZERO, max, min } from '../basics/money.ts';
import { type Amount, decimal, fundingPayment, positive } from './formula-trade.ts';

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

const clamp = (value: Decimal, bound: Decimal): Decimal => max(bound.neg(), min(bound, value));

/**
 * Funding rate of an interval from the average premium: P + clamp(I − P, ±0.05 %), I = 0.01 % for eight hours, and
 * the sum within ±`cap` where the venue caps it.
 * @source Binance, Bybit: funding rates (rules: binance-bybit.md §2.6)
 */
export function fundingRate(interval: {
  premium: Amount;
  interestRate?: Amount;
  clampRate?: Amount;
  cap?: Amount;
}): Decimal {
  const premium = decimal('premium', interval.premium);
  const interest = decimal('interestRate', interval.interestRate ?? '0.0001');
  const rate = premium.add(
    clamp(interest.sub(premium), decimal('clampRate', interval.clampRate ?? '0.0005')),
  );
  return clamp(rate, decimal('cap', interval.cap ?? Infinity));
}

/**
 * Mark price of a Binance perpetual: the median of the index carried to the next settlement by the last funding rate,
 * the index plus the moving average of the basis, and the last trade. Prices in quote.
 * @source https://www.binance.com/en/support/faq/fff6ec1b3f5845d19f1fb924644a0877 (rules: binance-bybit.md §2.4)
 */
export function binanceMarkPrice(state: {
  index: Amount;
  lastFundingRate: Amount;
  /** Time to the next settlement as a share of the interval, 1 just after one. */
  intervalShareLeft: Amount;
  basisAverage: Amount;
  lastPrice: Amount;
}): Decimal {
  const index = positive('index', state.index);
  const carry = decimal('lastFundingRate', state.lastFundingRate).mul(
    decimal('intervalShareLeft', state.intervalShareLeft),
  );
  const carried = index.mul(ONE.add(carry));
  const withBasis = index.add(decimal('basisAverage', state.basisAverage));
  const last = positive('lastPrice', state.lastPrice);
  return max(min(carried, withBasis), min(max(carried, withBasis), last));
}
