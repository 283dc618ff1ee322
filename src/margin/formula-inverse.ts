/**
 * Inverse contracts, public beside `assess`: quantities in contracts of `contractSize` US dollars, margins
 * and profits in coin, prices in dollars.
 *
 * In the reciprocal price x = 1/P an inverse contract is a linear one of the opposite sign: its profit is
 * −Q · (x − x_E) and its value Q · x. So all of what is known of linear contracts holds, read upside down.
 */
import { Decimal, ONE, max, min } from '../basics/money.ts';
import { liquidationPrice } from './formula-liquidation.ts';
import type { Tiers } from './formula-margin.ts';
import { type Amount, decimal, inversePnl, positive } from './formula-trade.ts';

/**
 * The price of one inverse position at which its bucket's equity equals the maintenance margin, all else
 * standing still. The tier, in coin, is the one of the value at that very price. Signed contracts Q in dollars:
 *
 *   P = (Q + |Q| · (r + f)) / (C + U − M + d + Q/E)
 *
 * with collateral C, PnL U and maintenance M of the others in coin, tier rate r, deduction d, closing fee rate
 * f where the venue's requirement holds it. `base: 'entry'` takes the maintenance on the value at entry
 * (Bybit's older inverse accounts, OctoBot, 10101).
 * @returns null for a short backed by its own value in coin, which has none, and for a long whose other
 *   positions have lost all there is, which is liquidated at any price
 * @source https://www.binance.com/en/support/faq/ceccfcfb4e3a45e3b48b0b1bb1a8ae46 (rules: binance-bybit.md §3, engines.md F6)
 */
export function inverseLiquidationPrice(position: {
  /** Contracts, long above zero. */
  quantity: Amount;
  contractSize?: Amount;
  entryPrice: Amount;
  /** Coin: the isolated margin, or the whole wallet of the coin. */
  collateral: Amount;
  othersPnl?: Amount;
  othersMaintenance?: Amount;
  /** Floors, caps and deductions in coin. */
  tiers: Tiers;
  feeRate?: Amount;
  base?: 'mark' | 'entry';
}): Decimal | null {
  const { contractSize = 1, ...linear } = position;
  const dollars = decimal('quantity', position.quantity).mul(positive('contractSize', contractSize));
  const reciprocal = liquidationPrice({
    ...linear,
    quantity: dollars.neg(),
    entryPrice: ONE.div(positive('entryPrice', position.entryPrice)),
  });
  return reciprocal === null ? null : ONE.div(reciprocal);
}

/**
 * Profit of an isolated inverse position whose loss ends at its margin and, where a single counterparty
 * stands behind the gain, whose gain ends at theirs; in coin.
 * @source 10101, crates/xxi-node/src/cfd.rs (there rounded to the nearest satoshi)
 */
export function cappedInversePnl(position: {
  contracts: Amount;
  contractSize?: Amount;
  entryPrice: Amount;
  price: Amount;
  margin: Amount;
  counterpartyMargin?: Amount;
}): Decimal {
  const atMost = decimal('counterpartyMargin', position.counterpartyMargin ?? Infinity);
  return max(decimal('margin', position.margin).neg(), min(atMost, inversePnl(position)));
}
