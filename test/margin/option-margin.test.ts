/** Standard margins of single options: the venues' own arithmetic, and laws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DERIBIT_FUTURE_RATES,
  bybitOptionMargin,
  deribitFutureMargin,
  deribitOptionMargin,
} from '../../src/margin/formulas.ts';

const texts = (margin: { initialMargin: object; maintenanceMargin: object }): string[] => [
  String(margin.initialMargin),
  String(margin.maintenanceMargin),
];

describe('Deribit, in coin', () => {
  const short = (right: 'call' | 'put', strike: number, markPrice: string) =>
    texts(deribitOptionMargin({ right, strike, markPrice, quantity: -1, underlyingPrice: 100_000 }));

  it('a call: 15 % less what it is out of the money, 10 % at least; 7.5 % to keep it', () => {
    expect(short('call', 90_000, '0.12')).toEqual(['0.27', '0.195']);
    expect(short('call', 102_000, '0.03')).toEqual(['0.16', '0.105']);
    expect(short('call', 140_000, '0.001')).toEqual(['0.101', '0.076']);
  });

  it('a put: the same to open, and no less than keeping it, which grows with its mark', () => {
    expect(short('put', 98_000, '0.03')).toEqual(['0.16', '0.105']);
    expect(short('put', 60_000, '0.001')).toEqual(['0.101', '0.076']);
    // Mark 3: 7.5 % of it are more than the 15 % of the underlying.
    expect(short('put', 400_000, '3')).toEqual(['3.225', '3.225']);
  });

  it('futures: base rate and a step for each coin, for the whole size', () => {
    // rules: portfolio.md §2.1, D5 and D6.
    expect(texts(deribitFutureMargin({ size: -25 }, DERIBIT_FUTURE_RATES.BTC))).toEqual([
      '0.53125',
      '0.28125',
    ]);
    expect(texts(deribitFutureMargin({ size: 6000, price: 200 }, DERIBIT_FUTURE_RATES.SOL))).toEqual([
      '84000',
      '60000',
    ]);
    expect(texts(deribitFutureMargin({ size: 1000 }, DERIBIT_FUTURE_RATES.ETH))).toEqual(['24', '14']);
  });
});

describe('Bybit, in quote', () => {
  it('the short leg of its printed bear put spread at 20,250: MM 938, IM 2,315', () => {
    // The mark is not printed: 290 follows from the MM, and the IM then agrees.
    const leg = {
      right: 'put' as const,
      strike: 19_000,
      quantity: -1,
      underlyingPrice: 20_250,
      markPrice: 290,
    };
    expect(texts(bybitOptionMargin(leg))).toEqual(['2315', '938']);
  });

  it('opens at the price it was sold at where that is above the mark', () => {
    const leg = {
      right: 'call' as const,
      strike: 30_000,
      quantity: '-2',
      underlyingPrice: 30_000,
      markPrice: 300,
    };
    expect(texts(bybitOptionMargin({ ...leg, averagePrice: 500 }))).toEqual(['10000', '2520']);
    expect(texts(bybitOptionMargin({ ...leg, averagePrice: 100 }))).toEqual(['9600', '2520']);
  });
});

describe.each([
  ['Deribit', deribitOptionMargin],
  ['Bybit', bybitOptionMargin],
])('laws: %s', (_, margin) => {
  const options = fc.record({
    right: fc.constantFrom('call' as const, 'put' as const),
    strike: fc.double({ min: 1, max: 1e6, noNaN: true }),
    underlyingPrice: fc.double({ min: 1, max: 1e6, noNaN: true }),
    markPrice: fc.double({ min: 0, max: 1e3, noNaN: true }),
    quantity: fc.integer({ min: -1000, max: -1 }),
  });

  it('opening never asks for less than keeping, keeping for no less than the mark', () => {
    fc.assert(
      fc.property(options, option => {
        const { initialMargin, maintenanceMargin } = margin(option);
        return (
          initialMargin.gte(maintenanceMargin) && maintenanceMargin.gte(-option.quantity * option.markPrice)
        );
      }),
    );
  });

  it('twice the size asks for twice as much, a long option or none for nothing', () => {
    fc.assert(
      fc.property(options, option => {
        const once = margin(option);
        const twice = margin({ ...option, quantity: 2 * option.quantity });
        for (const figure of ['initialMargin', 'maintenanceMargin'] as const) {
          const double = once[figure].mul(2);
          expect(twice[figure].sub(double).abs().lte(double.mul('1e-38')), figure).toBe(true);
        }
        for (const quantity of [0, -option.quantity])
          expect(texts(margin({ ...option, quantity }))).toEqual(['0', '0']);
      }),
    );
  });

  it('names what it cannot read', () => {
    const option = { right: 'call' as const, strike: 1, quantity: -1, underlyingPrice: 1, markPrice: 0 };
    expect(() => margin({ ...option, strike: 0 })).toThrow('strike: must be above zero');
    expect(() => margin({ ...option, markPrice: 'x' })).toThrow('markPrice: expected a number');
    expect(() => margin({ ...option, right: 'x' as 'put' })).toThrow("right: expected 'call' or 'put'");
    expect(() => margin(option, { leverage: 3 } as object)).toThrow('leverage: no such rate here');
  });
});
