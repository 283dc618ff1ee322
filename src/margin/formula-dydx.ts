/**
 * dYdX v4 as its protocol computes, public beside `assess`: amounts in USDC on the chain's grid of 1e-6, margins
 * rounded up to it (rules: portfolio.md §3.2, engines.md F11).
 */
import { configError } from '../basics/errors.ts';
import { Decimal, ONE, ZERO, max, min } from '../basics/money.ts';
import { isLiquidated, roundDown, roundUp } from './formula-margin.ts';
import { type Amount, decimal, positive } from './formula-trade.ts';

/** Smallest amount of USDC, and one part per million: rates live on the same grid. */
const MILLIONTH = '1e-6';

interface OpenInterest {
  /** Open interest of the market in USDC. */
  openInterest: Amount;
  lowerCap: Amount;
  /** 0 where the market's tier does not scale. */
  upperCap: Amount;
}

/**
 * Initial margin rate as open interest grows: the tier's rate up to the lower cap, 1 from the upper cap on,
 * straight between them, rounded down to a part per million.
 * @source dydxprotocol/v4-chain, x/perpetuals/types/liquidity_tier
 */
export function openInterestMarginRate(market: OpenInterest & { initialMarginRate: Amount }): Decimal {
  const base = decimal('initialMarginRate', market.initialMarginRate);
  const interest = decimal('openInterest', market.openInterest);
  const lower = decimal('lowerCap', market.lowerCap);
  const upper = decimal('upperCap', market.upperCap);
  if (upper.isZero() || interest.lte(lower)) return base;
  if (interest.gte(upper)) return ONE;
  const share = interest.sub(lower).mul(ONE.sub(base)).div(upper.sub(lower));
  return roundDown(base.add(share), MILLIONTH);
}

interface Rates {
  /** Base rate of the market's liquidity tier. */
  initialMarginRate: Amount;
  /** Maintenance as a share of the base initial margin. */
  maintenanceFraction: Amount;
  scaling?: OpenInterest;
  /** A higher initial rate the account chose for this market. */
  customInitialMarginRate?: Amount;
}

/**
 * Margins of a position: IM = ⌈|n| · max(scaled rate, custom rate)⌉, MM = ⌈⌈|n| · base rate⌉ · fraction⌉.
 * Open interest never raises the maintenance.
 */
export function dydxMargins(position: Rates & { notional: Amount }): {
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
} {
  const notional = decimal('notional', position.notional).abs();
  const base = decimal('initialMarginRate', position.initialMarginRate);
  const scaled =
    position.scaling === undefined
      ? base
      : openInterestMarginRate({ ...position.scaling, initialMarginRate: base });
  const rate = max(scaled, decimal('customInitialMarginRate', position.customInitialMarginRate ?? 0));
  const fraction = decimal('maintenanceFraction', position.maintenanceFraction);
  return {
    initialMargin: roundUp(notional.mul(rate), MILLIONTH),
    maintenanceMargin: roundUp(roundUp(notional.mul(base), MILLIONTH).mul(fraction), MILLIONTH),
  };
}

export interface DydxPosition extends Rates {
  /** Signed base units, long above zero. */
  quantity: Amount;
  /** Oracle price. */
  price: Amount;
}

interface Valued {
  value: Decimal;
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
}

/** A position's value is cut to the grid toward zero. */
function valued(position: DydxPosition): Valued {
  const exact = decimal('quantity', position.quantity).mul(positive('price', position.price));
  const value = exact.toDecimalPlaces(6, Decimal.ROUND_DOWN);
  return { value, ...dydxMargins({ ...position, notional: value }) };
}

/**
 * A subaccount: net collateral is its USDC plus the signed values of its positions, whose cost the USDC carries;
 * margins are plain sums. Liquidated when the net collateral is below the maintenance, not at it,
 * and only while something is required.
 */
export function dydxAccount(account: { quoteBalance: Amount; positions: readonly DydxPosition[] }): {
  netCollateral: Decimal;
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
  liquidatable: boolean;
} {
  const parts = account.positions.map(valued);
  const sum = (of: (part: Valued) => Decimal): Decimal =>
    parts.reduce((total, part) => total.add(of(part)), ZERO);
  const netCollateral = sum(part => part.value).add(decimal('quoteBalance', account.quoteBalance));
  const maintenanceMargin = sum(part => part.maintenanceMargin);
  return {
    netCollateral,
    initialMargin: sum(part => part.initialMargin),
    maintenanceMargin,
    liquidatable:
      maintenanceMargin.gt(0) && isLiquidated({ equity: netCollateral, maintenanceMargin, strict: true }),
  };
}

interface Distressed {
  quoteBalance: Amount;
  /** The position that is closed. */
  position: DydxPosition;
  others?: readonly DydxPosition[];
}

function statusOf(account: Distressed) {
  const { position, others = [], quoteBalance } = account;
  const status = dydxAccount({ quoteBalance, positions: [position, ...others] });
  if (status.maintenanceMargin.gt(0)) return status;
  throw configError('position: an account without maintenance margin has no liquidation prices');
}

/**
 * USDC that closing `delta` of a position moves when it is done at the bankruptcy price: received above zero,
 * paid below. What is left of the account is shared among its positions in proportion to their maintenance:
 *
 *   quote = −ΔN − ⌊ C · |ΔMM| / MM ⌋
 *
 * with ΔN and ΔMM the change of the position's value and maintenance, C and MM of the account.
 * @param account.delta signed change of the quantity, toward zero and not beyond
 * @source dydxprotocol/v4-chain, x/clob/keeper/liquidations: GetBankruptcyPriceInQuoteQuantums
 */
export function dydxBankruptcyQuote(account: Distressed & { delta: Amount }): Decimal {
  const { position } = account;
  const quantity = decimal('position.quantity', position.quantity);
  const delta = decimal('delta', account.delta);
  if (!delta.mul(quantity).lt(0) || delta.abs().gt(quantity.abs()))
    throw configError(`delta: ${delta.toString()} does not reduce the ${quantity.toString()} held`);
  const { netCollateral, maintenanceMargin } = statusOf(account);
  const before = valued(position);
  const after = valued({ ...position, quantity: quantity.add(delta) });
  const released = after.maintenanceMargin.sub(before.maintenanceMargin).abs();
  const share = roundDown(netCollateral.mul(released).div(maintenanceMargin), MILLIONTH);
  return before.value.sub(after.value).sub(share);
}

/**
 * The worst price at which a liquidation order may fill: between the oracle price, at the maintenance, and
 * `spread` × maintenance rate beyond it, as the account nears bankruptcy.
 *
 *   price = (N − a · spread · MM_p) / q,   a = clamp(adjustment · (1 − C / MM), 0, 1)
 *
 * @param account.bankruptcyAdjustment how fast the spread opens, from 1
 * @param account.spreadToMaintenance spread as a multiple of the position's maintenance
 * @source dydxprotocol/v4-chain, x/clob/keeper/liquidations: GetFillablePrice
 */
export function dydxFillablePrice(
  account: Distressed & { bankruptcyAdjustment: Amount; spreadToMaintenance: Amount },
): Decimal {
  const { netCollateral, maintenanceMargin } = statusOf(account);
  const { value, maintenanceMargin: own } = valued(account.position);
  const distance = ONE.sub(netCollateral.div(maintenanceMargin));
  const opened = decimal('bankruptcyAdjustment', account.bankruptcyAdjustment).mul(distance);
  const spread = max(ZERO, min(ONE, opened))
    .mul(decimal('spreadToMaintenance', account.spreadToMaintenance))
    .mul(own);
  return value.sub(spread).div(decimal('position.quantity', account.position.quantity));
}
