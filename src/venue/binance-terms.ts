/**
 * Which table applies to which contract of a book at Binance, and how that is said. Linear contracts have USD-M
 * tables, inverse ones COIN-M tables; `BTCUSDT:SHORT`, the other leg of hedge mode, has those of `BTCUSDT`, and a
 * delivery contract those of its perpetual where it has none of its own.
 */
import { configError } from '../basics/errors.ts';
import { type MarginTier, plainTerms, type TierTerms } from '../margin/tiered-model.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
import { coinTiersAt, OTHER_COIN_TIERS } from './binance-coin-tiers.ts';
import { tiersAt } from './binance-tiers.ts';
import { GENERIC_TIERS } from './generic.ts';
import type { RulesRequest } from './venue.ts';

/** The symbol without the leg of hedge mode: `BTCUSDT:SHORT` → `BTCUSDT`. */
export const bareSymbol = (symbol: string): string => symbol.split(':')[0]!;

export interface BinanceTerms {
  /** By symbol number. */
  terms: TierTerms[];
  /** Each a sentence, without repetition. */
  rulesFrom: string[];
}

/** @throws UserError 'config' for an option, of which none of these venues knows the rules */
export function binanceTerms({ instruments, asOf, overrides }: RulesRequest): BinanceTerms {
  const found = instruments.map(instrument => {
    const { symbol, kind } = instrument;
    if (kind === 'option')
      throw configError(
        `venue: Binance's rules for options (${symbol}) are not known here; use venue "generic" or leave it out`,
      );
    const own = overrides.tiers?.[symbol] ?? overrides.tiers?.[bareSymbol(symbol)];
    if (own) return { instrument, tiers: own, fact: `${bareSymbol(symbol)}: tiers of the caller's own.` };
    if (kind === 'spot') return { instrument, tiers: GENERIC_TIERS, fact: null };
    const { tiers, fact } = isInverse(instrument) ? coinTable(instrument, asOf) : usdTable(instrument, asOf);
    return { instrument, tiers, fact };
  });
  return {
    terms: found.map(({ instrument, tiers }) => plainTerms(instrument, tiers)),
    rulesFrom: [...new Set(found.flatMap(({ fact }) => fact ?? []))],
  };
}

/** A table, and the sentence on it: the same for every date that uses the same table. */
interface Found {
  tiers: readonly MarginTier[];
  fact: string;
}

function usdTable({ symbol }: Instrument, asOf: number): Found {
  const bare = bareSymbol(symbol);
  const exact = tiersAt(bare, asOf);
  const perpetual = bare.split('_')[0]!;
  const table = exact ?? tiersAt(perpetual, asOf);
  if (table === null)
    return {
      tiers: GENERIC_TIERS,
      fact: `${bare}: no dated tiers known, the generic tier (0.5 %, leverage up to 100) stands in.`,
    };
  const earlier = table.beforeFirst ? ', the earliest known, which stands in for the time before' : '';
  const other = exact === null ? ` of ${perpetual}, which stand in for the delivery contract,` : '';
  return { tiers: table.tiers, fact: `${bare}: tiers${other} first seen on ${table.validFrom}${earlier}.` };
}

function coinTable({ symbol, kind, underlying }: Instrument, asOf: number): Found {
  const bare = bareSymbol(symbol);
  const table = coinTiersAt(underlying, kind, asOf);
  if (table === null)
    return {
      tiers: OTHER_COIN_TIERS,
      fact: `${bare}: of its COIN-M tiers only the highest leverage, 20, is known; one tier with the rate that goes with it for BTC and ETH, 2.5 %, stands in (ours).`,
    };
  const earlier = table.beforeFirst ? ', the earliest known, which stands in for the time before' : '';
  return {
    tiers: table.tiers,
    fact: `${bare}: COIN-M tiers first published on ${table.validFrom}${earlier} (${table.from}).`,
  };
}
