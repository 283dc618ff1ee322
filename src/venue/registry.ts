/** Every venue and portfolio model by the name a config gives it. */
import { configError } from '../basics/errors.ts';
import { binanceCoinRules, binanceRules } from './binance-usdm.ts';
import { deribitRules } from './deribit.ts';
import { deriveRules } from './derive.ts';
import { dydxRules } from './dydx.ts';
import { bybitRules } from './bybit.ts';
import { genericRules, stressRules } from './generic.ts';
import { hyperliquidRules } from './hyperliquid.ts';
import { okxRules } from './okx.ts';
import { SCENARIO_MODELS } from './scenario-models.ts';
import type { ModeRules, RulesOf, RulesRequest } from './venue.ts';

const VENUES: Record<string, RulesOf> = {
  generic: genericRules,
  'binance-usdm': binanceRules,
  'binance-coinm': binanceCoinRules,
  bybit: bybitRules,
  deribit: deribitRules,
  derive: deriveRules,
  dydx: dydxRules,
  hyperliquid: hyperliquidRules,
  okx: okxRules,
};

/** Models that judge a portfolio ledger only. */
const PORTFOLIO_MODELS: Record<string, RulesOf> = {
  'pm-correlated': genericRules,
  'pm-stress': stressRules,
  'binance-pm': binanceRules,
  ...SCENARIO_MODELS,
};

export const VENUE_IDS: readonly string[] = Object.keys(VENUES);
export const PORTFOLIO_MODEL_IDS: readonly string[] = Object.keys(PORTFOLIO_MODELS);

/**
 * The rules of a venue for one mode.
 * @throws UserError 'config' when no venue of that name serves the mode
 */
export function rulesOf(venue: string, request: RulesRequest): ModeRules {
  const { mode } = request;
  const make = VENUES[venue] ?? (mode === 'portfolio' ? PORTFOLIO_MODELS[venue] : undefined);
  if (make) return make(request);
  const known = mode === 'portfolio' ? [...VENUE_IDS, ...PORTFOLIO_MODEL_IDS] : VENUE_IDS;
  throw configError(
    `venue.${mode}: there is no venue "${venue}" for ${mode} margin; known are ${known.join(', ')}`,
  );
}
