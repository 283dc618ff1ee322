/** The public door: what strategies and configs import, and the types they are written against. */
export { defineStrategy } from './strategy/strategy.ts';
export { defineRun } from './config/run-input.ts';
export {
  averageEntry,
  bankruptcyPrice,
  black76,
  bybitOptionMargin,
  DERIBIT_FUTURE_RATES,
  deribitFutureMargin,
  deribitOptionMargin,
  deriveStandardMargin,
  fundingPayment,
  impliedVolatility,
  inversePnl,
  linearPnl,
  liquidationPrice,
  tieredMaintenance,
} from './margin/formulas.ts';
export { toDataFrame } from './results/frame.ts';
export type * from './strategy/strategy.ts';
export type { DetectInput, Files, MarketInput, MoveInput, RunInput } from './config/run-input.ts';
export type * from './results/results.ts';
