/**
 * Derive's standard manager: cross margin over cash, base assets, perpetuals and options. Options ask for
 * what each short one asks alone, or for the worst payoff of the expiry where that is less.
 * @source derivexyz/v2-core@7736900d src/risk-managers/StandardManager.sol (rules: portfolio.md §2.3)
 */
import { configError } from '../basics/errors.ts';
import { type Decimal, ONE, ZERO, max, min } from '../basics/money.ts';
import {
  DERIVE_MARKET_RATES,
  DERIVE_RATES,
  type DeriveMarketRates,
  type DeriveRates,
} from './derive-standard-rates.ts';
import { type DeriveExpiry, type ExpiryMargin, expiryMargin } from './formula-derive-expiry.ts';
import { type Amount, decimal, positive } from './formula-trade.ts';
import { type Resolved, resolveRates } from './rates.ts';

export interface DeriveMarket {
  /** In USD. */
  spot: Amount;
  /** Confidences are those of the venue's oracles, 0 to 1; default 1. */
  spotConfidence?: Amount;
  /** Held of the underlying itself, in its units. */
  base?: Amount;
  perp?: {
    /** Signed, in units of the underlying. */
    quantity: Amount;
    price: Amount;
    confidence?: Amount;
    /** Unrealised and unsettled, in USD. */
    unrealisedPnl?: Amount;
  };
  /** One entry for each expiry, with all its options. */
  expiries?: readonly DeriveExpiry[];
}

export interface DeriveAccount {
  /** Of the stablecoin everything is settled in; below zero is borrowed. */
  cash: Amount;
  /** Its price in USD; default 1. */
  stablePrice?: Amount;
  /** By underlying. */
  markets: Readonly<Record<string, DeriveMarket>>;
}

/** Rates for every underlying, and for those named: over the venue's own. */
export type DeriveParameters = Partial<DeriveRates> & {
  markets?: Readonly<Record<string, Partial<DeriveMarketRates>>>;
};

/** What the account has above zero, what is asked of it below; the sum is its margin in Derive's own sense. */
export type DeriveParts = {
  cash: Decimal;
  perpPnl: Decimal;
  base: Decimal;
  perp: Decimal;
  options: Decimal;
  /** Low confidence of the oracles; initial only. */
  oracle: Decimal;
  /** A stablecoin below its peg; initial only. */
  depeg: Decimal;
};

export interface DeriveMargin {
  /** Mark to market: cash, perpetuals' PnL, options, base assets at spot. */
  equity: Decimal;
  /** What of the equity has to be there: equity − Σ parts. */
  initialMargin: Decimal;
  maintenanceMargin: Decimal;
  /** Σ parts, the figure Derive calls margin: the account may open at or above zero … */
  initialExcess: Decimal;
  /** … and is liquidated below zero. */
  maintenanceExcess: Decimal;
  parts: { initial: DeriveParts; maintenance: DeriveParts };
}

/**
 * Margin of a whole account in the stablecoin, exact from the options' values on. An option is valued at its
 * `markPrice`, or by undiscounted Black-76 at its `volatility`.
 * @throws UserError 'config' naming the field that is missing, no number, or not above zero where it has to be
 */
export function deriveStandardMargin(
  account: DeriveAccount,
  parameters: DeriveParameters = {},
): DeriveMargin {
  const { markets: own = {}, ...general } = parameters;
  const books = Object.entries(account.markets).map(([underlying, market]) =>
    bookOf(
      market,
      resolveRates<DeriveRates>(
        DERIVE_RATES,
        DERIVE_MARKET_RATES[underlying] ?? {},
        general,
        own[underlying] ?? {},
      ),
    ),
  );
  const stablePrice = positive('stablePrice', account.stablePrice ?? 1);
  const nothing = { ...NOTHING, cash: decimal('cash', account.cash) };
  const maintenance = books.map(book => maintenanceParts(book)).reduce(added, nothing);
  const initial = books.map(book => initialParts(book, stablePrice)).reduce(added, nothing);
  const equity = books.reduce((sum, book) => sum.add(valueOf(book, stablePrice)), nothing.cash);
  const initialExcess = total(Object.values(initial));
  const maintenanceExcess = total(Object.values(maintenance));
  return {
    equity,
    initialMargin: equity.sub(initialExcess),
    maintenanceMargin: equity.sub(maintenanceExcess),
    initialExcess,
    maintenanceExcess,
    parts: { initial, maintenance },
  };
}

/** What is held of one underlying, its expiries judged. */
interface Book {
  rates: Resolved<DeriveRates>;
  spot: Decimal;
  spotConfidence: Decimal;
  baseSize: Decimal;
  perp: { size: Decimal; price: Decimal; confidence: Decimal; pnl: Decimal };
  expiries: readonly (ExpiryMargin & { confidence: Decimal })[];
}

function bookOf(market: DeriveMarket, rates: Resolved<DeriveRates>): Book {
  const spot = positive('spot', market.spot);
  const perp = market.perp ?? { quantity: 0, price: 1 };
  const baseSize = decimal('base', market.base ?? 0);
  if (baseSize.lt(0)) throw configError(`base: Derive lends no base assets, got ${baseSize.toString()}`);
  return {
    rates,
    spot,
    spotConfidence: decimal('spotConfidence', market.spotConfidence ?? 1),
    baseSize,
    perp: {
      size: decimal('quantity', perp.quantity).abs(),
      price: positive('price', perp.price),
      confidence: decimal('confidence', perp.confidence ?? 1),
      pnl: decimal('unrealisedPnl', perp.unrealisedPnl ?? 0),
    },
    expiries: (market.expiries ?? []).map(expiry => ({
      ...expiryMargin(expiry, spot, rates),
      confidence: min(
        decimal('forwardConfidence', expiry.forwardConfidence ?? 1),
        decimal('volatilityConfidence', expiry.volatilityConfidence ?? 1),
      ),
    })),
  };
}

const NOTHING: DeriveParts = {
  cash: ZERO,
  perpPnl: ZERO,
  base: ZERO,
  perp: ZERO,
  options: ZERO,
  oracle: ZERO,
  depeg: ZERO,
};

const added = (a: DeriveParts, b: DeriveParts): DeriveParts => ({
  cash: a.cash.add(b.cash),
  perpPnl: a.perpPnl.add(b.perpPnl),
  base: a.base.add(b.base),
  perp: a.perp.add(b.perp),
  options: a.options.add(b.options),
  oracle: a.oracle.add(b.oracle),
  depeg: a.depeg.add(b.depeg),
});

const total = (amounts: readonly Decimal[]): Decimal => amounts.reduce((a, b) => a.add(b), ZERO);

const maintenanceParts = ({ rates, spot, baseSize, perp, expiries }: Book): DeriveParts => ({
  ...NOTHING,
  perpPnl: perp.pnl,
  base: baseSize.mul(spot).mul(rates.baseFactor),
  perp: perp.size.mul(perp.price).mul(rates.perpMaintenanceRate).neg(),
  options: total(expiries.map(expiry => expiry.maintenance)),
});

function initialParts(book: Book, stablePrice: Decimal): DeriveParts {
  const { rates, spot, perp, expiries } = book;
  const kept = maintenanceParts(book);
  const exposed = total(expiries.map(expiry => expiry.shortSize)).add(perp.size);
  const offPeg = max(rates.depegThreshold.sub(stablePrice), ZERO);
  return {
    ...kept,
    base: kept.base.mul(rates.baseInitialScale),
    perp: perp.size.mul(perp.price).mul(rates.perpInitialRate).neg(),
    options: total(expiries.map(expiry => expiry.initial)),
    oracle: oracleContingency(book).neg(),
    depeg: offPeg.mul(rates.depegFactor).mul(spot).mul(exposed).neg(),
  };
}

/** What low confidence adds: to each position by the least of the confidences its price depends on. */
function oracleContingency({ rates, spot, spotConfidence, baseSize, perp, expiries }: Book): Decimal {
  const charge = (size: Decimal, confidence: Decimal): Decimal => {
    const least = min(spotConfidence, confidence);
    if (least.gte(rates.oracleThreshold)) return ZERO;
    return ONE.sub(least).mul(rates.oracleFactor).mul(spot).mul(size);
  };
  return total([
    charge(baseSize, spotConfidence),
    charge(perp.size, perp.confidence),
    ...expiries.map(({ shortSize, confidence }) => charge(shortSize, confidence)),
  ]);
}

/** Marked to market in the stablecoin. */
const valueOf = ({ spot, baseSize, perp, expiries }: Book, stablePrice: Decimal): Decimal =>
  total(expiries.map(({ value }) => value))
    .add(perp.pnl)
    .add(baseSize.mul(spot).div(stablePrice));
