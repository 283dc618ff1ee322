/**
 * What each model asks of a book: the second, naive implementation (semantics §6), all decimal, one
 * formula after the other, with nothing shared with the engine it is there to check.
 */
import { Decimal as Base } from 'decimal.js';

export const Dec = Base.clone({ precision: 40, rounding: Base.ROUND_HALF_EVEN, toExpNeg: -60, toExpPos: 60 });
export type Dec = Base;
export const zero = new Dec(0);
export const sum = (values: Dec[]): Dec => values.reduce((total, value) => total.plus(value), zero);
export const larger = (a: Dec, b: Dec): Dec => (a.gt(b) ? a : b);
export const smaller = (a: Dec, b: Dec): Dec => (a.lt(b) ? a : b);

export type Mode = 'isolated' | 'cross' | 'portfolio';
export type Model = 'generic' | 'pm-stress' | 'binance-usdm' | 'binance-pm';
export type Prices = Record<string, Dec>;

export interface Holding {
  readonly symbol: string;
  quantity: Dec;
  readonly entry: Dec;
  readonly leverage: Dec;
}

/** One bracket, `floor < notional <= cap`; `deduction` is the quick-calculation amount. */
export interface Tier {
  floor: number | string;
  cap: number | string;
  maintenanceMarginRate: number | string;
  maxLeverage: number | string;
  deduction: number | string;
}
export type Tiers = Record<string, Tier[]>;

export interface Rules {
  /** A bucket is liquidated at E <= triggerRatio × MM. */
  triggerRatio: Dec;
  liquidationFeeRate: Dec;
  takerRate: Dec;
  warning: Dec;
  /** Reduced one tier floor at a time, largest requirement first; else closed whole. */
  staged: boolean;
  /** Whether `optimistic` may use the single-adverse states (§4: not for correlation models). */
  singleAdverse: boolean;
  maintenance(holdings: Holding[], marks: Prices): Dec;
  initial(holdings: Holding[], marks: Prices): Dec;
  /** Highest leverage at this notional; 0 beyond the last tier. */
  leverageCap(symbol: string, notional: Dec): Dec;
  /** The floor of the tier that holds this notional. */
  tierFloor(symbol: string, notional: Dec): Dec;
}

const delta = (holding: Holding, marks: Prices): Dec => holding.quantity.times(marks[holding.symbol]!);
const notionalOf = (holding: Holding, marks: Prices): Dec => delta(holding, marks).abs();
const byLeverage = (holdings: Holding[], marks: Prices): Dec =>
  sum(holdings.map(holding => notionalOf(holding, marks).div(holding.leverage)));

/* Tiers. The generic venue is one tier without end. */

const genericTier: Tier = {
  floor: 0,
  cap: '1e60',
  maintenanceMarginRate: '0.005',
  maxLeverage: 100,
  deduction: 0,
};

/** The tier with floor < notional <= cap; beyond the last cap the last tier goes on. */
const tierOf = (tiers: Tier[], notional: Dec): Tier =>
  tiers.find(tier => notional.lte(tier.cap)) ?? tiers[tiers.length - 1]!;

function tierRules(tiers: Tiers): Pick<Rules, 'maintenance' | 'leverageCap' | 'tierFloor'> {
  const table = (symbol: string): Tier[] => tiers[symbol] ?? [genericTier];
  return {
    maintenance: (holdings, marks) =>
      sum(
        holdings.map(holding => {
          const notional = notionalOf(holding, marks);
          const tier = tierOf(table(holding.symbol), notional);
          return notional.times(tier.maintenanceMarginRate).minus(tier.deduction);
        }),
      ),
    leverageCap: (symbol, notional) => {
      const tier = tierOf(table(symbol), notional);
      return notional.gt(tier.cap) ? zero : new Dec(tier.maxLeverage);
    },
    tierFloor: (symbol, notional) => new Dec(tierOf(table(symbol), notional).floor),
  };
}

/* Scenario models. */

const majors = new Set('SOL DOGE PEPE XRP BNB SHIB LTC ORDI WLD BCH ADA'.split(' '));
/** `1000PEPEUSDT` → `PEPE`. */
const underlyingOf = (symbol: string): string =>
  symbol.replace(/(USDT|USDC|BUSD|USD)$/, '').replace(/^1000+/, '');

interface ShockClass {
  range: Dec;
  extreme: Dec;
  basis: Dec;
  minimum: Dec;
  /** The price moves of MR1: 0, ±⅓, ±⅔, ±1 of the range. */
  grid: Dec[];
}
const shockClass = (...rates: [string, string, string, string]): ShockClass => {
  const [range, extreme, basis, minimum] = rates.map(rate => new Dec(rate)) as [Dec, Dec, Dec, Dec];
  const grid = [-3, -2, -1, 0, 1, 2, 3].map(third => range.times(third).div(3));
  return { range, extreme, basis, minimum, grid };
};
const largest = shockClass('0.12', '0.24', '0.002', '0.0045');
const major = shockClass('0.18', '0.36', '0.008', '0.007');
const other = shockClass('0.25', '0.5', '0.01', '0.01');
const classOf = (underlying: string): ShockClass =>
  underlying === 'BTC' || underlying === 'ETH' ? largest : majors.has(underlying) ? major : other;

function deltasByUnderlying(holdings: Holding[], marks: Prices): [string, Dec][] {
  const deltas = new Map<string, Dec>();
  for (const holding of holdings) {
    const underlying = underlyingOf(holding.symbol);
    deltas.set(underlying, (deltas.get(underlying) ?? zero).plus(delta(holding, marks)));
  }
  return [...deltas];
}

const one = new Dec(1);
const correlation = new Dec('0.8');

function correlatedMaintenance(holdings: Holding[], marks: Prices): Dec {
  const risks = deltasByUnderlying(holdings, marks).map(([u, dollars]) => classOf(u).range.times(dollars));
  const squares = risks.map((a, u) =>
    sum(risks.map((b, v) => a.times(b).times(u === v ? one : correlation))),
  );
  const gross = sum(holdings.map(holding => notionalOf(holding, marks)));
  return larger(larger(sum(squares), zero).sqrt(), gross.times('0.01'));
}

/** Upper end of a slice of |Δ| in dollars, and the multiplier of that slice (15 January 2025). */
const minimumChargeSlices = (
  [
    ['250000', 1],
    ['500000', 2],
    ['1000000', 4],
    ['2000000', 6],
    ['3000000', 8],
    ['4000000', 10],
    ['1e60', 12],
  ] as const
).map(([to, multiplier]) => ({ to: new Dec(to), multiplier }));

function minimumCharge(size: Dec, rate: Dec): Dec {
  let charge = zero;
  let from = zero;
  for (const { to, multiplier } of minimumChargeSlices) {
    if (size.lte(from)) break;
    charge = charge.plus(smaller(size, to).minus(from).times(rate).times(multiplier));
    from = to;
  }
  return charge;
}

const worstLoss = (dollars: Dec, shocks: Dec[]): Dec =>
  shocks.reduce((worst, shock) => larger(worst, dollars.times(shock).neg()), zero);

function stressMaintenance(holdings: Holding[], marks: Prices): Dec {
  return sum(
    deltasByUnderlying(holdings, marks).map(([underlying, dollars]) => {
      const { extreme, basis, minimum, grid } = classOf(underlying);
      const mr1 = worstLoss(dollars, grid);
      const mr6 = worstLoss(dollars, [extreme, extreme.neg()]).div(2);
      const mr4 = dollars.abs().times(basis);
      return larger(larger(mr1, mr6).plus(mr4), minimumCharge(dollars.abs(), minimum));
    }),
  );
}

/** The rules of one ledger: its mode under the model of its venue. */
export function rulesOf(mode: Mode, model: Model, tiers: Tiers): Rules {
  const binance = model === 'binance-usdm' || model === 'binance-pm';
  const base: Rules = {
    ...tierRules(binance ? tiers : {}),
    initial: byLeverage,
    triggerRatio: new Dec(1),
    liquidationFeeRate: new Dec(binance ? '0.01' : '0.0025'),
    takerRate: new Dec('0.0005'),
    warning: new Dec('1.5'),
    staged: binance,
    singleAdverse: true,
  };
  if (mode !== 'portfolio') return base;
  if (binance) return { ...base, staged: false, triggerRatio: new Dec('1.05') };
  const maintenance = model === 'pm-stress' ? stressMaintenance : correlatedMaintenance;
  const initial: Rules['initial'] = (holdings, marks) => maintenance(holdings, marks).times('1.3');
  return { ...base, maintenance, initial, singleAdverse: model === 'pm-stress' };
}
