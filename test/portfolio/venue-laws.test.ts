/** What holds for the portfolio models of Deribit, Bybit and OKX whatever the book. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bybitPortfolio,
  deribitPortfolio,
  okxPortfolio,
  type PortfolioBook,
  type PortfolioRequirement,
} from '../../src/index.ts';
import { anyBook, book, contract, linearLeg, option, optionLeg, scaled, unit } from './venue-books.ts';

type Model = (book: PortfolioBook) => PortfolioRequirement;
const models: [id: string, model: Model, wider: Model][] = [
  ['deribit-pm', own => deribitPortfolio(own), own => deribitPortfolio(own, { all: { priceRange: 0.3 } })],
  [
    'deribit-pm, pooled',
    own => deribitPortfolio(own, { currencies: 'pooled' }),
    own => deribitPortfolio(own, { currencies: 'pooled', all: { priceRange: 0.3 } }),
  ],
  ['bybit-pm', own => bybitPortfolio(own), own => bybitPortfolio(own, { all: { priceRange: 0.35 } })],
  [
    'okx-pm',
    own => okxPortfolio(own),
    own => okxPortfolio(own, { all: { priceMoves: [0.1, 0.2, 0.3], extremeMove: 0.6 } }),
  ],
];

/** Deribit rounds to nine decimals of a coin, which is 1e-5 of these books at most. */
const close = (a: number, b: number): void =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-5 + 1e-9 * Math.max(Math.abs(a), Math.abs(b)));

const numbersOf = ({
  maintenanceMargin,
  initialMargin,
  parts,
  scenarios,
}: PortfolioRequirement): number[] => [
  maintenanceMargin,
  initialMargin,
  ...Object.values(parts),
  ...scenarios.map(({ pnl }) => pnl),
];

describe.each(models)('%s', (_, model, wider) => {
  it('asks for nothing of nothing, and of what is held at a size of nothing', () => {
    const nothing = { maintenanceMargin: 0, initialMargin: 0, worst: null, scenarios: [] };
    expect(model({ units: [] })).toMatchObject(nothing);
    expect(model(book({}))).toMatchObject(nothing);
    const still = unit({ linear: [contract({ quantity: 0 })], options: [option({ quantity: 0 })] });
    expect(model({ units: [still] })).toMatchObject(nothing);
  });

  it('does not mind the order of positions and underlyings', () => {
    fc.assert(
      fc.property(anyBook(), own => {
        const turned = {
          units: [...own.units].reverse().map(each => ({
            ...each,
            linear: [...each.linear].reverse(),
            options: [...each.options].reverse(),
          })),
        };
        close(model(turned).maintenanceMargin, model(own).maintenanceMargin);
        close(model(turned).initialMargin, model(own).initialMargin);
      }),
    );
  });

  it('asks k times as much of k times a linear book', () => {
    fc.assert(
      fc.property(anyBook({ withOptions: false }), fc.integer({ min: 2, max: 20 }), (own, k) => {
        close(model(scaled(own, k)).maintenanceMargin, k * model(own).maintenanceMargin);
        close(model(scaled(own, k)).initialMargin, k * model(own).initialMargin);
      }),
    );
  });

  it('initial is at least maintenance, maintenance at least nothing', () => {
    fc.assert(
      fc.property(anyBook(), own => {
        const { initialMargin, maintenanceMargin } = model(own);
        expect(maintenanceMargin).toBeGreaterThanOrEqual(0);
        expect(initialMargin).toBeGreaterThanOrEqual(maintenanceMargin);
      }),
    );
  });

  it('names the worst of its scenarios', () => {
    fc.assert(
      fc.property(fc.array(optionLeg(), { minLength: 1 }), fc.array(linearLeg()), (options, linear) => {
        const linears = linear.map(leg => ({ ...leg, inverseSize: 100 }));
        const { worst, scenarios, initialMargin } = model(book({ options, linear: linears }));
        if (worst === null) return;
        expect(worst.pnl).toBe(Math.min(...scenarios.map(({ pnl }) => pnl)));
        expect(scenarios).toContainEqual(worst);
        expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
        expect(initialMargin).toBeGreaterThanOrEqual(-worst.pnl * (1 - 1e-9) - 1e-6);
      }),
    );
  });

  it('asks for more when prices may move further: of linear books and of options sold', () => {
    fc.assert(
      fc.property(fc.array(linearLeg()), fc.array(optionLeg({ min: -5, max: 0 })), (linear, options) => {
        // Bent upwards nowhere, so that the loss is largest at an end: nothing bought, nothing paid in coin.
        const inDollars = linear.map(leg => ({ ...leg, inverseSize: null }));
        for (const own of [book({ linear: inDollars }), book({ underlying: 'SOL', options })])
          expect(wider(own).maintenanceMargin).toBeGreaterThanOrEqual(
            model(own).maintenanceMargin * (1 - 1e-9) - 1e-6,
          );
      }),
    );
  });

  it('has a number for everything where volatility, time or prices are nought', () => {
    const edges = [0, 1e-300, 1e-9];
    for (const volatility of edges)
      for (const yearsToExpiry of edges)
        for (const price of edges)
          for (const inverseSize of [null, 100]) {
            const own = book({
              index: price,
              linear: [contract({ price, inverseSize, yearsToExpiry: 0 }), contract({ price, inverseSize })],
              options: [
                option({ volatility, yearsToExpiry, forward: price }),
                option({ volatility, yearsToExpiry, forward: price, quantity: -1, right: 'put' }),
                option({ volatility, yearsToExpiry, quantity: -2, strike: 0 }),
              ],
              spot: 1,
            });
            for (const figure of numbersOf(model(own))) expect(figure).not.toBeNaN();
          }
  });

  it('gives the same answer again, and leaves the book as it was', () => {
    fc.assert(
      fc.property(anyBook(), own => {
        const before = structuredClone(own);
        expect(model(own)).toEqual(model(own));
        expect(own).toEqual(before);
      }),
    );
  });
});

describe('a matrix without offsets', () => {
  /** Dampened tails count one dampener for two books, and are no part of this. */
  const matrix: Model = own => deribitPortfolio(own, { all: { extendedFactor: 0, pnlOffset: 0 } });
  const merged = (a: PortfolioBook, b: PortfolioBook): PortfolioBook => ({
    units: a.units.map((own, k) => ({
      ...own,
      linear: [...own.linear, ...b.units[k]!.linear],
      options: [...own.options, ...b.units[k]!.options],
      spot: own.spot + b.units[k]!.spot,
    })),
  });

  it('never asks more of two books than of each alone', () => {
    fc.assert(
      fc.property(anyBook(), anyBook(), (a, b) => {
        const sameIndex = { units: b.units.map((own, k) => ({ ...own, index: a.units[k]!.index })) };
        const together = matrix(merged(a, sameIndex)).maintenanceMargin;
        const apart = matrix(a).maintenanceMargin + matrix(sameIndex).maintenanceMargin;
        expect(together).toBeLessThanOrEqual(apart + 1e-6 + 1e-9 * apart);
      }),
    );
  });
});
