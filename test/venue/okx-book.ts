/** OKX rules as asked for in tests, and a bucket in distress that moves no prices. */
import { Decimal, min, ZERO } from '../../src/basics/money.ts';
import { type Instrument, notionalOf, perpetual } from '../../src/market/instrument.ts';
import type { Holding, MarginModel } from '../../src/margin/model.ts';
import type { TieredModel } from '../../src/margin/tiered-model.ts';
import { okxRules } from '../../src/venue/okx.ts';
import type { DistressedBucket, ModeRules, RulesRequest } from '../../src/venue/venue.ts';

type TieredRules = Omit<ModeRules, 'model'> & { model: TieredModel };

export const JULY_2021 = Date.UTC(2021, 6, 1);

export const okx = (
  instruments: readonly (string | Instrument)[],
  more: Partial<RulesRequest> = {},
): TieredRules =>
  okxRules({
    mode: 'cross',
    instruments: instruments.map(own => (typeof own === 'string' ? perpetual(own) : own)),
    asOf: JULY_2021,
    severalAssets: false,
    overrides: {},
    ...more,
  }) as TieredRules;

export const decimals = (...values: (number | string)[]): Decimal[] =>
  values.map(value => new Decimal(value));

/** A linear position at its entry. */
export const held = (
  symbol: number,
  quantity: number | string,
  entry: number | string,
  leverage = 10,
): Holding => ({
  symbol,
  quantity: new Decimal(quantity),
  cost: new Decimal(entry).mul(quantity),
  leverage,
});

/**
 * The price of a lone linear position at which collateral + PnL equals the model's maintenance: by Newton's steps on
 * the model, exact once the step stays within one tier.
 */
export function priceAtZero(model: MarginModel, own: Holding, collateral: Decimal): Decimal {
  const one = [new Decimal(1)];
  let price = own.cost.div(own.quantity);
  for (let step = 0; step < 20; step++) {
    const distance = collateral
      .sub(own.cost)
      .add(own.quantity.mul(price))
      .sub(model.maintenance([own], [price]));
    if (distance.abs().lt('1e-30')) return price;
    price = price.sub(distance.div(own.quantity.sub(model.slope([own], [price], one))));
  }
  throw new Error('no price found');
}

/** What the venue's procedure did, a line per verb. */
export class Bucket implements DistressedBucket {
  readonly story: string[] = [];

  constructor(
    private readonly instruments: readonly Instrument[],
    private readonly model: MarginModel,
    private held: Holding[],
    private readonly marks: readonly Decimal[],
    public equity: Decimal,
    /** What cancelled orders give back. */
    private readonly frozen: Decimal = ZERO,
  ) {}

  holdings() {
    return this.held.map(holding => ({
      ...holding,
      notional: notionalOf(this.instruments[holding.symbol]!, holding.quantity, this.marks[holding.symbol]!),
      maintenance: this.model.maintenance([holding], this.marks),
    }));
  }

  isBreached(): boolean {
    return this.held.length > 0 && this.equity.lte(this.model.maintenance(this.held, this.marks));
  }

  cancelOrders(): void {
    this.equity = this.equity.add(this.frozen);
    this.story.push('cancel');
  }

  close(symbol: number, quantity: Decimal, at: 'mark' | 'last'): Decimal {
    const own = this.held.find(holding => holding.symbol === symbol)!;
    if (quantity.lte(0) || quantity.gt(own.quantity.abs()))
      throw new Error(`cannot close ${quantity.toFixed()}`);
    this.story.push(`close ${symbol} ${quantity.toFixed()} at ${at}`);
    const left = own.quantity.sub(own.quantity.isNegative() ? quantity.neg() : quantity);
    this.held = this.held.flatMap(holding =>
      holding !== own
        ? [holding]
        : left.isZero()
          ? []
          : [{ ...own, quantity: left, cost: own.cost.mul(left).div(own.quantity) }],
    );
    return notionalOf(this.instruments[symbol]!, quantity, this.marks[symbol]!);
  }

  chargeFee(amount: Decimal): void {
    const fee = min(amount, this.equity);
    this.equity = this.equity.sub(fee);
    this.story.push(`fee ${fee.toFixed()}`);
  }

  isExhausted(): boolean {
    return this.equity.lte(0);
  }

  health(): Decimal | null {
    const asked = this.model.maintenance(this.held, this.marks);
    return asked.isZero() ? null : this.equity.div(asked);
  }

  takeOver(): void {
    this.story.push('takeover');
    this.held = [];
  }
}
