/**
 * `binance-pm`, the portfolio mode of `binance-usdm` and `binance-coinm` (rules: binance-bybit.md §4): uniMMR =
 * equity ÷ maintenance over one pool of USD-M, COIN-M and margin. The requirement is the plain sum of the positions'
 * own tiers and of the debts' 10 %; nothing is offset. The gain over cross is the shared equity alone.
 *
 * A book of one dollar coin and linear contracts has that coin as its pool, whole: with one asset nothing is weighed
 * against another.
 */
import { TieredModel } from '../margin/tiered-model.ts';
import { isInverse } from '../market/instrument.ts';
import { type Backing, inForce, portfolioPool } from './binance-collateral.ts';
import data from './binance-collateral.json' with { type: 'json' };
import { feesSaid, MAKER_FEE_RATE, overridesSaid, TAKER_FEE_RATE } from './binance-fees.ts';
import { CLEARANCE_FEE_RATE } from './binance-stages.ts';
import { binanceTerms } from './binance-terms.ts';
import { closeWhole } from './close-whole.ts';
import { settleCollateral } from './collateral.ts';
import type { ModeRules, RulesRequest } from './venue.ts';

/** The same on every page, 2022 to 2025. */
const LIQUIDATION_UNI_MMR = 1.05;
/** Between the two only what reduces risk is taken; the page of 2022 is cut there. */
const REDUCE_ONLY_UNI_MMR = 1.2;
/** Margin call of the page of 2022, reminder of the page for PM Pro (semantics §6). */
const WARNING_UNI_MMR = 1.5;

export function portfolioRules(request: RulesRequest): ModeRules {
  const { terms, rulesFrom } = binanceTerms(request);
  const model = new TieredModel('binance-pm', terms);
  const backing = backingOf(request);
  return {
    venue: 'binance-pm',
    model,
    feeTakerRate: request.overrides.feeTakerRate ?? TAKER_FEE_RATE,
    feeMakerRate: MAKER_FEE_RATE,
    liquidationHealth: LIQUIDATION_UNI_MMR,
    strict: false,
    spotOffset: false,
    collateral: backing.collateral,
    warningHealth: WARNING_UNI_MMR,
    refusesBelow: REDUCE_ONLY_UNI_MMR,
    leverageMax: (symbol, notional) => model.tierOf(symbol, notional).maxLeverage,
    // The whole account at mark; once the engine has taken over it does not stop.
    liquidate: closeWhole(CLEARANCE_FEE_RATE),
    rulesFrom: [
      ...rulesFrom,
      `Binance portfolio margin: ${inForce(data.thresholds, request.asOf).said}.`,
      ...backing.rulesFrom,
    ],
    assumptions: [
      ...feesSaid(request),
      'Binance portfolio margin: the plain sum of tier requirements over pooled collateral, no scenario offset; the whole account is closed at mark at uniMMR 1.05 or below, initial margin is notional ÷ leverage.',
      'Binance portfolio margin: the tiers are those of USD-M and COIN-M futures, its own tables are not known here; below a uniMMR of 1.20 no new risk is taken (published for 2025, assumed the same before).',
      ...backing.assumptions,
      ...overridesSaid(request.overrides),
    ],
  };
}

function backingOf(request: RulesRequest): Backing {
  const pooled = request.severalAssets || request.instruments.some(isInverse);
  return pooled ? portfolioPool(request) : { collateral: settleCollateral, rulesFrom: [], assumptions: [] };
}
