/**
 * `okx` (rules: portfolio.md §1; engines.md F3, §6): dated position tiers, each the rate of the whole position, the
 * closing fee inside the maintenance margin, one pool of discounted assets when several back the book. Its portfolio
 * mode is the scenario model `pm-stress` with OKX's collateral, fees and reduction in steps.
 */
import { configError } from '../basics/errors.ts';
import { Decimal } from '../basics/money.ts';
import type { MarginModel } from '../margin/model.ts';
import { StressModel } from '../margin/stress-model.ts';
import { plainTerms, TieredModel, type TierTerms } from '../margin/tiered-model.ts';
import { type Instrument, isInverse } from '../market/instrument.ts';
import { okxCollateral, POOL_ASSUMPTION } from './okx-collateral.ts';
import { reduceByTwoTiers, reduceProRata } from './okx-liquidation.ts';
import { okxTiers } from './okx-tiers.ts';
import type { LiquidationProcedure, ModeRules, RulesRequest } from './venue.ts';

/** Fitted: 0.05 % reproduces the liquidation prices of two API samples to 1e-6 (engines.md F3). */
const FEE_TAKER_RATE = new Decimal('0.0005');
/** Ours. */
const FEE_MAKER_RATE = new Decimal('0.0002');
/** The 300 % alert is recalled, not sourced. */
const WARNING_HEALTH = 3;

/** @throws UserError 'config' for options, whose margins are not known here */
export function okxRules(request: RulesRequest): ModeRules {
  const option = request.instruments.find(({ kind }) => kind === 'option');
  if (option)
    throw configError(
      `${option.symbol}: venue "okx" has no margin rules for options; leave it out or choose another venue`,
    );
  return request.mode === 'portfolio' ? portfolioRules(request) : tieredRules(request);
}

function tieredRules(request: RulesRequest): ModeRules {
  const { instruments, overrides } = request;
  const feeTakerRate = overrides.feeTakerRate ?? FEE_TAKER_RATE;
  const found = instruments.map(instrument => termsOf(request, instrument, feeTakerRate));
  const model = new TieredModel(
    'okx tiers',
    found.map(({ terms }) => terms),
  );
  return {
    ...common(request, model, reduceByTwoTiers(model, feeTakerRate)),
    leverageMax: (symbol, notional, quantity) => {
      const { tiers, tierBy } = model.terms[symbol]!;
      if (tierBy !== 'size') return model.tierOf(symbol, notional).maxLeverage;
      return tiers[quantity ? model.tierIndexOf(symbol, quantity, notional) : 0]!.maxLeverage;
    },
    rulesFrom: found.filter((_, k) => instruments[k]!.kind !== 'spot').map(({ fact }) => fact),
    assumptions: [
      feesAssumption(request),
      'OKX tiers: the rate of the tier that contains the whole position is asked of all of it (recalled, not sourced), the taker fee beside it; liquidation at a margin ratio of 100 % or below, warning below 300 % (ours: recalled, not sourced).',
      'OKX liquidation: a position in tier 3 or above is reduced by two tiers at last for the taker fee while the equity covers the requirement of the first tier; else all is taken over at the bankruptcy price. In cross the position with the largest maintenance comes first, and the ratio of the whole account is compared (ours).',
      ...expiriesAssumption(instruments),
      ...poolAssumptions(request),
    ],
  };
}

function termsOf(
  { asOf, overrides }: RulesRequest,
  instrument: Instrument,
  closingFeeRate: Decimal,
): { terms: TierTerms; fact: string } {
  const shared = { initialFrom: 'tier', closingFeeRate } as const;
  const own = overrides.tiers?.[instrument.symbol];
  if (own)
    return {
      terms: { ...plainTerms(instrument, own), ...shared },
      fact: `${instrument.symbol}: tiers given by the caller.`,
    };
  const { tiers, tierBy, fact } = okxTiers(instrument, asOf);
  return { terms: { ...plainTerms(instrument, tiers), ...shared, tierBy }, fact };
}

function portfolioRules(request: RulesRequest): ModeRules {
  const feeTakerRate = request.overrides.feeTakerRate ?? FEE_TAKER_RATE;
  return {
    ...common(request, new StressModel(request.instruments), reduceProRata(feeTakerRate)),
    leverageMax: () => null,
    rulesFrom: [
      'OKX portfolio margin parameters of 15 January 2025, as far as published, in the model pm-stress; see the assumptions for what is ours.',
    ],
    assumptions: [
      feesAssumption(request),
      'OKX portfolio margin: the scenario model pm-stress (MR1, MR4, MR6, MR7) stands in for MR1 to MR9, initial margin 1.3 times it; no closing fee in the requirement; below 300 % is a warning (ours: recalled, not sourced).',
      'OKX portfolio liquidation (ours: the sizes are not published): orders are cancelled, every position is reduced by a fifth of what was held, at last for the taker fee, until the margin ratio is at least 105 %; what nothing backs is taken over.',
      ...poolAssumptions(request),
    ],
  };
}

const common = (request: RulesRequest, model: MarginModel, liquidate: LiquidationProcedure) => ({
  venue: 'okx',
  model,
  feeTakerRate: request.overrides.feeTakerRate ?? FEE_TAKER_RATE,
  feeMakerRate: FEE_MAKER_RATE,
  liquidationHealth: 1,
  strict: false,
  spotOffset: request.mode === 'portfolio',
  collateral: okxCollateral(request),
  warningHealth: WARNING_HEALTH,
  liquidate,
});

const feesAssumption = ({ overrides }: RulesRequest): string =>
  overrides.feeTakerRate === undefined
    ? 'OKX: taker fee 0.05 % (fitted to API samples), maker fee 0.02 % (ours).'
    : `OKX: taker fee ${overrides.feeTakerRate.mul(100).toFixed()} % as given, maker fee 0.02 % (ours).`;

function poolAssumptions({ mode, severalAssets, overrides }: RulesRequest): string[] {
  if (mode === 'isolated' || !severalAssets) return [];
  const given = Object.keys(overrides.haircuts ?? {});
  return [
    POOL_ASSUMPTION,
    ...(given.length > 0 ? [`Haircuts given by the caller: ${given.join(', ')}.`] : []),
  ];
}

/** OKX counts all expiries of one family together in cross; the model judges each contract alone. */
function expiriesAssumption(instruments: readonly Instrument[]): string[] {
  const families = instruments
    .filter(({ expiry }) => expiry !== null)
    .map(instrument => `${instrument.underlying}-${isInverse(instrument) ? 'inverse' : instrument.settle}`);
  if (new Set(families).size === families.length) return [];
  return [
    'OKX counts all expiries of one family together for the tier; here each contract has its own (ours).',
  ];
}
