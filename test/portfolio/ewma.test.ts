import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltaNormal, deltaNormalVar, ewmaCovariance, ewmaVariance, ewmaVariances } from '../../src/index.ts';
import { bookOf, dollars, option, unit } from './scan-books.ts';

const returns = (length: number) =>
  fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: length, maxLength: length });

describe('exponentially weighted variances', () => {
  it("is the worked example of Hull: 1 % yesterday's volatility, 2 % move, 0.9", () => {
    const variance = ewmaVariance({ decay: 0.9, previousVariance: 0.01 ** 2, latestReturn: 0.02 });
    expect(variance).toBeCloseTo(0.00013, 15);
    expect(Math.sqrt(variance)).toBeCloseTo(0.0114, 4);
  });

  it('each uses only the returns before it', () => {
    const first = ewmaVariances([0.01, 0.02, 0.03], 0.94, 0.0004);
    const second = ewmaVariances([0.01, 0.02, -9], 0.94, 0.0004);
    expect(first).toHaveLength(4);
    expect([...first.slice(0, 3)]).toEqual([...second.slice(0, 3)]);
    expect(first[3]).toBeCloseTo(0.94 * first[2]! + 0.06 * 0.0009, 15);
  });

  it('stays where it is while returns stay as large', () => {
    const variances = ewmaVariances([0.02, -0.02, -0.02, 0.02], 0.97);
    for (const variance of variances) expect(variance).toBeCloseTo(0.0004, 15);
  });

  it('covariances are symmetric, have the variances on the diagonal, and no book has a negative variance', () => {
    fc.assert(
      fc.property(fc.tuple(returns(40), returns(40), returns(40)), returns(3), (columns, deltas) => {
        const matrix = ewmaCovariance(columns, 0.97);
        columns.forEach((own, i) => {
          expect(matrix[i]![i]).toBe(ewmaVariances(own, 0.97).at(-1));
          columns.forEach((_, j) => expect(matrix[i]![j]).toBe(matrix[j]![i]));
        });
        expect(deltaNormalVar({ deltas, covariance: matrix, confidence: 0.99 })).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('refuses what cannot be', () => {
    const terms = { decay: 0.9, previousVariance: 0.01, latestReturn: 0 };
    expect(() => ewmaVariance({ ...terms, decay: 1.1 })).toThrow('decay');
    expect(() => ewmaVariance({ ...terms, previousVariance: -1 })).toThrow('previousVariance');
    expect(() => ewmaVariance({ ...terms, latestReturn: NaN })).toThrow('latestReturn');
  });
});

describe('delta-normal', () => {
  it.each([
    [0.01, 0.0688],
    [0.05, 0.0478],
    [0.1, 0.0366],
  ])('of mean 0.29 %%, deviation 3.08 %%: tail %d is %d', (tail, expected) => {
    const terms = { deltas: [1], covariance: [[0.0308 ** 2]], means: [0.0029], confidence: 1 - tail };
    expect(deltaNormalVar(terms)).toBeCloseTo(expected, 4);
  });

  const pair = {
    covariance: [
      [0.04 ** 2, 0.8 * 0.04 * 0.05],
      [0.8 * 0.04 * 0.05, 0.05 ** 2],
    ],
    confidence: 0.99,
  };

  it('of two correlated factors, by hand', () => {
    const deviation = Math.sqrt(0.04 ** 2 + 0.05 ** 2 - 2 * 0.8 * 0.04 * 0.05) * 100;
    expect(deltaNormalVar({ ...pair, deltas: [100, -100] })).toBeCloseTo(2.3263478740408408 * deviation, 9);
  });

  it('refuses sizes that do not fit and what is no covariance', () => {
    expect(() => deltaNormalVar({ ...pair, deltas: [1] })).toThrow('covariance: expected 1 rows');
    const impossible = [
      [1, -2],
      [-2, 1],
    ];
    expect(() => deltaNormalVar({ deltas: [1, 1], covariance: impossible, confidence: 0.99 })).toThrow(
      'below zero',
    );
  });

  it('of a book: its worst scenario is a move that loses the requirement', () => {
    const times = [1, 2, 3, 4];
    const history = { times, returns: { BTC: [0.02, -0.03, 0.01, 0.04], ETH: [0.03, -0.02, 0.02, 0.05] } };
    const { maintenanceMargin, initialMargin, worst } = deltaNormal(
      dollars({ BTC: 1_000, ETH: -400 }),
      history,
    );
    expect(1_000 * worst!.shocks['BTC']! - 400 * worst!.shocks['ETH']!).toBeCloseTo(-maintenanceMargin, 9);
    expect(initialMargin).toBeCloseTo(1.3 * maintenanceMargin, 12);
    expect(deltaNormal(dollars({ BTC: 0 }), history)).toMatchObject({ maintenanceMargin: 0, worst: null });
    expect(() => deltaNormal(dollars({ SOL: 1 }), history)).toThrow('history.returns.SOL');
    // An option by its delta alone.
    const call = option(1);
    const spot = unit('BTC', { options: [call] });
    expect(deltaNormal(bookOf(spot), history).maintenanceMargin).toBeLessThan(
      deltaNormal(dollars({ BTC: 100_000 }), history).maintenanceMargin,
    );
  });
});
