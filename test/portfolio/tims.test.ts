import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMS_PARAMETER_SOURCES, TIMS_PARAMETERS, TIMS_RANGES, timsPortfolio } from '../../src/index.ts';
import { bookOf, dollars, option, perp, randomBook, scaled, unit } from './scan-books.ts';

describe('TIMS', () => {
  it('scans crypto over ±15 % in ten points, five each way', () => {
    const { maintenanceMargin, scenarios, worst } = timsPortfolio(dollars({ BTC: 100_000 }));
    expect(maintenanceMargin).toBeCloseTo(15_000, 6);
    const moves = scenarios.map(({ shocks }) => Number(shocks['BTC']!.toFixed(12)));
    expect(moves.toSorted((a, b) => a - b)).toEqual([
      -0.15, -0.12, -0.09, -0.06, -0.03, 0.03, 0.06, 0.09, 0.12, 0.15,
    ]);
    expect(worst).toMatchObject({ id: 'BTC -15 %', pnl: expect.closeTo(-15_000, 6) as number });
  });

  it('asks of a broad index 8 % when long and 6 % when short', () => {
    const ranges = { BTC: TIMS_RANGES['broad-index'] };
    const ask = (amount: number) => timsPortfolio(dollars({ BTC: amount }), { ranges }).maintenanceMargin;
    expect(ask(100_000)).toBeCloseTo(8_000, 6);
    expect(ask(-100_000)).toBeCloseTo(6_000, 6);
  });

  it('lets classes of a group offset in part, others not at all', () => {
    const book = dollars({ BTC: 100_000, ETH: -60_000 });
    expect(timsPortfolio(book).maintenanceMargin).toBeCloseTo(15_000 + 9_000, 6);
    const ask = (offset: number) =>
      timsPortfolio(book, { productGroups: [{ underlyings: ['BTC', 'ETH'], offset }] }).maintenanceMargin;
    expect(ask(0.9)).toBeCloseTo(15_000 - 0.9 * 9_000, 6);
    expect(ask(0)).toBeCloseTo(15_000, 6);
    expect(ask(1)).toBeCloseTo(6_000, 6);
  });

  it('asks 37.50 USD of every option contract of 100 units, long or short', () => {
    const far = option(100, { strike: 1e7, yearsToExpiry: 1 / 365, mark: 0 });
    const book = bookOf(unit('BTC', { options: [far, { ...far, strike: 2e7, quantity: -100 }] }));
    expect(timsPortfolio(book)).toMatchObject({
      maintenanceMargin: 75,
      parts: { scan: 0, minimumCharge: 75 },
      worst: null,
    });
  });

  it('a long straddle risks what it loses in the middle of the points', () => {
    const straddle = bookOf(unit('BTC', { options: [option(1), option(1, { right: 'put' })] }));
    const { worst, maintenanceMargin } = timsPortfolio(straddle);
    expect(worst).toBeNull();
    expect(maintenanceMargin).toBe(0.75);
    expect(timsPortfolio(scaled(straddle, -1)).worst!.id).toBe('BTC +15 %');
  });

  it('laws: parts sum, order does not matter, size scales, a group never asks more than its classes', () => {
    const productGroups = [{ underlyings: ['BTC', 'ETH', 'SOL'], offset: 0.5 }];
    fc.assert(
      fc.property(randomBook(true), fc.double({ min: 0.1, max: 10, noNaN: true }), (book, factor) => {
        const { maintenanceMargin, parts, worst } = timsPortfolio(book, { productGroups });
        const near = (a: number, b: number) =>
          expect(Math.abs(a - b)).toBeLessThan(1e-9 * (1 + Math.abs(b)) * 10);
        near(parts['scan']! + parts['minimumCharge']!, maintenanceMargin);
        near(-(worst?.pnl ?? 0), parts['scan']!);
        near(
          timsPortfolio({ units: book.units.toReversed() }, { productGroups }).maintenanceMargin,
          maintenanceMargin,
        );
        near(
          timsPortfolio(scaled(book, factor), { productGroups }).maintenanceMargin,
          factor * maintenanceMargin,
        );
        expect(maintenanceMargin).toBeLessThanOrEqual(timsPortfolio(book).maintenanceMargin * (1 + 1e-12));
      }),
    );
    expect(timsPortfolio(bookOf())).toMatchObject({ maintenanceMargin: 0, initialMargin: 0, worst: null });
  });

  it('refuses what cannot be, and says where each figure comes from', () => {
    const book = bookOf(unit('BTC', { linear: [perp(1, 1)] }));
    expect(() => timsPortfolio(book, { range: { down: 2, up: 0.1 } })).toThrow('range: expected down');
    const twice = { underlyings: ['BTC'], offset: 0.5 };
    expect(() => timsPortfolio(book, { productGroups: [twice, twice] })).toThrow('BTC is in more than one');
    expect(Object.keys(TIMS_PARAMETER_SOURCES)).toEqual(Object.keys(TIMS_PARAMETERS));
  });
});
