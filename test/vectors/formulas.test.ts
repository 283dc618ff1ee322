/** Laws of the formulas that no single figure shows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import { Decimal } from '../../src/basics/money.ts';
import {
  averageEntry,
  bankruptcyPrice,
  fundingSettlements,
  health,
  initialMargin,
  insuranceDelta,
  inversePnl,
  isLiquidated,
  linearPnl,
  liquidationPrice,
  marginRatio,
  partialClose,
  roundUp,
  tieredMaintenance,
} from '../../src/margin/formulas.ts';
import { tiersAt } from '../../src/venue/binance-tiers.ts';

const btc = tiersAt('BTCUSDT', Date.parse('2025-09-01'))!.tiers;
const equity = (collateral: Decimal, quantity: Decimal, entryPrice: number, price: Decimal): Decimal =>
  collateral.add(linearPnl({ quantity, entryPrice, price }));

const books = fc.record({
  size: fc.integer({ min: 1, max: 2_000_000 }),
  side: fc.constantFrom(1, -1),
  entryPrice: fc.integer({ min: 100, max: 100_000 }),
  leverage: fc.integer({ min: 1, max: 100 }),
});

describe('liquidation price', () => {
  it('is where equity equals the maintenance of the tier found at that very price', () => {
    fc.assert(
      fc.property(books, ({ size, side, entryPrice, leverage }) => {
        const quantity = new Decimal(size).mul(side).div(1000);
        const collateral = initialMargin({ notional: quantity.mul(entryPrice), leverage });
        const price = liquidationPrice({ quantity, entryPrice, collateral, tiers: btc });
        if (price === null) {
          // Only an unlevered long has none: even at a price of zero nothing is owed.
          expect(side).toBe(1);
          expect(leverage).toBe(1);
          return;
        }
        const { maintenanceMargin } = tieredMaintenance({ notional: quantity.mul(price), tiers: btc });
        const gap = equity(collateral, quantity, entryPrice, price).sub(maintenanceMargin);
        expect(gap.abs().lt('1e-20')).toBe(true);
      }),
    );
  });

  it('takes the tier of the value there, not of the value at entry', () => {
    // 10 BTC: 600,000 at entry lies in the second tier, below 300,000 in the first.
    const position = { quantity: 10, entryPrice: 60_000, collateral: 400_000 };
    const price = liquidationPrice({ ...position, tiers: btc })!;
    expect(price.lt(30_000)).toBe(true);
    expect(price.eq(liquidationPrice({ ...position, tiers: { maintenanceMarginRate: '0.004' } })!)).toBe(
      true,
    );
  });

  it('is the edge itself where the margin jumps there', () => {
    const tiers = [
      { floor: 0, cap: 1000, maintenanceMarginRate: '0.01', deduction: 0 },
      { floor: 1000, cap: Infinity, maintenanceMarginRate: '0.2', deduction: 0 },
    ];
    // Short 10 at 90: at 100 equity is 50, asked for are 10 just below and 200 just above.
    expect(liquidationPrice({ quantity: -10, entryPrice: 90, collateral: 150, tiers })!.toString()).toBe(
      '100',
    );
  });

  it('moves with what the other positions of a cross account gain and ask', () => {
    const alone = { quantity: 1, entryPrice: 100, collateral: 50, tiers: { maintenanceMarginRate: '0.01' } };
    const price = (others: object): Decimal => liquidationPrice({ ...alone, ...others })!;
    expect(price({ othersPnl: 10 }).lt(price({}))).toBe(true);
    expect(price({ othersMaintenance: 10 }).gt(price({}))).toBe(true);
    expect(price({ othersPnl: 10, othersMaintenance: 10 }).eq(price({}))).toBe(true);
    expect(price({ feeRate: '0.001' }).gt(price({}))).toBe(true);
  });

  it('is none for a long whose collateral covers its whole value, and always there for a short', () => {
    const tiers = { maintenanceMarginRate: '0.01' };
    expect(liquidationPrice({ quantity: 1, entryPrice: 100, collateral: 100, tiers })).toBeNull();
    expect(bankruptcyPrice({ quantity: 1, entryPrice: 100, collateral: 100 })).toBeNull();
    expect(liquidationPrice({ quantity: -1, entryPrice: 100, collateral: 1e6, tiers })!.gt(100)).toBe(true);
  });

  it('stays in the last tier above its cap', () => {
    const tiers = [{ floor: 0, cap: 1000, maintenanceMarginRate: '0.5' }];
    const price = liquidationPrice({ quantity: -100, entryPrice: 100, collateral: 50_000, tiers })!;
    expect(price.toString()).toBe('400');
  });

  it('lies between entry and bankruptcy when the margin exceeds the maintenance', () => {
    for (const side of [1, -1]) {
      const position = { quantity: side, entryPrice: 60_000, collateral: 6_000 };
      const liquidated = liquidationPrice({ ...position, tiers: btc })!;
      const bankrupt = bankruptcyPrice(position)!;
      expect(liquidated.sub(60_000).mul(side).lt(0)).toBe(true);
      expect(bankrupt.sub(liquidated).mul(side).lt(0)).toBe(true);
    }
  });
});

describe('bankruptcy price of an inverse contract', () => {
  it('is where the loss in coin takes all that backs it', () => {
    const position = { quantity: -300, contractSize: 10, entryPrice: 20_000, collateral: '0.02' };
    const price = bankruptcyPrice({ ...position, contract: 'inverse' })!;
    const loss = inversePnl({ contracts: -300, contractSize: 10, entryPrice: 20_000, price });
    expect(loss.add('0.02').abs().lt('1e-30')).toBe(true);
  });

  it('is none for a short backed by its own value in coin', () => {
    expect(
      bankruptcyPrice({ contract: 'inverse', quantity: -100, entryPrice: 100, collateral: 1 }),
    ).toBeNull();
  });
});

describe('maintenance', () => {
  it('is continuous at every edge and names the lower tier there, or the upper when asked', () => {
    for (const [k, { cap }] of btc.slice(0, -1).entries()) {
      const lower = tieredMaintenance({ notional: cap, tiers: btc });
      const upper = tieredMaintenance({ notional: cap, tiers: btc, edge: 'upper' });
      expect([lower.tier, upper.tier]).toEqual([k + 1, k + 2]);
      expect(lower.maintenanceMargin.eq(upper.maintenanceMargin)).toBe(true);
    }
  });

  it('is the marginal sum over tiers when no deductions are given', () => {
    const tiers = [
      { floor: 0, cap: 1000, maintenanceMarginRate: '0.02' },
      { floor: 1000, cap: 2000, maintenanceMarginRate: '0.025' },
      { floor: 2000, cap: 5000, maintenanceMarginRate: '0.05' },
    ];
    expect(tieredMaintenance({ notional: -3000, tiers }).maintenanceMargin.toString()).toBe('95');
  });
});

describe('average entry', () => {
  const fills = (...pairs: [number, number][]) => pairs.map(([quantity, price]) => ({ quantity, price }));

  it('starts anew at the fill that goes through zero, and is none when flat', () => {
    expect(averageEntry(fills([2, 100], [-3, 110]))!.toString()).toBe('110');
    expect(averageEntry(fills([2, 100], [2, 110], [-1, 500]))!.toString()).toBe('105');
    expect(averageEntry(fills([-1, 100], [-3, 200]))!.toString()).toBe('175');
    expect(averageEntry(fills([2, 100], [-2, 110]))).toBeNull();
    expect(averageEntry(fills([2, 100], [-2, 110], [1, 50]))!.toString()).toBe('50');
  });

  it('gives the profit of the single fills, linear and inverse', () => {
    const bought = fills([100, 90], [300, 120]);
    const linear = averageEntry(bought)!;
    const inverse = averageEntry(bought, 'inverse')!;
    const sum = (own: Decimal[]): Decimal => own.reduce((a, b) => a.add(b));
    const linearSum = sum(bought.map(fill => linearPnl({ ...fill, entryPrice: fill.price, price: 130 })));
    const inverseSum = sum(
      bought.map(fill => inversePnl({ contracts: fill.quantity, entryPrice: fill.price, price: 130 })),
    );
    expect(linearPnl({ quantity: 400, entryPrice: linear, price: 130 }).eq(linearSum)).toBe(true);
    const gap = inversePnl({ contracts: 400, entryPrice: inverse, price: 130 }).sub(inverseSum);
    expect(gap.abs().lt('1e-30')).toBe(true);
  });
});

describe('accounts', () => {
  it('are liquidated at equality unless the rule is strict', () => {
    const bucket = { equity: 10, maintenanceMargin: 10 };
    expect(isLiquidated(bucket)).toBe(true);
    expect(isLiquidated({ ...bucket, strict: true })).toBe(false);
  });

  it('have no health while nothing is required, and no ratio without equity', () => {
    expect(health({ equity: 10, maintenanceMargin: 0 })).toBeNull();
    expect(marginRatio({ equity: 0, maintenanceMargin: 5 })).toBeNull();
    expect(health({ equity: 10, maintenanceMargin: 4 })!.toNumber()).toBe(2.5);
  });

  it('never pay more than is left, and the fund pays what is short', () => {
    const charged = (equityLeft: number) =>
      insuranceDelta({ notional: 1000, feeRate: '0.01', equityLeft }).toNumber();
    expect([charged(50), charged(4), charged(-7)]).toEqual([10, 4, -7]);
  });

  it('get back the closed share of the margin', () => {
    const position = { quantity: -4, entryPrice: 100, margin: 40, closed: 1, price: 90, feeRate: '0.001' };
    const { realisedPnl, fee, marginReleased, marginLeft, quantityLeft } = partialClose(position);
    const figures = [realisedPnl, fee, marginReleased, marginLeft, quantityLeft].map(Number);
    expect(figures).toEqual([10, 0.09, 10, 30, -3]);
  });
});

describe('what is no sensible input', () => {
  const faults: [string, () => unknown][] = [
    ['leverage: must be above zero', () => initialMargin({ notional: 100, leverage: 0 })],
    ['quantity: expected a number', () => linearPnl({ quantity: 'ten', entryPrice: 1, price: 2 })],
    ['price: expected a number', () => linearPnl({ quantity: 1, entryPrice: 1, price: NaN })],
    ['price: must be above zero', () => inversePnl({ contracts: 1, entryPrice: 10, price: 0 })],
    ['tiers: at least one', () => tieredMaintenance({ notional: 1, tiers: [] })],
    [
      'quantity: a liquidation price needs a position',
      () => liquidationPrice({ quantity: 0, entryPrice: 1, collateral: 1, tiers: btc }),
    ],
    [
      'closed: 5 is more than the 4 held',
      () => partialClose({ quantity: 4, entryPrice: 1, margin: 1, closed: 5, price: 1 }),
    ],
    ['interval: must be above zero', () => fundingSettlements({ from: 0, to: 1, interval: 0 })],
    ['unit: must be above zero', () => roundUp(1, 0)],
  ];

  it.each(faults)('%s', (message, call) => {
    expect(call).toThrow(UserError);
    expect(call).toThrow(message);
  });
});
