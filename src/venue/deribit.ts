/**
 * `deribit`: standard margin (S:SM, and X:SM where several assets back the book), cross alone (rules: portfolio.md §2.1).
 * Futures and perpetuals by size, short options alone, long ones paid for whole.
 */
import { Decimal, ZERO } from '../basics/money.ts';
import { DERIBIT_OPTION_RATES } from '../margin/formula-option-margin.ts';
import { resolveRates } from '../margin/rates.ts';
import { StandardModel } from '../margin/standard-model.ts';
import { standardTerms } from '../margin/standard-terms.ts';
import { type MarginTier, TieredModel, type TierTerms } from '../margin/tiered-model.ts';
import type { Instrument } from '../market/instrument.ts';
import { flatHaircut, isStable, pooledCollateral, settleCollateral } from './collateral.ts';
import {
  FEE_MAKER_RATE,
  FEE_TAKER_RATE,
  futureRates,
  haircutOf,
  liquidationFeeRate,
} from './deribit-tables.ts';
import { largestMaintenance } from './distress.ts';
import { overrideFacts } from './override-facts.ts';
import { crossAlone } from './refusals.ts';
import { emptyTerms, isContract, ownTerms, ratedTerms } from './standard-contracts.ts';
import { SCENARIO_MODELS } from './scenario-models.ts';
import type { CollateralRules, LiquidationProcedure, ModeRules, RulesRequest } from './venue.ts';

/**
 * @throws UserError 'config' for isolated mode, and for an option whose underlying nothing prices or that
 * is settled in coin
 */
export function deribitRules(request: RulesRequest): ModeRules {
  const { mode, instruments, overrides } = request;
  if (mode === 'isolated')
    throw crossAlone('deribit', mode, 'Deribit has no isolated margin, every account is cross.');
  if (mode === 'portfolio') return SCENARIO_MODELS['deribit-pm']!(request);
  const contracts = new TieredModel(
    'deribit standard margin',
    instruments.map(instrument => termsOf(instrument, overrides.tiers?.[instrument.symbol])),
  );
  const optionRules = { rates: resolveRates(DERIBIT_OPTION_RATES), bound: null };
  const sourced = instruments.filter(own => isContract(own) && !overrides.tiers?.[own.symbol]);
  return {
    venue: 'deribit',
    model: new StandardModel(
      contracts,
      standardTerms(instruments, () => optionRules),
    ),
    feeTakerRate: overrides.feeTakerRate ?? FEE_TAKER_RATE,
    feeMakerRate: FEE_MAKER_RATE,
    liquidationHealth: 1,
    strict: false,
    spotOffset: false,
    collateral: collateralOf(request),
    warningHealth: 1.5,
    leverageMax: (symbol, notional) =>
      isContract(instruments[symbol]!) ? contracts.tierOf(symbol, notional).maxLeverage : null,
    liquidate: reduce(instruments),
    rulesFrom: sourced.map(own => futureRates(own).fact),
    assumptions: assumptionsOf(request),
  };
}

function termsOf(instrument: Instrument, own: readonly MarginTier[] | undefined): TierTerms {
  if (!isContract(instrument)) return emptyTerms(instrument);
  if (own) return ownTerms(instrument, own);
  const { rates } = futureRates(instrument);
  return ratedTerms(instrument, {
    initialRate: new Decimal(rates.initialRate),
    maintenanceRate: new Decimal(rates.maintenanceRate),
    sizeRate: new Decimal(rates.ratePerCoin),
  });
}

function collateralOf({ severalAssets, overrides }: RulesRequest): CollateralRules {
  if (!severalAssets) return settleCollateral;
  const haircut = (asset: string) =>
    overrides.haircuts?.[asset] ?? (isStable(asset) ? ZERO : haircutOf(asset));
  return pooledCollateral({
    tiers: asset => flatHaircut(haircut(asset)),
    unrealised: 'whole',
    borrow: null,
  });
}

/** Ours: the size of an increment is not published. */
const STEPS = 5;

/**
 * Incremental market reduction until the maintenance is below the equity (rules: portfolio.md §2.2, D11): a fifth of what
 * was held of the position with the largest maintenance, for the liquidation fee, and the bucket tested again.
 */
const reduce =
  (instruments: readonly Instrument[]): LiquidationProcedure =>
  bucket => {
    bucket.cancelOrders();
    const steps = new Map(
      bucket.holdings().map(({ symbol, quantity }) => [symbol, quantity.abs().div(STEPS)]),
    );
    while (bucket.isBreached()) {
      const worst = largestMaintenance(bucket.holdings());
      if (bucket.isExhausted() || worst === undefined) return bucket.takeOver();
      const step = steps.get(worst.symbol)!.toDecimalPlaces(15, Decimal.ROUND_UP);
      const closed = bucket.close(worst.symbol, Decimal.min(step, worst.quantity.abs()), 'last');
      bucket.chargeFee(closed.mul(liquidationFeeRate(instruments[worst.symbol]!)));
    }
  };

function assumptionsOf(request: RulesRequest): string[] {
  const { instruments, severalAssets, overrides } = request;
  const cut = Object.keys(overrides.haircuts ?? {});
  return [
    'Deribit fees: taker 0.05 %, maker 0 % (ours, not sourced); an option is charged the same share of its premium (ours: Deribit charges by the underlying). Warning below health 1.5 (ours).',
    'Deribit standard margin: a rate that grows with the size, asked of the whole position; leverage is not chosen, and an order that names one is only held to the highest there is. Contracts of one coin are not netted.',
    'Deribit liquidation: at a maintenance of the equity or more orders are cancelled, then the position with the largest maintenance is reduced at last until the equity is above it; fee 0.75 % of what is closed for BTC, 0.9 % for ETH. Ours: a fifth of the position a step, 0.9 % for other coins, of an option the share of its premium.',
    ...(instruments.some(({ kind }) => kind === 'option') ? OPTIONS : []),
    ...(severalAssets
      ? [
          "Deribit cross collateral: one pool; BTC and ETH count whole as in two answers of the venue's, dollar coins whole (ours), for other coins Kraken's haircuts stand in, 10 % where it has none (ours); a debt costs no interest (ours).",
          ...(cut.length > 0
            ? [`Deribit collateral: haircuts of the caller's own for ${cut.join(', ')}.`]
            : []),
        ]
      : []),
    ...overrideFacts(request),
  ];
}

const OPTIONS: readonly string[] = [
  "Deribit options: their value does not back the account. Equity here counts them at mark, so what is asked counts it back: a long option asks for its mark, a short one for what is published less its mark; what is free, and when it is liquidated, are the venue's, the ratio of the two is not.",
  'Deribit options are taken as settled in the quote, coin-settled ones too: their margin in coin times the price of the underlying (ours). That price is its spot, else a perpetual of the run, in place of the index.',
];
