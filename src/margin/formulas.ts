/**
 * The formulas of the contract, public beside `assess`. All in Decimal, unrounded; arguments by name, since
 * prices and amounts are easily swapped.
 */
export {
  averageEntry,
  fundingPayment,
  fundingSettlements,
  indexedFunding,
  inverseNotional,
  inversePnl,
  linearPnl,
  midPrice,
  partialClose,
  roundTrip,
  tradingFee,
} from './formula-trade.ts';
export type { Amount, Contract } from './formula-trade.ts';
export {
  health,
  initialMargin,
  insuranceDelta,
  isLiquidated,
  marginRatio,
  roundUp,
  tierDeductions,
  tieredMaintenance,
} from './formula-margin.ts';
export type { TierInput, Tiers } from './formula-margin.ts';
export { bankruptcyPrice, liquidationPrice } from './formula-liquidation.ts';
