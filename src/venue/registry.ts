/** Every venue and portfolio model by the name a config gives it. */
import { configError } from '../basics/errors.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { binanceRules } from './binance-usdm.ts';
import { genericRules, stressRules } from './generic.ts';
import type { ModeRules, RulesOf } from './venue.ts';

const VENUES: Record<string, RulesOf> = {
  generic: genericRules,
  'binance-usdm': binanceRules,
};

/** Models that judge a portfolio ledger only. */
const PORTFOLIO_MODELS: Record<string, RulesOf> = {
  'pm-correlated': (_mode, symbols) => genericRules('portfolio', symbols),
  'pm-stress': (_mode, symbols) => stressRules(symbols),
  'binance-pm': (_mode, symbols, asOf) => binanceRules('portfolio', symbols, asOf),
};

export const VENUE_IDS: readonly string[] = Object.keys(VENUES);
export const PORTFOLIO_MODEL_IDS: readonly string[] = Object.keys(PORTFOLIO_MODELS);

/**
 * The rules of a venue for one mode.
 * @throws UserError 'config' when no venue of that name serves the mode
 */
export function rulesOf(
  venue: string,
  mode: MarginMode,
  symbols: readonly string[],
  asOf: number,
): ModeRules {
  const make = VENUES[venue] ?? (mode === 'portfolio' ? PORTFOLIO_MODELS[venue] : undefined);
  if (make) return make(mode, symbols, asOf);
  const known = mode === 'portfolio' ? [...VENUE_IDS, ...PORTFOLIO_MODEL_IDS] : VENUE_IDS;
  throw configError(
    `venue.${mode}: there is no venue "${venue}" for ${mode} margin; known are ${known.join(', ')}`,
  );
}
