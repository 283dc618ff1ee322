/**
 * `derive`: the standard manager, cross alone (rules: portfolio.md §2.3; engines.md F13). Perpetuals by rate, options of an
 * expiry by what each short one asks or by their worst payoff, base assets count for a share of their value.
 */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { DERIVE_MARKET_RATES, DERIVE_RATES, type DeriveRates } from '../margin/derive-standard-rates.ts';
import type { DeriveParameters } from '../margin/formula-derive-standard.ts';
import { type Resolved, resolveRates } from '../margin/rates.ts';
import { StandardModel } from '../margin/standard-model.ts';
import { standardTerms } from '../margin/standard-terms.ts';
import { TieredModel } from '../margin/tiered-model.ts';
import type { Instrument } from '../market/instrument.ts';
import { flatHaircut, isStable, pooledCollateral, settleCollateral } from './collateral.ts';
import { fallsShort } from './distress.ts';
import { overrideFacts } from './override-facts.ts';
import { crossAlone, requireListed } from './refusals.ts';
import { emptyTerms, isContract, ownTerms, ratedTerms } from './standard-contracts.ts';
import { SCENARIO_MODELS } from './scenario-models.ts';
import type { CollateralRules, DistressedBucket, ModeRules, RuleOverrides, RulesRequest } from './venue.ts';

/** Ours: the rules name no trading fees. */
const FEE_TAKER_RATE = new Decimal('0.0005');
const FEE_MAKER_RATE = new Decimal('0.0001');

/** On top of the maintenance, of what an auction restores (rules: portfolio.md §2.3). */
const AUCTION_BUFFER = new Decimal('0.1');

const ratesOf = (underlying: string, { markets = {}, ...general }: DeriveParameters): Resolved<DeriveRates> =>
  resolveRates<DeriveRates>(
    DERIVE_RATES,
    DERIVE_MARKET_RATES[underlying] ?? {},
    general,
    markets[underlying] ?? {},
  );

/**
 * The standard manager's model for the symbols of a run. The forward of an expiry is a linear future of it where there is
 * one, else the underlying's price.
 * @param parameters rates in place of the venue's own
 * @throws UserError 'config' for an option whose underlying nothing prices
 */
export function deriveModel(
  instruments: readonly Instrument[],
  tiers: RuleOverrides['tiers'] = {},
  parameters: DeriveParameters = {},
): StandardModel {
  const contracts = instruments.map(instrument => {
    if (!isContract(instrument)) return emptyTerms(instrument);
    const own = tiers[instrument.symbol];
    if (own) return ownTerms(instrument, own);
    const { perpInitialRate, perpMaintenanceRate } = ratesOf(instrument.underlying, parameters);
    return ratedTerms(instrument, { initialRate: perpInitialRate, maintenanceRate: perpMaintenanceRate });
  });
  const options = standardTerms(instruments, ({ underlying }) => {
    const rates = ratesOf(underlying, parameters);
    const { unpairedInitialScale, unpairedMaintenanceScale } = rates;
    return {
      rates,
      bound: { initialScale: unpairedInitialScale, maintenanceScale: unpairedMaintenanceScale },
    };
  });
  return new StandardModel(new TieredModel('derive standard manager', contracts), options);
}

/**
 * @throws UserError 'config' for isolated mode, for what Derive does not list, and for an option whose
 * underlying nothing prices
 */
export function deriveRules(request: RulesRequest): ModeRules {
  const { mode, instruments, overrides } = request;
  if (mode === 'isolated') throw crossAlone('derive', mode, 'Derive has no isolated margin.');
  if (mode === 'portfolio') return SCENARIO_MODELS['derive-pmrm']!(request);
  requireListed('derive', instruments, ['linear-perpetual', 'option', 'spot']);
  return {
    venue: 'derive',
    model: deriveModel(instruments, overrides.tiers),
    feeTakerRate: overrides.feeTakerRate ?? FEE_TAKER_RATE,
    feeMakerRate: FEE_MAKER_RATE,
    liquidationHealth: 1,
    strict: true,
    spotOffset: false,
    collateral: collateralOf(request),
    warningHealth: 1.5,
    leverageMax: symbol =>
      isContract(instruments[symbol]!)
        ? ONE.div(ratesOf(instruments[symbol]!.underlying, {}).perpInitialRate).toNumber()
        : null,
    liquidate: auction,
    rulesFrom: instruments.filter(isContract).flatMap(own => factOf(own, overrides)),
    assumptions: assumptionsOf(request),
  };
}

function collateralOf({ severalAssets, overrides }: RulesRequest): CollateralRules {
  if (!severalAssets) return settleCollateral;
  const counted = (asset: string) => (isStable(asset) ? ONE : ratesOf(asset, {}).baseFactor);
  return pooledCollateral({
    tiers: asset => flatHaircut(overrides.haircuts?.[asset] ?? ONE.sub(counted(asset))),
    unrealised: 'whole',
    borrow: null,
  });
}

/**
 * A share of the whole portfolio goes to a bidder at its mark-to-market value: f = B ÷ (B − MtM), where
 * B = E − MM − 10 % of MM is what the buffered margin lacks. With nothing left of the equity the rest is taken over.
 */
function auction(bucket: DistressedBucket): void {
  bucket.cancelOrders();
  while (fallsShort(bucket)) {
    if (bucket.isExhausted()) return bucket.takeOver();
    const health = bucket.health() ?? ZERO;
    const wanted = ONE.add(AUCTION_BUFFER);
    const share = wanted.sub(health).div(wanted);
    for (const { symbol, quantity } of bucket.holdings()) {
      const sold = quantity.abs().mul(share).toDecimalPlaces(15, Decimal.ROUND_UP);
      bucket.close(symbol, Decimal.min(sold, quantity.abs()), 'mark');
    }
  }
}

function factOf({ symbol, underlying }: Instrument, { tiers }: RuleOverrides): string[] {
  if (tiers?.[symbol]) return [];
  const { perpInitialRate, perpMaintenanceRate } = ratesOf(underlying, {});
  const words = `initial margin ${percent(perpInitialRate)}, maintenance ${percent(perpMaintenanceRate)}`;
  return [
    underlying === 'ETH' || underlying in DERIVE_MARKET_RATES
      ? `${symbol}: ${words} (mainnet script of the standard manager), for all dates.`
      : `${symbol}: the mainnet script names no ${underlying}; the rates of ETH (${words}) stand in.`,
  ];
}

const percent = (rate: Decimal): string => `${rate.mul(100).toFixed()} %`;

function assumptionsOf(request: RulesRequest): string[] {
  const { instruments, severalAssets, overrides } = request;
  const cut = Object.keys(overrides.haircuts ?? {});
  return [
    'Derive fees: taker 0.05 %, maker 0.01 % (ours, not sourced); an option is charged the same share of its premium. Warning below health 1.5 (ours).',
    'Derive standard manager: leverage is not chosen, an order that names one is only held to the highest there is. Oracles are taken to be sure and the stablecoin to hold its peg: what low confidence and a lost peg add to initial margin is in the public formula alone.',
    'Derive liquidation: below the maintenance margin a share of the whole portfolio goes to a bidder, f = B ÷ (B − MtM) with 10 % of the maintenance as buffer. Ours: bid at once, at the full mark-to-market value with which the auction begins, no liquidation fee; without equity the rest is taken over.',
    ...(instruments.some(({ kind }) => kind === 'option') ? OPTIONS : []),
    ...(severalAssets
      ? [
          "Derive collateral: base assets count by the maintenance factor of the mainnet script (BTC 75 %, ETH 80 %, SOL and DOGE 0; ETH's for those it does not name, ours), for initial margin too, where Derive counts 6 to 7 % less (ours); dollar coins whole; a debt costs no interest (ours).",
          ...(cut.length > 0
            ? [`Derive collateral: haircuts of the caller's own for ${cut.join(', ')}.`]
            : []),
        ]
      : []),
    ...overrideFacts(request),
  ];
}

const OPTIONS: readonly string[] = [
  "Derive options: their value does not back the account. Equity here counts them at mark, so what is asked counts it back; what is free, and when it is liquidated, are the venue's, the ratio of the two is not.",
  "Derive options: the underlying's spot, else a perpetual of the run, stands for the index and for the forward of every expiry (ours).",
];
