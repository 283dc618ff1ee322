/**
 * `bybit`: isolated and cross of the unified account (rules: binance-bybit.md §1, §5). Linear and inverse contracts in
 * marginal tiers, and the fee of closing at the bankruptcy price in both margins.
 */
import { Decimal, ZERO } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import { INSTRUMENT_KINDS, type Instrument } from '../market/instrument.ts';
import { plainTerms, TieredModel, type TierTerms } from '../margin/tiered-model.ts';
import { crossLadder, isolatedLadder } from './bybit-ladder.ts';
import { tiersOf, unifiedCollateral } from './bybit-tables.ts';
import { settleCollateral } from './collateral.ts';
import { overrideFacts } from './override-facts.ts';
import { requireListed } from './refusals.ts';
import { SCENARIO_MODELS } from './scenario-models.ts';
import type { ModeRules, RulesRequest } from './venue.ts';

/** The day from which margins are taken of the value at mark; before, of the value at entry. */
const AT_MARK_SINCE = parseTime('2025-09-02')!;

/** Its options have margins of their own, which are not modelled here. */
const LISTED = INSTRUMENT_KINDS.filter(kind => kind !== 'option');

const FEE_TAKER_RATE = new Decimal('0.00055');

/**
 * Bybit's rules for isolated or cross margin.
 * @throws UserError 'config' for options in isolated and cross margin, whose rules are not here
 */
export function bybitRules(request: RulesRequest): ModeRules {
  const { mode, instruments, asOf, severalAssets, overrides } = request;
  if (mode === 'portfolio') return SCENARIO_MODELS['bybit-pm']!(request);
  requireListed('bybit', instruments, LISTED);
  const feeTakerRate = overrides.feeTakerRate ?? FEE_TAKER_RATE;
  const found = instruments.map(instrument => {
    const own = overrides.tiers?.[instrument.symbol];
    return own
      ? { tiers: own, from: `${instrument.symbol}: tiers of the caller's own.` }
      : tiersOf(instrument);
  });
  const model = new TieredModel(
    'bybit tiers',
    instruments.map((instrument, k) => ({
      ...plainTerms(instrument, found[k]!.tiers),
      ...basesOf(request, feeTakerRate),
    })),
  );
  const isolated = mode === 'isolated';
  const pooled = severalAssets && !isolated;
  return {
    venue: 'bybit',
    model,
    feeTakerRate,
    feeMakerRate: new Decimal('0.0002'),
    liquidationHealth: 1,
    strict: false,
    spotOffset: false,
    collateral: pooled ? unifiedCollateral(asOf, overrides.haircuts) : settleCollateral,
    warningHealth: 1.5,
    leverageMax: (symbol, notional) => model.tierOf(symbol, notional).maxLeverage,
    liquidate: isolated ? isolatedLadder(model, feeTakerRate) : crossLadder(model, feeTakerRate),
    rulesFrom: [
      asOf < AT_MARK_SINCE
        ? 'Bybit: margins on the value at entry, the rule before 2 September 2025.'
        : 'Bybit: margins on the value at mark, the rule since 2 September 2025.',
      ...found.filter((_, k) => isContract(instruments[k]!)).map(({ from }) => from),
    ],
    assumptions: assumptionsOf(request, pooled),
  };
}

const isContract = ({ kind }: Instrument): boolean => kind !== 'spot';

/**
 * What the margins are taken of (rules: binance-bybit.md §5.1). Isolated initial margin stays at entry. The old
 * isolated rule names no fee (§5.2): it stood in margin and maintenance alike and cancelled out.
 */
function basesOf(
  { mode, asOf }: RulesRequest,
  feeTakerRate: Decimal,
): Pick<TierTerms, 'maintenanceBase' | 'initialBase' | 'bankruptcyFeeRate'> {
  const maintenanceBase = asOf < AT_MARK_SINCE ? 'entry' : 'mark';
  const isolated = mode === 'isolated';
  return {
    maintenanceBase,
    initialBase: isolated ? 'entry' : maintenanceBase,
    bankruptcyFeeRate: isolated && maintenanceBase === 'entry' ? ZERO : feeTakerRate,
  };
}

function assumptionsOf(request: RulesRequest, pooled: boolean): string[] {
  const { mode, asOf, instruments } = request;
  const atEntry = asOf < AT_MARK_SINCE;
  const isolated = mode === 'isolated';
  const oldUsdc = atEntry && instruments.some(({ settle }) => settle === 'USDC');
  return [
    'Bybit: taker fee 0.055 %, maker fee 0.02 % (ours, unverified), warning below health 1.5 (ours).',
    isolated
      ? 'Bybit isolated liquidation: orders are cancelled, then what exceeds the highest lower tier in which the margin suffices is sold at last for the taker fee (the order is assumed to fill, the fee is ours); in the lowest tier, or where no tier suffices, the position is taken over at the bankruptcy price.'
      : 'Bybit cross liquidation: orders are cancelled, then the position with the largest maintenance goes down a tier at a time, sold at last for the taker fee, until the maintenance rate is below 100 % (order, stop level and fee are ours); a debt is not repaid ahead of it, as Bybit would.',
    isolated && atEntry
      ? 'Bybit isolated before September 2025: the fee of closing, held in margin and maintenance alike, is left out of both.'
      : 'Bybit: the fee of closing is taken at the bankruptcy price of entry and leverage; margin added later does not move it (ours).',
    ...(oldUsdc
      ? [
          'Bybit USDC contracts before September 2025: the value at entry stands in for that at the price of the 8-hour session.',
        ]
      : []),
    'Bybit: hedged legs of one contract are not margined together; above the last tier it stays in force (ours).',
    ...(pooled ? collateralAssumptions(request) : []),
    ...overrideFacts(request),
  ];
}

function collateralAssumptions({ overrides: { haircuts } }: RulesRequest): string[] {
  const own = Object.keys(haircuts ?? {});
  return [
    'Bybit collateral: BTC counts by the illustrative tiers of the help page, before 19 February 2025 by their first ratio; dollar coins count whole, as USDT does there; ETH 95 % and others 90 % are ours.',
    ...(own.length > 0 ? [`Bybit collateral: haircuts of the caller's own for ${own.join(', ')}.`] : []),
    "Bybit debts: maintenance 4 %, initial margin 20 % and 0.0014621596 % an hour, samples of the API's documentation for BTC and USDC, stand in for every asset and date (ours); nothing is free of interest.",
  ];
}
