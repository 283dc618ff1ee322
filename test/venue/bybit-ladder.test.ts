/** How a bucket of bybit is taken apart, step by step, on a bucket that notes what is done to it. */
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import type { Holding } from '../../src/margin/model.ts';
import type { MarginTier } from '../../src/margin/tiered-model.ts';
import { perpetual } from '../../src/market/instrument.ts';
import {
  BTCUSD,
  BTCUSDT,
  bybit,
  FakeBucket,
  flatTier,
  hold,
  liquidationPriceOf,
  NEW,
  OLD,
} from './bybit-book.ts';

const ETHUSDT = perpetual('ETHUSDT');
const TIERS = bybit().model.terms[0]!.tiers;

describe('liquidation of an isolated position', () => {
  const entered = (quantity: number, asOf = NEW) => {
    const rules = bybit({ asOf });
    const holding = hold(BTCUSDT, { quantity, entryPrice: 60_000, leverage: 10 });
    const margin = rules.model.own(holding, [new Decimal(60_000)]).initial;
    // A hair beyond the price where f is zero, as a booked price may be.
    const price = liquidationPriceOf(rules.model, holding, margin).sub(1e-12 * Math.sign(quantity));
    return { rules, holding, margin, price };
  };
  /** The price of a long at which so much equity is left. */
  const priceAt = ({ holding, margin }: ReturnType<typeof entered>, equity: number) =>
    holding.cost.sub(margin).add(equity).div(holding.quantity);

  it.each([5, -5])('in the lowest tier (%s BTC) it is taken over as it is', quantity => {
    const { rules, holding, margin, price } = entered(quantity);
    const bucket = new FakeBucket(rules, [holding], margin, [price]);
    rules.liquidate(bucket);
    expect(bucket.done).toEqual(['cancel', 'takeover']);
    expect(bucket.fees).toEqual([]);
  });

  it.each([
    { asOf: NEW, quantity: 100 },
    { asOf: NEW, quantity: -100 },
    { asOf: OLD, quantity: 100 },
    { asOf: OLD, quantity: -100 },
  ])(
    'in a higher one ($quantity BTC) it is sold down to the cap of the next, by one order, for the taker fee',
    c => {
      const { rules, holding, margin, price } = entered(c.quantity, c.asOf);
      const bucket = new FakeBucket(rules, [{ ...holding }], margin, [price]);
      const tier = rules.model.own(holding, [price]).tier!;
      rules.liquidate(bucket);
      expect(bucket.done.map(step => step.split(' ')[0])).toEqual(['cancel', 'close']);
      const [left] = bucket.holdings();
      const base = c.asOf === OLD ? left!.cost.abs() : left!.notional;
      const cap = TIERS[tier - 2]!.cap;
      expect(base.lte(cap) && base.gt(cap.sub(1e-6))).toBe(true);
      expect(bucket.isBreached()).toBe(false);
      const closed = holding.quantity.sub(left!.quantity).abs();
      expect(bucket.fees.map(fee => fee.sub(closed.mul(price).mul('0.00055')).abs().lt(1e-12))).toEqual([
        true,
      ]);
    },
  );

  it('gapped beyond, it goes to the highest tier in which what is left of the margin suffices', () => {
    const book = entered(100);
    const reached: number[] = [];
    for (const equity of [13_500, 20_000, 26_000, 33_000]) {
      const price = priceAt(book, equity);
      const bucket = new FakeBucket(book.rules, [{ ...book.holding }], book.margin, [price]);
      book.rules.liquidate(bucket);
      const value = book.holding.quantity.mul(price);
      const suffices = (cap: Decimal) => {
        const share = cap.div(value);
        const part = {
          ...book.holding,
          quantity: book.holding.quantity.mul(share),
          cost: book.holding.cost.mul(share),
        };
        const fee = value.sub(cap).mul('0.00055');
        return book.rules.model.maintenance([part], [price]).add(fee).lt(equity);
      };
      const highest = TIERS.findLast(({ cap }) => cap.lt(value) && suffices(cap))!;
      reached.push(highest.cap.toNumber());
      expect(bucket.done.map(step => step.split(' ')[0])).toEqual(['cancel', 'close']);
      expect(bucket.holdings()[0]!.notional.toDecimalPlaces(6).toString()).toBe(highest.cap.toString());
      expect(bucket.isBreached()).toBe(false);
    }
    expect(new Set(reached).size).toBe(4);
  });

  it('where no tier suffices, nothing is sold first', () => {
    const book = entered(100);
    const bucket = new FakeBucket(book.rules, [{ ...book.holding }], book.margin, [priceAt(book, 9000)]);
    book.rules.liquidate(bucket);
    expect(bucket.done).toEqual(['cancel', 'takeover']);
  });

  it('with nothing left it is taken over, and cured by cancelled orders it is left alone', () => {
    const book = entered(100);
    const broke = new FakeBucket(book.rules, [{ ...book.holding }], book.margin, [priceAt(book, -1)]);
    book.rules.liquidate(broke);
    expect(broke.done).toEqual(['cancel', 'takeover']);
    const cured = new FakeBucket(
      book.rules,
      [{ ...book.holding }],
      book.margin,
      [book.price],
      [book.price],
      new Decimal(1),
    );
    book.rules.liquidate(cured);
    expect(cured.done).toEqual(['cancel']);
  });

  it('sold at a last far below the mark, it goes on down, and what does not stand is taken over', () => {
    const book = entered(100);
    const last = book.price.mul('0.96');
    const bucket = new FakeBucket(book.rules, [{ ...book.holding }], book.margin, [book.price], [last]);
    book.rules.liquidate(bucket);
    expect(bucket.done.slice(0, 2)[1]).toMatch(/^close/);
    expect(bucket.done.at(-1)).toBe('takeover');
  });

  it('a position a hair above a cap counts as at it', () => {
    const { rules } = entered(50);
    const cap = new Decimal(2_600_000);
    const price = cap.mul('1.0000000001').div(50);
    const holding = hold(BTCUSDT, { quantity: 50, entryPrice: 60_000, leverage: 10 });
    const loss = holding.cost.sub(price.mul(50));
    const bucket = new FakeBucket(rules, [holding], loss.add(rules.model.maintenance([holding], [price])), [
      price,
    ]);
    rules.liquidate(bucket);
    expect(bucket.done).toEqual(['cancel', 'close 0 11.538462 last']);
  });

  it('an inverse position goes down tiers in its coin', () => {
    const tiers: MarginTier[] = [
      { ...flatTier('0.005')[0]!, cap: new Decimal(150) },
      { ...flatTier('0.01')[0]!, floor: new Decimal(150), deduction: new Decimal('0.75') },
    ];
    const rules = bybit({ instruments: [BTCUSD], overrides: { tiers: { BTCUSD: tiers } } });
    const holding = hold(BTCUSD, { quantity: 12_000_000, entryPrice: 60_000, leverage: 20 });
    const margin = rules.model.own(holding, [new Decimal(60_000)]).initial;
    const price = liquidationPriceOf(rules.model, holding, margin);
    const bucket = new FakeBucket(rules, [{ ...holding }], margin, [price]);
    rules.liquidate(bucket);
    expect(bucket.done.map(step => step.split(' ')[0])).toEqual(['cancel', 'close']);
    expect(bucket.holdings()[0]!.notional.toDecimalPlaces(9).toString()).toBe('150');
  });
});

describe('liquidation of a cross account', () => {
  const rules = bybit({ mode: 'cross', instruments: [BTCUSDT, ETHUSDT] });
  const marks = [new Decimal(60_000), new Decimal(3000)];
  const held = (): Holding[] => [
    hold(BTCUSDT, { quantity: 50, entryPrice: 60_000, leverage: 10 }),
    hold(ETHUSDT, { quantity: -200, entryPrice: 3000, leverage: 10 }, 1),
  ];
  const required = (holdings: Holding[]) => rules.model.maintenance(holdings, marks);

  it('steps the position with the largest maintenance down a tier, and stops when the account stands', () => {
    const bucket = new FakeBucket(rules, held(), required(held()), marks);
    rules.liquidate(bucket);
    const closed = new Decimal(400_000).div(60_000).toDecimalPlaces(6).toString();
    expect(bucket.done).toEqual(['cancel', `close 0 ${closed} last`]);
    expect(bucket.isBreached()).toBe(false);
  });

  it('goes on tier by tier, closes what is in its lowest, then the next position', () => {
    const bucket = new FakeBucket(rules, held(), new Decimal(5000), marks);
    rules.liquidate(bucket);
    const order = bucket.done.map(step => step.split(' ').slice(0, 2).join(' '));
    expect(order.slice(0, 4)).toEqual(['cancel', 'close 0', 'close 0', 'close 0']);
    expect(bucket.holdings().map(({ symbol }) => symbol)).not.toContain(0);
    expect(bucket.held.length === 0 || !bucket.isBreached()).toBe(true);
  });

  it('takes over what is left once no equity is', () => {
    const bucket = new FakeBucket(rules, held(), new Decimal(5000), marks, [new Decimal(58_000), marks[1]!]);
    rules.liquidate(bucket);
    expect(bucket.done.length).toBeGreaterThan(2);
    expect(bucket.done.at(-1)).toBe('takeover');
  });
});
