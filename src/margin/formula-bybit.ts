/** What Bybit computes in its own way, public beside `assess` (rules: binance-bybit.md §5). */
import { type Decimal, ONE } from '../basics/money.ts';
import { inverseLiquidationPrice } from './formula-inverse.ts';
import { bankruptcyPrice, liquidationPrice } from './formula-liquidation.ts';
import { type Tiers, initialMargin, roundDown, roundUp, tieredMaintenance } from './formula-margin.ts';
import {
  type Amount,
  type Contract,
  decimal,
  inverseNotional,
  positive,
  tradingFee,
} from './formula-trade.ts';

interface Placed {
  /** `linear` by default. */
  contract?: Contract;
  /** Signed, long above zero: base units, or contracts where inverse. */
  quantity: Amount;
  contractSize?: Amount;
  entryPrice: Amount;
  leverage: Amount;
}

/** Value without a sign, in the currency of settlement. */
function valueAt(position: Placed, price: Amount): Decimal {
  const { contract, quantity, contractSize = 1 } = position;
  return contract === 'inverse'
    ? inverseNotional({ contracts: quantity, contractSize, price }).abs()
    : decimal('quantity', quantity).mul(positive('price', price)).abs();
}

/**
 * The fee of closing at the bankruptcy price of the selected leverage, which Bybit holds in both margins:
 * linear q·E·(1 − s/L)·t, inverse (Q/E)·(1 + s/L)·t, in the currency of settlement.
 */
export function bybitFeeToClose(position: Placed & { takerFeeRate: Amount }): Decimal {
  const side = decimal('quantity', position.quantity).s * (position.contract === 'inverse' ? 1 : -1);
  const atEntry = valueAt(position, position.entryPrice);
  const notional = atEntry.add(initialMargin({ notional: atEntry, leverage: position.leverage }).mul(side));
  return tradingFee({ notional, rate: position.takerFeeRate });
}

/**
 * Margins of a position in a unified account, the fee to close in both. Isolated takes the initial margin on the
 * value at entry, cross on the value at mark; maintenance is on the value at mark. Before 2 September 2025 all
 * was on the value at entry: give the entry as mark.
 * @source Bybit, new margin calculation of September 2025 (rules: binance-bybit.md §5.1)
 */
export function bybitMargins(
  position: Placed & {
    markPrice: Amount;
    takerFeeRate: Amount;
    tiers: Tiers;
    mode: 'isolated' | 'cross';
  },
): { initialMargin: Decimal; maintenanceMargin: Decimal; feeToClose: Decimal } {
  const feeToClose = bybitFeeToClose(position);
  const { mode, entryPrice, markPrice, leverage, tiers } = position;
  const notional = valueAt(position, mode === 'isolated' ? entryPrice : markPrice);
  const { maintenanceMargin } = tieredMaintenance({ notional: valueAt(position, markPrice), tiers });
  return {
    initialMargin: initialMargin({ notional, leverage }).add(feeToClose),
    maintenanceMargin: maintenanceMargin.add(feeToClose),
    feeToClose,
  };
}

/**
 * Liquidation price of an isolated position: the fee to close cancels, being in margin and maintenance, but of
 * margin added later only extra ÷ (1 ∓ t) counts, for it moves the bankruptcy price and the fee there with it.
 * `base: 'mark'` (default) since 2 September 2025, `'entry'` before; then margin added counts whole, so leave
 * the fee rate out. With a tick the price is rounded as Bybit does, toward the entry: long up, short down.
 * @source Bybit help, liquidation price of inverse contracts, 2026-05 and before (rules: binance-bybit.md §5.2)
 */
export function bybitIsolatedLiquidationPrice(
  position: Placed & {
    tiers: Tiers;
    extraMargin?: Amount;
    takerFeeRate?: Amount;
    base?: 'mark' | 'entry';
    tick?: Amount;
  },
): Decimal | null {
  const { contract, extraMargin = 0, takerFeeRate = 0, tick, leverage, entryPrice } = position;
  const side = decimal('quantity', position.quantity).s * (contract === 'inverse' ? 1 : -1);
  const feeFactor = ONE.add(decimal('takerFeeRate', takerFeeRate).mul(side));
  const posted = initialMargin({ notional: valueAt(position, entryPrice), leverage });
  const collateral = posted.add(decimal('extraMargin', extraMargin).div(feeFactor));
  const { quantity, contractSize = 1, tiers, base = 'mark' } = position;
  const placed = { quantity, entryPrice, collateral, tiers, base };
  const price =
    contract === 'inverse' ? inverseLiquidationPrice({ ...placed, contractSize }) : liquidationPrice(placed);
  return towardEntry(price, quantity, tick);
}

/**
 * Bankruptcy and liquidation price of the inverse accounts before the unified one, in cross: the wallet less
 * order margins backs the position, the fee of closing lies inside the bankruptcy price, and that fee inside
 * the liquidation price, with the maintenance on the value at entry.
 *
 *   BP = (1 + s·t) · Q / (Q/E + s·B)      s·Q · (1/E − 1/LP) = −(B − Q/E · r − Q · t / BP)
 *
 * The bankruptcy price is unrounded and null for a short backed by its own value in coin.
 * @source https://help.bybit.com/hc/en-us/articles/360039261334 (rules: binance-bybit.md §5.2)
 */
export function bybitInverseCrossPrices(position: {
  quantity: Amount;
  contractSize?: Amount;
  entryPrice: Amount;
  balance: Amount;
  orderMargin?: Amount;
  tiers: Tiers;
  takerFeeRate: Amount;
  tick?: Amount;
}): { bankruptcyPrice: Decimal | null; liquidationPrice: Decimal | null } {
  const { quantity, contractSize = 1, entryPrice, tiers, takerFeeRate, tick } = position;
  const collateral = decimal('balance', position.balance).sub(
    decimal('orderMargin', position.orderMargin ?? 0),
  );
  const placed = { quantity, contractSize, entryPrice, collateral };
  const withoutFee = bankruptcyPrice({ ...placed, contract: 'inverse' });
  const feeFactor = ONE.add(decimal('takerFeeRate', takerFeeRate).mul(decimal('quantity', quantity).s));
  const bankrupt = withoutFee === null ? null : withoutFee.mul(feeFactor);
  const notional =
    bankrupt === null ? 0 : inverseNotional({ contracts: quantity, contractSize, price: bankrupt });
  const price = inverseLiquidationPrice({
    ...placed,
    tiers,
    othersMaintenance: tradingFee({ notional, rate: takerFeeRate }),
    base: 'entry',
  });
  return { bankruptcyPrice: bankrupt, liquidationPrice: towardEntry(price, quantity, tick) };
}

/**
 * Initial and maintenance rate of a unified account: liquidated when the second reaches 1. `equity` is the margin
 * balance in cross mode, the equity after collateral ratios in portfolio mode. Printed rates are cut to four
 * decimals. Null when nothing is left to relate the margins to.
 * @param account.orderLoss zero or less: what resting orders would lose at mark
 * @param account.haircutLoss zero or more: collateral value lost if resting spot orders fill
 * @source Bybit glossary of the unified account (rules: binance-bybit.md §5.4)
 */
export function bybitAccountRates(account: {
  initialMargin: Amount;
  maintenanceMargin: Amount;
  equity: Amount;
  haircutLoss?: Amount;
  orderLoss?: Amount;
}): { initialRate: Decimal; maintenanceRate: Decimal } | null {
  const left = decimal('equity', account.equity)
    .sub(decimal('haircutLoss', account.haircutLoss ?? 0))
    .add(decimal('orderLoss', account.orderLoss ?? 0));
  if (!left.gt(0)) return null;
  return {
    initialRate: decimal('initialMargin', account.initialMargin).div(left),
    maintenanceRate: decimal('maintenanceMargin', account.maintenanceMargin).div(left),
  };
}

function towardEntry(price: Decimal | null, quantity: Amount, tick: Amount | undefined): Decimal | null {
  if (price === null || tick === undefined) return price;
  return (decimal('quantity', quantity).gt(0) ? roundUp : roundDown)(price, tick);
}
