/** The rules of a run's modes at a time. */
import type { RunConfig } from '../config/run-config.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Market } from '../market/market.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { rulesOf } from '../venue/registry.ts';
import { momentsOf } from './moments.ts';
import type { ModeRules } from '../venue/venue.ts';

export type RulesByMode = Partial<Record<MarginMode, ModeRules>>;

export function rulesAt(
  { modes, venue, capital, multiAssets }: Pick<RunConfig, 'modes' | 'venue' | 'capital' | 'multiAssets'>,
  market: Market,
  asOf: number,
): RulesByMode {
  const instruments = market.series.map(({ instrument }) => instrument);
  const several = holdsSeveralAssets(instruments, Object.keys(capital));
  const moments = momentsOf(market);
  const rules: RulesByMode = {};
  for (const mode of modes) {
    const severalAssets = several && (multiAssets || mode === 'portfolio');
    rules[mode] = rulesOf(venue[mode], { mode, instruments, asOf, severalAssets, moments, overrides: {} });
  }
  return rules;
}

/** More than one asset in the capital, coins to be bought, or a coin that backs contracts settled in something else. */
function holdsSeveralAssets(instruments: readonly Instrument[], capital: readonly string[]): boolean {
  if (capital.length > 1 || instruments.some(({ kind }) => kind === 'spot')) return true;
  const [only] = capital;
  const isCoin = instruments.some(({ underlying }) => underlying === only);
  return isCoin && instruments.some(({ settle }) => settle !== only);
}
