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
  roundDown,
  roundNearest,
  roundUp,
  tierDeductions,
  tieredMaintenance,
} from './formula-margin.ts';
export type { TierInput, Tiers } from './formula-margin.ts';
export { bankruptcyPrice, liquidationPrice } from './formula-liquidation.ts';
export { black76, black76Price } from '../market/black76.ts';
export type { OptionTerms, OptionValue } from '../market/black76.ts';
export type { OptionRight } from '../market/instrument.ts';
export { impliedVolatility } from '../market/implied-volatility.ts';
export {
  BYBIT_OPTION_RATES,
  DERIBIT_FUTURE_RATES,
  DERIBIT_OPTION_RATES,
  bybitOptionMargin,
  deribitFutureMargin,
  deribitOptionMargin,
} from './formula-option-margin.ts';
export type {
  BybitOptionRates,
  DeribitFutureRates,
  HeldOption,
  Requirement,
  ShortOptionRates,
} from './formula-option-margin.ts';
export { deriveStandardMargin } from './formula-derive-standard.ts';
export type {
  DeriveAccount,
  DeriveMargin,
  DeriveMarket,
  DeriveParameters,
  DeriveParts,
} from './formula-derive-standard.ts';
export type { DeriveExpiry, DeriveOption } from './formula-derive-expiry.ts';
export { DERIVE_MARKET_RATES, DERIVE_RATES } from './derive-standard-rates.ts';
export type { DeriveMarketRates, DeriveRates } from './derive-standard-rates.ts';
export { binanceMarkPrice, fundingRate, fundingWhileHeld } from './formula-funding.ts';
export { binanceOrderCost, bybitOrderCost, openLoss } from './formula-order.ts';
export { cappedInversePnl, inverseLiquidationPrice } from './formula-inverse.ts';
export { hedgedLiquidationPrices } from './formula-hedged.ts';
export { contractLedgerPrices, satoshiValue } from './formula-contract-ledger.ts';
export {
  bybitAccountRates,
  bybitFeeToClose,
  bybitInverseCrossPrices,
  bybitIsolatedLiquidationPrice,
  bybitMargins,
} from './formula-bybit.ts';
export {
  dydxAccount,
  dydxBankruptcyQuote,
  dydxFillablePrice,
  dydxMargins,
  openInterestMarginRate,
} from './formula-dydx.ts';
export type { DydxPosition } from './formula-dydx.ts';
export {
  hyperliquidLiquidation,
  hyperliquidMaintenanceRate,
  hyperliquidTiers,
} from './formula-hyperliquid.ts';
export {
  autoExchangeAmount,
  borrowable,
  bufferedRates,
  collateralValue,
  tieredCollateralValue,
} from './formula-collateral.ts';
export type { CollateralTier } from './formula-collateral.ts';
export {
  binanceLoanInitialMargin,
  binanceMaxLoan,
  binanceMaxWithdrawal,
  borrowInterest,
  okxIsolatedLoan,
} from './formula-loan.ts';
export { adlRank, autoDeleverage, poolDrawdown } from './formula-adl.ts';
