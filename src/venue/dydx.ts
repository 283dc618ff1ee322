/**
 * `dydx`: dYdX v4, a cross or an isolated subaccount (rules: portfolio.md §3.2, engines.md F11 and §5). Margins
 * by the liquidity tier of the market, plain sums; equality is safe; liquidated block by block.
 */
import { configError } from '../basics/errors.ts';
import { Decimal, max, min, ONE, ZERO } from '../basics/money.ts';
import { type MarginTier, plainTerms, TieredModel } from '../margin/tiered-model.ts';
import type { Instrument } from '../market/instrument.ts';
import { settleCollateral } from './collateral.ts';
import { type DistressedHolding, fallsShort, largestMaintenance } from './distress.ts';
import published from './dydx-tiers.json' with { type: 'json' };
import { overrideFacts } from './override-facts.ts';
import { noPortfolio, requireListed } from './refusals.ts';
import type { DistressedBucket, ModeRules, RulesRequest } from './venue.ts';

/** Lowest fee tier from block 6,912,000 (docs.dydx.community, fee tiers); for other dates ours. */
const FEE_TAKER_RATE = new Decimal('0.0005');
const FEE_MAKER_RATE = new Decimal('0.0001');

/** Genesis configuration of liquidations (rules: Y1). */
const LIQUIDATION_FEE_RATE = new Decimal('0.015');
const BLOCK_SHARE = new Decimal('0.1');
const BLOCK_NOTIONAL_MIN = new Decimal(1000);

type TierName = keyof typeof published.tiers;

const TIER_NAMES = Object.keys(published.tiers) as TierName[];

const nameOfTier = ({ underlying }: Instrument): TierName | undefined =>
  TIER_NAMES.find(name => (published.tiers[name].coins as string[]).includes(underlying));

/** A market's margins: IM = notional · base rate, MM = IM · maintenance fraction. */
export function liquidityTier(initialMarginRate: Decimal, maintenanceFraction: Decimal): MarginTier {
  return {
    floor: ZERO,
    cap: new Decimal(Infinity),
    maintenanceMarginRate: initialMarginRate.mul(maintenanceFraction),
    initialMarginRate,
    maxLeverage: ONE.div(initialMarginRate).toNumber(),
    deduction: ZERO,
  };
}

function tierOf(instrument: Instrument): MarginTier {
  const { initialMarginRate, maintenanceFraction } =
    published.tiers[nameOfTier(instrument) ?? (published.standIn as TierName)];
  return liquidityTier(new Decimal(initialMarginRate), new Decimal(maintenanceFraction));
}

function tierFact(instrument: Instrument): string {
  const name = nameOfTier(instrument);
  const rates = published.tiers[name ?? (published.standIn as TierName)];
  const words = `initial margin ${percent(rates.initialMarginRate)}, maintenance ${percent(rates.maintenanceFraction)} of it`;
  return name === undefined
    ? `${instrument.symbol}: not among the markets of the genesis file; its ${published.standIn} tier (${words}) stands in.`
    : `${instrument.symbol}: liquidity tier ${name} of the genesis file (${words}), for all dates.`;
}

const percent = (rate: string): string => `${new Decimal(rate).mul(100).toFixed()} %`;

/** What one block may close of a position: a tenth of it, at least 1,000 USDC of notional. */
function blockSize({ quantity, notional }: DistressedHolding): Decimal {
  const size = quantity.abs();
  const limit = max(notional.mul(BLOCK_SHARE), BLOCK_NOTIONAL_MIN);
  if (notional.lte(limit)) return size;
  return min(size, size.mul(limit).div(notional).toDecimalPlaces(15, Decimal.ROUND_UP));
}

/**
 * Closes what one block may, and charges the fee: 1.5 % of the fill, never more than the fill is better than the
 * bankruptcy price, at which the position takes along its share of the equity by maintenance.
 */
function closeInBlock(bucket: DistressedBucket, position: DistressedHolding): void {
  const { symbol, quantity, notional, maintenance } = position;
  const health = bucket.health() ?? ZERO;
  const size = blockSize(position);
  const closed = bucket.close(symbol, size, 'last');
  const left = bucket.holdings().find(holding => holding.symbol === symbol);
  const released = maintenance.sub(left?.maintenance ?? ZERO);
  const better = closed.sub(notional.mul(size).div(quantity.abs()));
  const surplus = health.mul(released).add(quantity.isNegative() ? better.neg() : better);
  if (surplus.gt(0)) bucket.chargeFee(min(closed.mul(LIQUIDATION_FEE_RATE), surplus));
}

/** Block after block at the same spot until the subaccount stands; without equity the rest is deleveraged. */
function liquidate(bucket: DistressedBucket): void {
  bucket.cancelOrders();
  while (fallsShort(bucket)) {
    if (bucket.isExhausted()) return bucket.takeOver();
    const worst = largestMaintenance(bucket.holdings());
    if (worst === undefined) return;
    closeInBlock(bucket, worst);
  }
}

/** An isolated market shares its subaccount with no other position. */
function requireOwnSubaccount(instruments: readonly Instrument[]): void {
  const alone = instruments.find(instrument => nameOfTier(instrument) === 'Isolated');
  if (alone === undefined || instruments.length === 1) return;
  throw configError(
    `venue.cross: ${alone.symbol} is an isolated market of dYdX and shares no subaccount; run it in isolated mode or alone.`,
  );
}

/**
 * @throws UserError 'config' for portfolio mode, for anything but linear perpetuals, and for an isolated market
 * beside others in cross mode
 */
export function dydxRules(request: RulesRequest): ModeRules {
  const { mode, instruments, overrides } = request;
  if (mode === 'portfolio') throw noPortfolio('dydx', 'dYdX has no portfolio margin.');
  requireListed('dydx', instruments, ['linear-perpetual']);
  if (mode === 'cross') requireOwnSubaccount(instruments);
  const own = (symbol: string) => overrides.tiers?.[symbol];
  const model = new TieredModel(
    'dydx liquidity tiers',
    instruments.map(instrument => ({
      ...plainTerms(instrument, own(instrument.symbol) ?? [tierOf(instrument)]),
      initialFrom: 'tier',
    })),
  );
  return {
    venue: 'dydx',
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
    rulesFrom: instruments.filter(({ symbol }) => !own(symbol)).map(tierFact),
    assumptions: [...ASSUMPTIONS, ...overrideFacts(request)],
  };
}

const ASSUMPTIONS: readonly string[] = [
  'dYdX fees: taker 0.05 %, maker 0.01 % (the lowest tier published; ours for other dates). Warning below health 1.5 (ours).',
  'dYdX margins: the base rate of the liquidity tier; how it grows with open interest is not applied, for want of open interest, and amounts are not rounded up to 1e-6 USDC. USDC is what the data settles in, the oracle price is mark.',
  'dYdX liquidation: strictly below the maintenance margin; a tenth of the position a block, at least 1,000 USDC, until the subaccount stands; fee to the insurance fund 1.5 % of the fill, at most what it is better than the bankruptcy price. Ours: blocks follow each other at the same spot, orders are cancelled first, the largest maintenance goes first (the chain draws by lot), caps per subaccount and block are not applied.',
  "dYdX liquidation fills are at last: the limit of the chain's order (the oracle price at the maintenance margin, wider towards bankruptcy) is not enforced. What a fill lacks against the bankruptcy price is paid by the insurance fund at the end, when the rest is deleveraged at mark without equity.",
  'dYdX isolated mode: one subaccount per position, topped up by transfers alone.',
];
