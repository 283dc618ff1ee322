/** The public door: what strategies and configs import, and the types they are written against. */
export { defineStrategy } from './strategy/strategy.ts';
export { assess, assessFile } from './assess/assess.ts';
export { defineRun } from './config/run-input.ts';
export {
  adlRank,
  autoDeleverage,
  autoExchangeAmount,
  averageEntry,
  bankruptcyPrice,
  binanceLoanInitialMargin,
  binanceMarkPrice,
  binanceMaxLoan,
  binanceMaxWithdrawal,
  binanceOrderCost,
  black76,
  borrowable,
  borrowInterest,
  bufferedRates,
  bybitAccountRates,
  bybitFeeToClose,
  bybitInverseCrossPrices,
  bybitIsolatedLiquidationPrice,
  bybitMargins,
  bybitOptionMargin,
  bybitOrderCost,
  cappedInversePnl,
  collateralValue,
  contractLedgerPrices,
  DERIBIT_FUTURE_RATES,
  deribitFutureMargin,
  deribitOptionMargin,
  deriveStandardMargin,
  dydxAccount,
  dydxBankruptcyQuote,
  dydxFillablePrice,
  dydxMargins,
  fundingPayment,
  fundingRate,
  fundingWhileHeld,
  health,
  hedgedLiquidationPrices,
  hyperliquidLiquidation,
  hyperliquidMaintenanceRate,
  hyperliquidTiers,
  impliedVolatility,
  initialMargin,
  insuranceDelta,
  inverseLiquidationPrice,
  inverseNotional,
  inversePnl,
  isLiquidated,
  linearPnl,
  liquidationPrice,
  marginRatio,
  okxIsolatedLoan,
  openInterestMarginRate,
  openLoss,
  poolDrawdown,
  roundDown,
  roundNearest,
  roundUp,
  satoshiValue,
  tierDeductions,
  tieredCollateralValue,
  tieredMaintenance,
  tradingFee,
} from './margin/formulas.ts';
export { derivePortfolioMargin } from './portfolio/derive-pmrm.ts';
export { PMRM_V1_PARAMETERS, PMRM_V2_PARAMETERS } from './portfolio/derive-pmrm-parameters.ts';
export { bybitAssetMargin, bybitPortfolio } from './portfolio/bybit-pm.ts';
export { BYBIT_PM_ASSUMPTIONS } from './portfolio/bybit-pm-parameters.ts';
export { deribitPortfolio } from './portfolio/deribit-pm.ts';
export { DERIBIT_PM_ASSUMPTIONS } from './portfolio/deribit-pm-parameters.ts';
export {
  marginalCharge,
  okxAccountMargin,
  okxHedgedDollars,
  okxUnitMargin,
} from './portfolio/okx-pm-aggregate.ts';
export { okxPortfolio } from './portfolio/okx-pm.ts';
export { OKX_DEPEG_TIERS, OKX_MINIMUM_TIERS, OKX_PM_ASSUMPTIONS } from './portfolio/okx-pm-parameters.ts';
export { forwardPrice } from './portfolio/option-value.ts';
export {
  baselTrafficLight,
  chiSquarePValue,
  christoffersen,
  conditionalCoverage,
  kupiec,
} from './portfolio/coverage-tests.ts';
export { coverageOf } from './portfolio/coverage.ts';
export { ewmaCovariance, ewmaVariance, ewmaVariances } from './portfolio/ewma.ts';
export { spanParameters, SPAN_PARAMETER_SOURCES } from './portfolio/span-parameters.ts';
export { spanRiskArray, spanScanPoints, spanScanRisk } from './portfolio/span-scan.ts';
export { interCommodityCredits, interMonthCharge, spanPriceRisk } from './portfolio/span-spreads.ts';
export { spanPortfolio } from './portfolio/span.ts';
export { TIMS_PARAMETER_SOURCES, TIMS_PARAMETERS, TIMS_RANGES, timsPortfolio } from './portfolio/tims.ts';
export { deltaNormal, deltaNormalVar } from './portfolio/var-delta-normal.ts';
export { jointReturns } from './portfolio/var-history.ts';
export { VAR_PARAMETER_SOURCES, VAR_PARAMETERS } from './portfolio/var-parameters.ts';
export { expectedShortfall, valueAtRisk } from './portfolio/var-quantile.ts';
export { varModel, varPortfolio } from './portfolio/var.ts';
export { toDataFrame } from './results/frame.ts';
export type * from './assess/account.ts';
export type * from './assess/assessment.ts';
export type { DerivePortfolioMargin } from './portfolio/derive-pmrm.ts';
export type {
  DerivePortfolioAccount,
  PmrmCollateral,
  PmrmExpiry,
  PmrmOption,
} from './portfolio/derive-pmrm-account.ts';
export type {
  DerivePortfolioParameters,
  PmrmScenario,
  PmrmV1Parameters,
  PmrmV2Parameters,
  VolatilityMove,
} from './portfolio/derive-pmrm-parameters.ts';
export type { PmrmParts } from './portfolio/derive-pmrm-parts.ts';
export type { BybitAssetMargin } from './portfolio/bybit-pm.ts';
export type { BybitContingency } from './portfolio/bybit-pm-contingency.ts';
export type { BybitParameters, BybitRates } from './portfolio/bybit-pm-parameters.ts';
export type { DeribitCurrency, DeribitRequirement, DeribitVectors } from './portfolio/deribit-pm.ts';
export type { DeribitCharges, DeribitParameters, DeribitRates } from './portfolio/deribit-pm-parameters.ts';
export type { OkxAccountMargin, OkxCharges, OkxLiability, OkxTier } from './portfolio/okx-pm-aggregate.ts';
export type { OkxParameters, OkxRates, VolatilityShock } from './portfolio/okx-pm-parameters.ts';
export type * from './portfolio/portfolio-book.ts';
export type { Coverage } from './portfolio/coverage.ts';
export type { CoverageTest, HitTransitions, TrafficLight } from './portfolio/coverage-tests.ts';
export type { ExpiryDelta } from './portfolio/span-delta.ts';
export type { SpanParameters, SpanUnderlying } from './portfolio/span-parameters.ts';
export type { SpanArray, SpanRanges, SpanScan } from './portfolio/span-scan.ts';
export type { SpanCredit, SpanInterMonth, SpanLeg } from './portfolio/span-spreads.ts';
export type { TimsClass, TimsParameters } from './portfolio/tims.ts';
export type { DeltaNormalTerms } from './portfolio/var-delta-normal.ts';
export type { CloseSeries, ReturnHistory } from './portfolio/var-history.ts';
export type { VarParameters } from './portfolio/var-parameters.ts';
export type { VarRequirement } from './portfolio/var.ts';
export type * from './strategy/strategy.ts';
export type { DetectInput, Files, MarketInput, MoveInput, RunInput } from './config/run-input.ts';
export type * from './results/results.ts';
