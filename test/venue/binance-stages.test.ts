/** The staged liquidation of Binance, step by step, on books worked out by hand (rules: binance-bybit.md §2.5). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import { FakeBucket } from './binance-bucket.ts';
import { type Asked, binanceBook, inverse, type Leg, linear } from './binance-book.ts';

const asOf = Date.UTC(2022, 2, 1);
function distressed(asked: Asked, legs: Leg[], wallet: number | string, marks: number[]) {
  const book = binanceBook({ asOf, ...asked });
  const bucket = new FakeBucket(
    book,
    legs,
    new Decimal(wallet),
    marks.map(mark => new Decimal(mark)),
  );
  return { bucket, run: () => book.rules.liquidate(bucket), book };
}

describe('USD-M', () => {
  const btc = { instruments: [linear('BTCUSDT')] };

  it('steps down to the floor of the tier, and stops where that is enough', () => {
    // 1.2 m at 12,000: E = 113,700 − 100,000 = 13,700 = 2.5 % − 16,300.
    const { bucket, run } = distressed(btc, [{ symbol: 0, quantity: 100, entry: 13_000 }], 113_700, [12_000]);
    run();
    expect(bucket.steps).toEqual([['cancel'], ['close', 0, '16.666666666666667', 'last'], ['fee', '2000']]);
    expect(bucket.equity().toNumber()).toBeCloseTo(11_700, 6);
  });

  it('does nothing more where the cancelled orders were enough', () => {
    const { bucket, run } = distressed(btc, [{ symbol: 0, quantity: 100, entry: 13_000 }], 113_700, [12_000]);
    bucket.ordersGain = new Decimal('0.01');
    run();
    expect(bucket.steps).toEqual([['cancel']]);
  });

  it('goes down tier by tier, and is taken over where nothing is left', () => {
    const { bucket, run } = distressed(btc, [{ symbol: 0, quantity: 100, entry: 13_000 }], 113_700, [11_950]);
    run();
    const verbs = bucket.steps.map(([verb]) => verb);
    expect(verbs).toEqual(['cancel', 'close', 'fee', 'close', 'fee', 'takeover']);
  });

  it('takes an account over at once that lost all', () => {
    const { bucket, run } = distressed(btc, [{ symbol: 0, quantity: 100, entry: 13_000 }], 113_700, [11_000]);
    run();
    expect(bucket.steps).toEqual([['cancel'], ['takeover']]);
  });

  it('reduces by the tiers of the caller', () => {
    const tiers = [
      { floor: 0, cap: 5000, rate: '0.01', deduction: 0 },
      { floor: 5000, cap: 20_000, rate: '0.05', deduction: 200 },
    ].map(({ floor, cap, rate, deduction }) => ({
      floor: new Decimal(floor),
      cap: new Decimal(cap),
      maintenanceMarginRate: new Decimal(rate),
      maxLeverage: 20,
      deduction: new Decimal(deduction),
    }));
    const own = { ...btc, overrides: { tiers: { BTCUSDT: tiers } } };
    const { bucket, run } = distressed(own, [{ symbol: 0, quantity: 1, entry: 10_000 }], 1250, [9000]);
    run();
    expect(bucket.steps[1]).toEqual(['close', 0, '0.444444444444445', 'last']);
  });
});

describe('COIN-M', () => {
  const coin = { venue: 'binance-coinm', instruments: [inverse('BTCUSD_PERP')] };

  it('steps down to a floor in coin, in whole contracts', () => {
    // 60,000 contracts at 50,000: 120 BTC, 10 % − 6.605 = 5.395 BTC; entry at 60,000: −20 BTC.
    const { bucket, run } = distressed(
      coin,
      [{ symbol: 0, quantity: 60_000, entry: 60_000 }],
      '25.395',
      [50_000],
    );
    run();
    // Down to 100 BTC: 10,000 contracts, 1 % of a million dollars as fee; 5.195 BTC back 5 % − 1.605 = 3.395.
    expect(bucket.steps).toEqual([['cancel'], ['close', 0, '10000', 'last'], ['fee', '10000']]);
    expect(bucket.health()!.toNumber()).toBeCloseTo(5.195 / 3.395, 9);
  });

  it('rounds contracts up, so that the lower tier contains the rest', () => {
    const { bucket, run } = distressed(
      coin,
      [{ symbol: 0, quantity: 60_000, entry: 60_000 }],
      '25.3',
      [49_999.7],
    );
    run();
    const [, close] = bucket.steps;
    expect(close).toEqual(['close', 0, '10001', 'last']);
  });

  it('closes all in the lowest tier', () => {
    // 1,000 contracts at 50,000: 2 BTC, 0.4 %.
    const { bucket, run } = distressed(
      coin,
      [{ symbol: 0, quantity: 1000, entry: 60_000 }],
      '0.341',
      [50_000],
    );
    run();
    expect(bucket.steps[1]).toEqual(['close', 0, '1000', 'last']);
    expect(bucket.held).toEqual([]);
  });
});

describe('portfolio margin', () => {
  it('closes the whole account at mark at a uniMMR of 1.05', () => {
    const asked: Asked = {
      mode: 'portfolio',
      instruments: [linear('BTCUSDT'), linear('ETHUSDT')],
    };
    const legs = [
      { symbol: 0, quantity: 1, entry: 10_000 },
      { symbol: 1, quantity: -10, entry: 1000 },
    ];
    // 0.4 % and 0.5 % of 10,000, times 1.05: 94.5.
    const at = (wallet: string) => distressed(asked, legs, wallet, [10_000, 1000]);
    const dying = at('94.5');
    dying.run();
    expect(dying.bucket.steps).toEqual([
      ['cancel'],
      ['close', 0, '1', 'mark'],
      ['close', 1, '10', 'mark'],
      ['fee', '94.5'],
    ]);
    const living = at('94.51');
    living.run();
    expect(living.bucket.steps).toEqual([['cancel']]);
  });
});

describe('whatever the book, the procedure ends', () => {
  it('with a bucket that stands, or with nothing', () => {
    const leg = (symbol: number) =>
      fc.record({
        symbol: fc.constant(symbol),
        quantity: fc
          .double({ min: 0.001, max: 500, noNaN: true })
          .chain(size => fc.constantFrom(size, -size)),
        entry: fc.double({ min: 5000, max: 20_000, noNaN: true }),
      });
    fc.assert(
      fc.property(
        fc.tuple(leg(0), leg(1)),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 5000, max: 20_000, noNaN: true }),
        (legs, wallet, mark) => {
          const asked = { instruments: [linear('BTCUSDT'), linear('BTCUSDT:SHORT')] };
          const { bucket, run } = distressed(asked, legs, wallet, [mark, mark]);
          run();
          expect(bucket.isBreached()).toBe(false);
          expect(bucket.steps.length).toBeLessThan(60);
        },
      ),
      { numRuns: 200 },
    );
  });
});
