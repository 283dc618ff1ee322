/** `generic`: a plain venue for teaching and testing (semantics §6). Every figure here is ours. */
import { Decimal, ZERO } from '../basics/money.ts';
import { CorrelatedModel } from '../margin/correlated-model.ts';
import type { MarginModel } from '../margin/model.ts';
import { StressModel } from '../margin/stress-model.ts';
import { type MarginTier, plainTerms, TieredModel } from '../margin/tiered-model.ts';
import { closeWhole } from './close-whole.ts';
import { flatHaircut, isStable, pooledCollateral, settleCollateral } from './collateral.ts';
import type { CollateralRules, ModeRules, RulesRequest } from './venue.ts';

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

const BLUE_CHIP_HAIRCUT = new Decimal('0.05');
const OTHER_HAIRCUT = new Decimal('0.1');

/** Ours, after Binance's first multi-assets table (rules: binance-bybit.md §2.7). */
function genericCollateral(request: RulesRequest): CollateralRules {
  const { haircuts } = request.overrides;
  if (request.mode === 'isolated' || !request.severalAssets) return settleCollateral;
  const haircutOf = (asset: string): Decimal => {
    if (haircuts?.[asset]) return haircuts[asset];
    if (isStable(asset)) return ZERO;
    return asset === 'BTC' || asset === 'ETH' ? BLUE_CHIP_HAIRCUT : OTHER_HAIRCUT;
  };
  return pooledCollateral({
    tiers: asset => flatHaircut(haircutOf(asset)),
    unrealised: 'whole',
    borrow: null,
  });
}

/** Any model under the generic venue's fees, collateral and liquidation. */
export function modelRules(request: RulesRequest, model: MarginModel, assumptions: string[]): ModeRules {
  return {
    venue: 'generic',
    model,
    feeTakerRate: request.overrides.feeTakerRate ?? new Decimal('0.0005'),
    feeMakerRate: new Decimal('0.0002'),
    liquidationHealth: 1,
    strict: false,
    spotOffset: request.mode === 'portfolio',
    collateral: genericCollateral(request),
    warningHealth: 1.5,
    leverageMax: () => LEVERAGE_MAX,
    liquidate: closeWhole(LIQUIDATION_FEE_RATE),
    rulesFrom: ['The generic venue is ours, for teaching and testing; no exchange trades under these rules.'],
    assumptions: [
      'Generic venue (ours): taker fee 0.05 %, maker fee 0.02 %, leverage up to 100, the whole bucket is closed at the crossing mark prices for a fee of 0.25 % of the closed notional.',
      ...(request.severalAssets && request.mode !== 'isolated'
        ? [
            'Generic collateral (ours): one pool; dollar coins count whole, BTC and ETH 95 %, other assets 90 %; a debt costs no interest.',
          ]
        : []),
      ...assumptions,
    ],
  };
}

export function genericRules(request: RulesRequest): ModeRules {
  const { mode, instruments, overrides } = request;
  if (mode === 'portfolio') {
    return modelRules(request, new CorrelatedModel(instruments), [
      'Portfolio model pm-correlated (ours, a teaching model): the norm of shocked deltas with correlation 0.8, at least 1 % of gross notional; initial margin 1.3 times that.',
    ]);
  }
  return modelRules(
    request,
    new TieredModel(
      'flat 0.5 %',
      instruments.map(own => plainTerms(own, overrides.tiers?.[own.symbol] ?? GENERIC_TIERS)),
    ),
    ['Generic maintenance margin (ours): 0.5 % of notional at mark, one tier.'],
  );
}

/** The scenario model for linear books, liquidated and charged as `generic` does. */
export function stressRules(request: RulesRequest): ModeRules {
  const base = modelRules(request, new StressModel(request.instruments), [
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
