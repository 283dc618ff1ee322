/** Collateral, loans, deleveraging, funding and orders: printed tables, and what the rules say at their edges. */
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';

describe('collateral', () => {
  it('is cut by the haircut when owned and never when owed', () => {
    const asset = { price: 50_000, haircut: '0.05' };
    expect(f.collateralValue({ ...asset, balance: 2 }).toNumber()).toBe(95_000);
    expect(f.collateralValue({ ...asset, balance: -2 }).toNumber()).toBe(-100_000);
    expect(f.collateralValue({ ...asset, balance: -2, debtMarkup: '0.05' }).toNumber()).toBe(-105_000);
  });

  it("counts slices: Bybit's and OKX's by amount, Binance PM Pro's by value", () => {
    // rules: binance-bybit.md §5.4, the illustrative BTC table.
    const bybit = [
      { floor: 0, cap: 10, ratio: '0.98' },
      { floor: 10, cap: 20, ratio: '0.95' },
      { floor: 20, cap: 30, ratio: '0.9' },
    ];
    const coins = (balance: number): number =>
      f.tieredCollateralValue({ balance, price: 100, tiers: bybit }).toNumber();
    expect([coins(5), coins(10), coins(25), coins(80), coins(-3)]).toEqual([490, 980, 2380, 2830, -300]);
    // §4.4, ORDI after 2025-10-24: 200k whole, 200k at 80 %, 400k at 70 %.
    const binance = [
      { floor: 0, cap: 200_000, ratio: 1 },
      { floor: 200_000, cap: 400_000, ratio: '0.8' },
      { floor: 400_000, cap: 800_000, ratio: '0.7' },
      { floor: 800_000, cap: 1_000_000, ratio: '0.4' },
      { floor: 1_000_000, cap: Infinity, ratio: '0.2' },
    ];
    const value = f.tieredCollateralValue({ balance: 150_000, price: 10, tiers: binance, by: 'value' });
    expect(value.toNumber()).toBe(200_000 + 160_000 + 280_000 + 80_000 + 100_000);
  });

  it('lends its value times the ratio, nothing against a debt', () => {
    expect(f.borrowable({ balance: 10_000, price: 40, loanToValue: '0.5' }).toNumber()).toBe(200_000);
    expect(f.borrowable({ balance: -1, price: 40, loanToValue: '0.5' }).toNumber()).toBe(0);
  });
});

describe('loans', () => {
  it('bear interest each period on what exceeds the free limit', () => {
    const loan = { liability: 25_000, rate: '0.00001', periods: 24, freeLimit: 20_000 };
    expect(f.borrowInterest(loan).toString()).toBe('1.2');
    expect(f.borrowInterest({ ...loan, liability: 20_000 }).toNumber()).toBe(0);
  });

  it('at Binance are bounded by what could be withdrawn, and by the limit of the asset', () => {
    const maxWithdrawal = f.binanceMaxWithdrawal({ equity: 22_000, maintenanceMargin: 10_000 });
    expect(maxWithdrawal.toNumber()).toBe(10_000);
    expect(f.binanceMaxWithdrawal({ equity: 5, maintenanceMargin: 10 }).toNumber()).toBe(0);
    const account = { maxWithdrawal, leverage: 5, spotLoanValue: 8000, index: 100, borrowLimit: 1000 };
    // 4 · (10,000 − 8,000 / 4) = 32,000 dollars.
    expect(f.binanceMaxLoan(account).toNumber()).toBe(320);
    expect(f.binanceMaxLoan({ ...account, currentLoan: 900 }).toNumber()).toBe(100);
  });

  it.each(['long', 'short'] as const)(
    'at OKX: an isolated %s is at ratio 1 at its liquidation price',
    side => {
      const position = {
        side,
        assets: side === 'long' ? 2 : 150_000,
        liability: side === 'long' ? 80_000 : 2,
        markPrice: 50_000,
        tiers: { maintenanceMarginRate: '0.03' },
        feeRate: '0.001',
      };
      const { liquidationPrice, marginRatio } = f.okxIsolatedLoan(position);
      expect(marginRatio.gt(1)).toBe(true);
      expect(liquidationPrice.lt(50_000)).toBe(side === 'long');
      const there = f.okxIsolatedLoan({ ...position, markPrice: liquidationPrice }).marginRatio;
      expect(there.sub(1).abs().lt('1e-30')).toBe(true);
    },
  );
});

describe('auto-deleveraging', () => {
  it('ranks winners by profit and leverage; losers and the bankrupt come last', () => {
    const rank = (unrealisedPnl: number, walletBalance: number, marginRatio: number | null) =>
      f.adlRank({ unrealisedPnl, walletBalance, marginRatio }).leveragePnl.toNumber();
    expect([rank(50, 100, 0.2), rank(-50, 100, 0.9), rank(50, 0.1, null)]).toEqual([0.1, 0, 0]);
  });

  it('starts where the pool has lost enough', () => {
    const pool = { highestBalance: 1000, startRatio: '-0.3' };
    expect(f.poolDrawdown({ ...pool, pnlChange: -299 }).excessLoss.toNumber()).toBe(0);
    expect(f.poolDrawdown({ ...pool, pnlChange: -310 }).excessLoss.toNumber()).toBe(10);
  });

  it('goes on to the next when the first does not cover all, and passes those on the same side', () => {
    const closed = f.autoDeleverage({
      quantity: 10,
      bankruptcyPrice: 95,
      price: 40,
      counterparties: [
        { id: '10', quantity: -4, entryPrice: 100, equity: 100 },
        { id: '9', quantity: -4, entryPrice: 100, equity: 100 },
        { id: '1', quantity: 50, entryPrice: 10, equity: 100 },
        { id: '2', quantity: -8, entryPrice: 50, equity: 800 },
      ],
    });
    expect(closed.map(({ id, closed: size }) => [id, size.toNumber()])).toEqual([
      ['9', 4],
      ['10', 4],
      ['2', 2],
    ]);
    expect(closed[2]!.quantity.toNumber()).toBe(-6);
    expect(closed[2]!.equity.eq(new Decimal(800).add(-2 * 45))).toBe(true);
  });
});

describe('funding while held', () => {
  it('meets settlements at both ends, and one just missed only within the grace', () => {
    const hour = 3_600_000;
    const settlements = [0, 8, 16].map(at => ({ timeMs: at * hour, rate: '0.001', price: 100 }));
    const paid = (openTimeMs: number, closeTimeMs: number, graceMs = 0): number =>
      f.fundingWhileHeld({ quantity: -1, openTimeMs, closeTimeMs, settlements, graceMs }).toNumber();
    expect([paid(0, 8 * hour), paid(1, 8 * hour), paid(1, 8 * hour - 1)]).toEqual([0.2, 0.1, 0]);
    expect([paid(14_999, 15_000, 15_000), paid(15_000, 15_000, 15_000)]).toEqual([0.1, 0]);
  });
});

describe('funding rate and mark', () => {
  it('is the interest while the premium is near it, else the premium less the clamp, within the cap', () => {
    const rate = (premium: string, cap?: string): string =>
      f.fundingRate({ premium, ...(cap === undefined ? {} : { cap }) }).toString();
    expect([rate('0'), rate('0.0006'), rate('0.002'), rate('-0.002')]).toEqual([
      '0.0001',
      '0.0001',
      '0.0015',
      '-0.0015',
    ]);
    expect([rate('0.02', '0.004'), rate('-0.02', '0.004')]).toEqual(['0.004', '-0.004']);
  });

  it('is the middle one of carried index, index with basis, and last', () => {
    const state = { index: 50_000, lastFundingRate: '0.0002', intervalShareLeft: '0.5', basisAverage: 20 };
    const mark = (lastPrice: number): number => f.binanceMarkPrice({ ...state, lastPrice }).toNumber();
    expect([mark(40_000), mark(50_010), mark(60_000)]).toEqual([50_005, 50_010, 50_020]);
  });
});

describe('orders', () => {
  it('take their margin and what they would lose at once', () => {
    const order = { quantity: 2, price: 105, markPrice: 100, leverage: 10 };
    expect(f.binanceOrderCost(order).toNumber()).toBe(21 + 10);
    expect(f.binanceOrderCost({ ...order, quantity: -2 }).toNumber()).toBe(21);
    expect(f.openLoss({ ...order, quantity: -2, price: 90 }).toNumber()).toBe(-20);
  });

  it('at Bybit take both fees, the second at the bankruptcy price', () => {
    const order = { quantity: -2, price: 100, leverage: 10, takerFeeRate: '0.001' };
    const { feeToOpen, feeToClose, cost } = f.bybitOrderCost(order);
    expect([feeToOpen, feeToClose, cost].map(Number)).toEqual([0.2, 0.22, 20.42]);
  });
});
