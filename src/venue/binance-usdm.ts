/**
 * `binance-usdm` and `binance-coinm`, isolated and cross (rules: binance-bybit.md §1, §2, §3; semantics §6): dated
 * notional tiers, in the quote for linear contracts and in the coin for inverse ones, and staged liquidation. One
 * set of rules, since every contract follows those of the exchange that lists it: each settle asset is a pool of its
 * own, as the two wallets are.
 *
 * Cross with several assets is multi-assets mode, where no coin-margined contract takes part.
 *
 * Hedge mode: LONG and SHORT of one contract are two positions. Give the same candles a second time under a name
 * such as `BTCUSDT:SHORT`; its tiers are those of `BTCUSDT`. Isolated, each leg is a bucket with its own margin and
 * liquidation price; cross, both are in one bucket and their marks are equal at every point of the nominal path, so
 * they share one price (§2.3). Both legs pay their own tier's maintenance: nothing is netted. The bounds know the
 * legs as two symbols and put them at opposite extremes, so they are wider than they need be.
 */
import { TieredModel } from '../margin/tiered-model.ts';
import { isInverse } from '../market/instrument.ts';
import { type Backing, multiAssets } from './binance-collateral.ts';
import { feesSaid, MAKER_FEE_RATE, overridesSaid, TAKER_FEE_RATE } from './binance-fees.ts';
import { portfolioRules } from './binance-pm.ts';
import { reduceByTiers } from './binance-stages.ts';
import { binanceTerms } from './binance-terms.ts';
import { settleCollateral } from './collateral.ts';
import type { ModeRules, RulesOf, RulesRequest } from './venue.ts';

const binanceVenue =
  (venue: string): RulesOf =>
  request =>
    request.mode === 'portfolio' ? portfolioRules(request) : tierRules(venue, request);

export const binanceRules: RulesOf = binanceVenue('binance-usdm');
export const binanceCoinRules: RulesOf = binanceVenue('binance-coinm');

function tierRules(venue: string, request: RulesRequest): ModeRules {
  const { terms, rulesFrom } = binanceTerms(request);
  const model = new TieredModel(`${venue} tiers`, terms);
  const backing = backingOf(request);
  return {
    venue,
    model,
    feeTakerRate: request.overrides.feeTakerRate ?? TAKER_FEE_RATE,
    feeMakerRate: MAKER_FEE_RATE,
    liquidationHealth: 1,
    strict: false,
    spotOffset: false,
    collateral: backing.collateral,
    warningHealth: 1.5,
    leverageMax: (symbol, notional) => model.tierOf(symbol, notional).maxLeverage,
    liquidate: reduceByTiers(model),
    rulesFrom: [...rulesFrom, ...backing.rulesFrom],
    assumptions: [
      ...feesSaid(request),
      'Binance liquidation in stages: one tier floor down at a time, the position with the largest maintenance first, filled at last, and what remains without equity taken over at mark without a fee; the size of a step is derived, Binance does not publish it.',
      ...backing.assumptions,
      ...overridesSaid(request.overrides),
    ],
  };
}

function backingOf(request: RulesRequest): Backing {
  const { mode, severalAssets, instruments } = request;
  const none: Backing = { collateral: settleCollateral, rulesFrom: [], assumptions: [] };
  if (mode !== 'cross' || !severalAssets) return none;
  if (!instruments.some(isInverse)) return multiAssets(request);
  return {
    ...none,
    assumptions: [
      'Binance cross margin with coin-margined contracts: each asset backs what settles in it, alone; multi-assets mode is for USD-M contracts only.',
    ],
  };
}
