/**
 * `hyperliquid`: isolated and cross margin (rules: portfolio.md §3.1, engines.md F8 and §5). Half the initial
 * margin at an asset's highest leverage, in marginal tiers; equality is safe; no fee on liquidations.
 */
import { Decimal, ZERO } from '../basics/money.ts';
import { parseTime } from '../basics/time.ts';
import { FIRST_SHARE, hyperliquidMaintenanceRate, LARGE_POSITION } from '../margin/formula-hyperliquid.ts';
import { tierDeductions } from '../margin/formula-margin.ts';
import { type MarginTier, plainTerms, TieredModel } from '../margin/tiered-model.ts';
import type { Instrument } from '../market/instrument.ts';
import { settleCollateral } from './collateral.ts';
import { fallsShort, largestMaintenance } from './distress.ts';
import published from './hyperliquid-tiers.json' with { type: 'json' };
import { overrideFacts } from './override-facts.ts';
import { noPortfolio, requireListed } from './refusals.ts';
import type { DistressedBucket, ModeRules, RulesRequest } from './venue.ts';

/** Ours: the lowest tier of copies of the fee page (2025); the rules name no fees. */
const FEE_TAKER_RATE = new Decimal('0.00045');
const FEE_MAKER_RATE = new Decimal('0.00015');

/** Rates keep 18 places, so that tiers of 1/30 still meet without a step. */
const RATE_PLACES = 18;

/**
 * Tiers of an asset from its highest leverages: rate 1/(2·leverage), deductions that make the margin continuous.
 * @param table notional in USDC from which a highest leverage holds, ascending from 0
 * @source https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers
 */
export function leverageTiers(
  table: readonly (readonly [floor: number, maxLeverage: number])[],
): MarginTier[] {
  const rated = table.map(([floor, maxLeverage], k) => ({
    floor: new Decimal(floor),
    cap: new Decimal(table[k + 1]?.[0] ?? Infinity),
    maintenanceMarginRate: hyperliquidMaintenanceRate(maxLeverage).toDecimalPlaces(RATE_PLACES),
    maxLeverage,
  }));
  const deductions = tierDeductions(rated);
  return rated.map((tier, k) => ({ ...tier, deduction: deductions[k] ?? ZERO }));
}

interface Known {
  tiers: MarginTier[];
  fact: string;
}

/** The table of a coin in force at a time: the latest one by then, else the earliest. */
function tiersOf({ symbol, underlying }: Instrument, asOf: number): Known {
  const coin = underlying.replace(/^k(?=[A-Z])/, '');
  const named = published.tables.filter(({ coins }) => coins.includes(coin));
  const tables =
    named.length > 0 ? named : published.tables.filter(({ coins }) => coins.includes(published.standIn));
  const inForce = tables.findLast(({ validFrom }) => parseTime(validFrom)! <= asOf);
  const { validFrom, tiers, source } = inForce ?? tables[0]!;
  const table = tiers.map(([floor, leverage]) => [floor!, leverage!] as const);
  const words = table
    .map(([floor, leverage]) => `${leverage}x from ${floor.toLocaleString('en-US')}`)
    .join(', ');
  const origin =
    source === 'docs' ? 'margin tiers of the documentation' : 'highest leverage seen on real positions';
  const earlier = inForce ? '' : ', the earliest known, which stands in for the time before';
  const fact =
    named.length > 0
      ? `${symbol}: ${origin}, ${words} USDC, counted from ${validFrom}${earlier}.`
      : `${symbol}: not among the published margin tiers; the lowest group of them (${words} USDC) stands in.`;
  return { tiers: leverageTiers(table), fact };
}

/**
 * Market orders until the bucket stands: a fifth of a large position first, then whole positions, the one with
 * the largest maintenance first. Below two thirds of the maintenance the backstop takes positions and margin.
 */
function liquidate(bucket: DistressedBucket): void {
  bucket.cancelOrders();
  let cooling = false;
  while (fallsShort(bucket)) {
    const health = bucket.health();
    if (bucket.isExhausted() || health?.mul(3).lt(2)) return bucket.takeOver();
    const worst = largestMaintenance(bucket.holdings());
    if (worst === undefined) return;
    const size = worst.quantity.abs();
    const inPart: boolean = !cooling && worst.notional.gt(LARGE_POSITION);
    const fifth = size.mul(FIRST_SHARE).toDecimalPlaces(15, Decimal.ROUND_UP);
    bucket.close(worst.symbol, inPart ? fifth : size, 'last');
    cooling ||= inPart;
  }
}

/**
 * @throws UserError 'config' for portfolio mode, and for anything but linear perpetuals and spot
 */
export function hyperliquidRules(request: RulesRequest): ModeRules {
  const { mode, instruments, asOf, overrides } = request;
  if (mode === 'portfolio')
    throw noPortfolio(
      'hyperliquid',
      'Hyperliquid portfolio margin is not offered here: only a third-party reading of its pre-alpha rules is known, and it counts the same collateral twice, by its loan-to-value when a position is opened and by 0.5 + 0.5·LTV when it is liquidated, where a ledger here has one value.',
    );
  requireListed('hyperliquid', instruments, ['linear-perpetual', 'spot']);
  const known = instruments.map(own => tiersOf(own, asOf));
  const own = (symbol: string) => overrides.tiers?.[symbol];
  const model = new TieredModel(
    'hyperliquid tiers',
    instruments.map((instrument, k) => plainTerms(instrument, own(instrument.symbol) ?? known[k]!.tiers)),
  );
  return {
    venue: 'hyperliquid',
    model,
    feeTakerRate: overrides.feeTakerRate ?? FEE_TAKER_RATE,
    feeMakerRate: FEE_MAKER_RATE,
    liquidationHealth: 1,
    strict: true,
    spotOffset: false,
    collateral: settleCollateral,
    warningHealth: 1.5,
    leverageMax: (symbol, notional) => model.tierOf(symbol, notional).maxLeverage,
    liquidate,
    rulesFrom: known.filter((_, k) => !own(instruments[k]!.symbol)).map(({ fact }) => fact),
    assumptions: [...ASSUMPTIONS, ...overrideFacts(request)],
  };
}

const ASSUMPTIONS: readonly string[] = [
  'Hyperliquid fees (ours: the lowest tier of 2025, for all dates): taker 0.045 %, maker 0.015 %; a liquidation costs none. Warning below health 1.5 (ours).',
  'Hyperliquid margin: half the initial margin at the highest leverage of the asset, whatever leverage was chosen, in marginal tiers; USDC is what the data settles in.',
  'Hyperliquid liquidation: strictly below the maintenance margin; market orders filled at last, a fifth of a position above 100,000 USDC first, then whole positions until the account stands. Ours: the order after that fifth is sent at the same spot, a new crossing counts as after the cooldown of 30 seconds, and the largest maintenance goes first.',
  'Hyperliquid backstop: below two thirds of the maintenance margin the vault takes all positions of the bucket and what margin is left.',
  'Hyperliquid rules that are not modelled: what must stay in the account after a transfer out (at least 10 % of notional).',
];
