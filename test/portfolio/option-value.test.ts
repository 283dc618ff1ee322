import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76, black76Price } from '../../src/market/black76.ts';
import { forwardPrice, normalBelow, optionDelta, optionValue } from '../../src/portfolio/option-value.ts';
import { ScenarioGrid } from '../../src/portfolio/scenario-grid.ts';
import { option, optionLeg } from './venue-books.ts';

describe('options along a grid', () => {
  it('have the prices and deltas of black76, to 1e-14 of the forward', () => {
    fc.assert(
      fc.property(optionLeg(), leg => {
        const { right, forward, strike, yearsToExpiry, volatility, interestRate } = leg;
        const { price, delta } = black76({ right, forward, strike, yearsToExpiry, volatility, interestRate });
        expect(Math.abs(optionValue(leg) - price)).toBeLessThanOrEqual(1e-14 * (forward + strike));
        expect(optionDelta(leg)).toBeCloseTo(delta, 13);
      }),
      { numRuns: 1000 },
    );
  });

  it('gain in each cell what black76 says they do, in USD and in coin', () => {
    const moves = [-0.6, -0.1, 0, 0.25, 4];
    fc.assert(
      fc.property(optionLeg(), leg => {
        const { forward, strike, yearsToExpiry, volatility, interestRate, quantity } = leg;
        const grid = new ScenarioGrid(moves, [own => own * 1.5, own => own]);
        const discount = Math.exp(-interestRate * yearsToExpiry);
        const sign = leg.right === 'call' ? 1 : -1;
        const now = optionValue(leg);
        for (const index of [null, 123.4]) {
          grid.clear();
          grid.addOption(leg, now, index);
          const wanted = moves.flatMap(move =>
            [1.5, 1].map(scale => {
              const there = black76Price(
                sign,
                forward * (1 + move),
                strike,
                yearsToExpiry,
                volatility * scale,
                discount,
              );
              return quantity * (index === null ? there - now : there / index / (1 + move) - now / index);
            }),
          );
          const scale = Math.abs(quantity) * (6 * forward + strike);
          wanted.forEach((gain, cell) =>
            expect(Math.abs(grid.pnl[cell]! - gain)).toBeLessThanOrEqual(1e-14 * scale),
          );
        }
      }),
    );
  });

  it('normalBelow has both tails and its middle', () => {
    expect(normalBelow(0)).toBeCloseTo(0.5, 16);
    expect(normalBelow(1.959963984540054)).toBeCloseTo(0.975, 15);
    expect(normalBelow(-1.959963984540054)).toBeCloseTo(0.025, 15);
    expect(normalBelow(-8) / 6.22096057427178e-16).toBeCloseTo(1, 7);
    expect([normalBelow(-Infinity), normalBelow(Infinity), normalBelow(-40)]).toEqual([0, 1, 0]);
  });

  it.each([
    ['no time is left', { yearsToExpiry: 0 }],
    ['nothing is volatile', { volatility: 0 }],
    ['the forward is worth nothing', { forward: 0 }],
    ['the strike is nought', { strike: 0 }],
  ])('is its intrinsic value when %s', (_, terms) => {
    const leg = option({ strike: 80, forward: 100, ...terms });
    expect(optionValue(leg)).toBe(Math.max(0, leg.forward - leg.strike));
    expect(optionDelta(leg)).toBe(leg.forward > leg.strike ? 1 : 0);
  });

  it('no price may fall to nought or below', () => {
    expect(() => new ScenarioGrid([-1], [])).toThrow('price moves: expected numbers above -1, got -1');
  });

  it('a forward is its index with the basis of its time', () => {
    expect(forwardPrice(100, 0, 1)).toBe(100);
    expect(forwardPrice(100, 0.1, 0.5)).toBeCloseTo(105.127109637602, 10);
  });
});
