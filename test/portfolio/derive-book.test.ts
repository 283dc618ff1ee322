/** Derive's portfolio manager over a book of the portfolio models. */
import { describe, expect, it } from 'vitest';
import { derivePortfolioMargin } from '../../src/index.ts';
import { deriveFromBook } from '../../src/portfolio/derive-pmrm-book.ts';
import type { LinearLeg, OptionLeg, RiskUnit } from '../../src/portfolio/portfolio-book.ts';

const leg: LinearLeg = {
  symbol: 'ETHUSDC',
  quantity: -2,
  price: 2010,
  inverseSize: null,
  yearsToExpiry: null,
  quote: 'USDC',
};
const option = (
  right: 'call' | 'put',
  strike: number,
  quantity: number,
  yearsToExpiry: number,
): OptionLeg => ({
  symbol: `ETH-${strike}-${right}`,
  right,
  strike,
  quantity,
  yearsToExpiry,
  volatility: 0.7,
  forward: 2000 + 100 * yearsToExpiry,
  mark: 90,
  interestRate: 0.05,
});
const unit: RiskUnit = {
  underlying: 'ETH',
  index: 2000,
  linear: [leg],
  options: [option('call', 2200, -3, 0.1), option('put', 1800, 2, 0.5), option('put', 2200, 1, 0.1)],
  spot: 1.5,
};

describe('deriveFromBook', () => {
  it('is the margin of the same account, options of one expiry together', () => {
    const { linear, options, spot, index, underlying } = unit;
    const [near, far, beside] = options;
    expect(deriveFromBook(unit, 500)).toEqual(
      derivePortfolioMargin({
        underlying,
        cash: 500,
        spot: index,
        base: spot,
        perp: { quantity: linear[0]!.quantity, price: linear[0]!.price },
        expiries: [
          { yearsToExpiry: 0.1, forward: 2010, interestRate: 0.05, options: [near!, beside!] },
          { yearsToExpiry: 0.5, forward: 2050, interestRate: 0.05, options: [far!] },
        ],
      }),
    );
    // Two naked calls of three: the put at their strike covers one.
    expect(deriveFromBook(unit, 500).parts.maintenance.nakedOptions).toBe(-2 * 2000 * 0.003);
  });

  it('takes parameters', () => {
    const [v1, v2] = [deriveFromBook(unit, 0, { version: 'v1' }), deriveFromBook(unit, 0)];
    expect(v1.maintenanceMargin).not.toBe(v2.maintenanceMargin);
    expect(v1.equity - v1.maintenanceExcess).toBeCloseTo(v1.maintenanceMargin, 9);
  });

  it('nothing held: nothing asked', () => {
    const empty = { ...unit, linear: [], options: [], spot: 0 };
    expect(deriveFromBook(empty, 0)).toMatchObject({ maintenanceMargin: 0, initialMargin: 0, worst: null });
  });

  it.each([
    [[{ ...leg, inverseSize: 10 }], /^ETHUSDC: Derive lists no inverse contracts/],
    [[{ ...leg, yearsToExpiry: 0.2 }], /^ETHUSDC: Derive lists no futures/],
    [[leg, { ...leg, symbol: 'ETHUSDT' }], /^ETHUSDT: Derive lists one perpetual/],
  ])('refuses what Derive does not list', (linear, message) => {
    expect(() => deriveFromBook({ ...unit, linear }, 0)).toThrow(message);
  });
});
