/** `generic`: a plain venue for teaching and testing (semantics §6). Every figure here is ours. */
import { Decimal, ZERO } from '../basics/money.ts';
import { CorrelatedModel } from '../margin/correlated-model.ts';
import type { MarginModel } from '../margin/model.ts';
import { StressModel } from '../margin/stress-model.ts';
import { type MarginTier, TieredModel } from '../margin/tiered-model.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { closeWhole } from './close-whole.ts';
import type { ModeRules } from './venue.ts';

const LEVERAGE_MAX = 100;
const LIQUIDATION_FEE_RATE = new Decimal('0.0025');

export const GENERIC_TIERS: readonly MarginTier[] = [
  {
    floor: ZERO,
    cap: new Decimal(Infinity),
    maintenanceMarginRate: new Decimal('0.005'),
    maxLeverage: LEVERAGE_MAX,
    deduction: ZERO,
  },
];

function rules(model: MarginModel, assumptions: string[]): ModeRules {
  return {
    venue: 'generic',
    model,
    feeTakerRate: new Decimal('0.0005'),
    feeMakerRate: new Decimal('0.0002'),
    liquidationHealth: 1,
    warningHealth: 1.5,
    leverageMax: () => LEVERAGE_MAX,
    liquidate: closeWhole(LIQUIDATION_FEE_RATE),
    rulesFrom: ['The generic venue is ours, for teaching and testing; no exchange trades under these rules.'],
    assumptions: [
      'Generic venue (ours): taker fee 0.05 %, maker fee 0.02 %, leverage up to 100, the whole bucket is closed at the crossing mark prices for a fee of 0.25 % of the closed notional.',
      ...assumptions,
    ],
  };
}

export function genericRules(mode: MarginMode, symbols: readonly string[]): ModeRules {
  if (mode === 'portfolio') {
    return rules(new CorrelatedModel(symbols), [
      'Portfolio model pm-correlated (ours, a teaching model): the norm of shocked deltas with correlation 0.8, at least 1 % of gross notional; initial margin 1.3 times that.',
    ]);
  }
  return rules(
    new TieredModel(
      'flat 0.5 %',
      symbols.map(() => GENERIC_TIERS),
    ),
    ['Generic maintenance margin (ours): 0.5 % of notional at mark, one tier.'],
  );
}

/** The scenario model for linear books, liquidated and charged as `generic` does. */
export function stressRules(symbols: readonly string[]): ModeRules {
  const base = rules(new StressModel(symbols), [
    'Portfolio model pm-stress: OKX-like price scenarios per underlying (MR1, MR4, MR6, MR7 of January 2025), summed, initial margin 1.3 times that. Ours: MR7 of the class "others", multipliers beyond BTC and ETH, fees and the liquidation in one step.',
  ]);
  return {
    ...base,
    venue: 'pm-stress',
    rulesFrom: [
      'OKX portfolio margin parameters of 15 January 2025, as far as published; see the assumptions for what is ours.',
    ],
  };
}
