/** Books for Bybit's rules: positions as vectors spell them, the price at which one is liquidated, a bucket to take apart. */
import { Decimal, ONE, ZERO } from '../../src/basics/money.ts';
import type { Holding } from '../../src/margin/model.ts';
import { type MarginTier, TieredModel } from '../../src/margin/tiered-model.ts';
import {
  type Instrument,
  isInverse,
  makeInstrument,
  notionalOf,
  perpetual,
  unitValue,
} from '../../src/market/instrument.ts';
import { bybitRules } from '../../src/venue/bybit.ts';
import type { DistressedBucket, ModeRules, RulesRequest } from '../../src/venue/venue.ts';

/** What a figure is written as. */
export type Figure = Decimal | string | number;

export const OLD = Date.UTC(2024, 0, 1);
export const NEW = Date.UTC(2026, 0, 1);
export const BTCUSDT = perpetual('BTCUSDT');
export const BTCUSD = makeInstrument({ symbol: 'BTCUSD', kind: 'inverse-perpetual' });

export function bybit(
  request: Partial<RulesRequest> = {},
): Omit<ModeRules, 'model'> & { model: TieredModel } {
  const rules = bybitRules({
    mode: 'isolated',
    instruments: [BTCUSDT],
    asOf: NEW,
    severalAssets: false,
    overrides: {},
    ...request,
  });
  if (!(rules.model instanceof TieredModel)) throw new Error('Bybit margins by tiers');
  return { ...rules, model: rules.model };
}

export const flatTier = (rate: Figure): MarginTier[] => [
  {
    floor: ZERO,
    cap: new Decimal(Infinity),
    maintenanceMarginRate: new Decimal(rate),
    maxLeverage: 100,
    deduction: ZERO,
  },
];

export interface Entered {
  quantity: Figure;
  entryPrice: Figure;
  leverage: Figure;
}

export function hold(
  instrument: Instrument,
  { quantity, entryPrice, leverage }: Entered,
  symbol = 0,
): Holding {
  const size = new Decimal(quantity);
  return {
    symbol,
    quantity: size,
    cost: unitValue(instrument, new Decimal(entryPrice)).mul(size),
    leverage: Number(leverage),
  };
}

/** f = margin + PnL − MM of one position, in quote. `margin` in the settle asset. */
export function distance(model: TieredModel, holding: Holding, margin: Decimal, price: Decimal): Decimal {
  const { instrument } = model.terms[holding.symbol]!;
  const prices: Decimal[] = [];
  prices[holding.symbol] = price;
  const equity = margin.add(unitValue(instrument, price).mul(holding.quantity)).sub(holding.cost);
  const inQuote = equity.mul(isInverse(instrument) ? price : ONE);
  return inQuote.sub(model.maintenance([holding], prices));
}

/** Where f is zero: bracketed by bisection, then a Newton step, which is exact on the straight piece it lands on. */
export function liquidationPriceOf(model: TieredModel, holding: Holding, margin: Decimal): Decimal {
  const far = [new Decimal('1e-9'), new Decimal('1e9')] as const;
  let [dead, alive] = holding.quantity.gt(0) ? far : [far[1], far[0]];
  if (distance(model, holding, margin, dead).gt(0) || distance(model, holding, margin, alive).lt(0))
    throw new Error('no price between 1e-9 and 1e9 liquidates');
  while (alive.sub(dead).abs().gt(alive.mul('1e-12'))) {
    const middle = alive.add(dead).div(2);
    if (distance(model, holding, margin, middle).gt(0)) alive = middle;
    else dead = middle;
  }
  const { instrument } = model.terms[holding.symbol]!;
  const equitySlope = isInverse(instrument)
    ? margin.sub(holding.cost)
    : holding.quantity.mul(instrument.contractSize);
  const at: Decimal[] = [];
  const drift: Decimal[] = [];
  at[holding.symbol] = dead;
  drift[holding.symbol] = ONE;
  const slope = equitySlope.sub(model.slope([holding], at, drift));
  return dead.sub(distance(model, holding, margin, dead).div(slope));
}

/** The bucket of a ledger, with marks and lasts held still, which notes what was done to it. */
export class FakeBucket implements DistressedBucket {
  readonly done: string[] = [];
  readonly fees: Decimal[] = [];

  constructor(
    private readonly rules: { model: TieredModel },
    public held: Holding[],
    /** In the settle asset of what is held. */
    public margin: Decimal,
    private readonly marks: readonly Decimal[],
    private readonly lasts: readonly Decimal[] = marks,
    private readonly freedByCancelling = ZERO,
  ) {}

  holdings() {
    return this.held.map(holding => ({
      ...holding,
      notional: notionalOf(this.instrument(holding.symbol), holding.quantity, this.marks[holding.symbol]!),
      maintenance: this.rules.model.maintenance([holding], this.marks),
    }));
  }

  isBreached(): boolean {
    return this.held.length > 0 && this.equity().lte(this.rules.model.maintenance(this.held, this.marks));
  }

  cancelOrders(): void {
    this.done.push('cancel');
    this.margin = this.margin.add(this.freedByCancelling);
  }

  close(symbol: number, quantity: Decimal, at: 'mark' | 'last'): Decimal {
    const own = this.held.find(holding => holding.symbol === symbol)!;
    if (quantity.lte(0) || quantity.gt(own.quantity.abs()))
      throw new Error(`cannot close ${quantity.toString()}`);
    const price = (at === 'mark' ? this.marks : this.lasts)[symbol]!;
    const share = quantity.div(own.quantity.abs());
    const worth = unitValue(this.instrument(symbol), price).mul(own.quantity.mul(share));
    this.margin = this.margin.add(worth).sub(own.cost.mul(share));
    own.quantity = own.quantity.mul(ONE.sub(share));
    own.cost = own.cost.mul(ONE.sub(share));
    this.held = this.held.filter(holding => !holding.quantity.isZero());
    this.done.push(`close ${symbol} ${quantity.toDecimalPlaces(6).toString()} ${at}`);
    return notionalOf(this.instrument(symbol), quantity, price);
  }

  chargeFee(amount: Decimal): void {
    this.fees.push(amount);
    this.margin = this.margin.sub(amount);
  }

  isExhausted(): boolean {
    return this.equity().lte(0);
  }

  health(): Decimal | null {
    const required = this.rules.model.maintenance(this.held, this.marks);
    return required.isZero() ? null : this.equity().div(required);
  }

  takeOver(): void {
    this.held = [];
    this.done.push('takeover');
  }

  /** In quote. */
  private equity(): Decimal {
    return this.held.reduce(
      (sum, { symbol, quantity, cost }) => {
        const pnl = unitValue(this.instrument(symbol), this.marks[symbol]!).mul(quantity).sub(cost);
        return sum.add(pnl.mul(this.rate(symbol)));
      },
      this.margin.mul(this.rate(this.held[0]?.symbol ?? 0)),
    );
  }

  private rate(symbol: number): Decimal {
    return isInverse(this.instrument(symbol)) ? this.marks[symbol]! : ONE;
  }

  private instrument(symbol: number): Instrument {
    return this.rules.model.terms[symbol]!.instrument;
  }
}
