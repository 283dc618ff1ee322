import { describe, expect, it } from 'vitest';
import { tierDeductions } from '../../src/margin/formulas.ts';
import coins from '../../src/venue/binance-coin-tiers.json' with { type: 'json' };
import { coinTiersAt } from '../../src/venue/binance-coin-tiers.ts';
import history from '../../src/venue/binance-tiers.json' with { type: 'json' };
import { tiersAt } from '../../src/venue/binance-tiers.ts';

const tables = Object.entries(history.tables).flatMap(([symbol, own]) =>
  own.map(({ validFrom }) => ({ symbol, validFrom })),
);

describe('dated Binance tiers', () => {
  it('holds 56 tables of five symbols, each symbol in order of time', () => {
    expect(tables).toHaveLength(56);
    for (const own of Object.values(history.tables)) {
      const dates = own.map(table => table.validFrom);
      expect(dates).toEqual([...new Set(dates)].sort());
    }
  });

  it.each(tables)('$symbol of $validFrom: contiguous tiers whose deductions follow the recurrence', table => {
    const { tiers } = tiersAt(table.symbol, Date.parse(table.validFrom))!;
    expect(tiers[0]!.floor.isZero()).toBe(true);
    expect(tierDeductions(tiers).map(String)).toEqual(tiers.map(tier => tier.deduction.toString()));
    for (const [k, tier] of tiers.entries()) {
      const below = tiers[k - 1];
      expect(tier.cap.gt(tier.floor)).toBe(true);
      if (below === undefined) continue;
      expect(tier.floor.eq(below.cap)).toBe(true);
      expect(tier.maintenanceMarginRate.gt(below.maintenanceMarginRate)).toBe(true);
      expect(tier.maxLeverage).toBeLessThan(below.maxLeverage);
    }
  });

  it('picks the table first seen by the time asked for', () => {
    const day = (date: string) => tiersAt('BTCUSDT', Date.parse(date))!;
    expect(day('2022-02-13')).toMatchObject({ validFrom: '2022-02-13', beforeFirst: false });
    expect(day('2022-05-20T23:59:59Z').validFrom).toBe('2022-02-13');
    expect(day('2022-05-21T00:00:00Z').validFrom).toBe('2022-05-21');
    expect(day('2030-01-01').validFrom).toBe('2025-08-21');
  });

  it('stands in with the first table for a move before it, and says so', () => {
    const crash = tiersAt('ETHUSDT', Date.parse('2020-03-12'))!;
    expect(crash).toMatchObject({ validFrom: '2022-02-13', beforeFirst: true });
  });

  it('knows no tiers of other symbols', () => {
    expect(tiersAt('LUNAUSDT', Date.parse('2022-05-09'))).toBeNull();
  });
});

describe('dated COIN-M tiers', () => {
  const at = (coin: string, kind: 'inverse-perpetual' | 'inverse-future', date: string) =>
    coinTiersAt(coin, kind, Date.parse(date));
  const all = Object.entries(coins.tables).flatMap(([coin, own]) => own.map(table => ({ coin, ...table })));

  it.each(all)(
    '$coin of $validFrom: contiguous, never falling in rate, leverage that the rate allows',
    own => {
      for (const [k, [floor, cap, rate, leverage]] of own.tiers.entries()) {
        const below = own.tiers[k - 1];
        expect(floor).toBe(below?.[1] ?? 0);
        expect(cap ?? Infinity).toBeGreaterThan(floor!);
        expect(rate! * leverage!).toBeLessThan(1);
        if (below === undefined) continue;
        expect(rate).toBeGreaterThanOrEqual(below[2]!);
        expect(leverage).toBeLessThan(below[3]!);
      }
      expect(own.tiers.at(-1)![1]).toBeNull();
      expect(own.from).not.toBe('');
    },
  );

  it('gives the deductions that the exchange prints: 0.56 and 1.81, 11.81, then 11.605', () => {
    const deductions = (date: string) =>
      at('BTC', 'inverse-perpetual', date)!.tiers.map(({ deduction }) => deduction.toString());
    expect(deductions('2021-03-01').slice(3, 7)).toEqual(['0.56', '1.81', '6.81', '11.81']);
    expect(deductions('2022-01-01')[6]).toBe('11.605');
  });

  it('picks by date and kind, and says when the earliest stands in', () => {
    expect(at('BTC', 'inverse-perpetual', '2020-03-12')).toMatchObject({
      validFrom: '2021-02-05',
      beforeFirst: true,
    });
    expect(at('BTC', 'inverse-perpetual', '2021-07-26')).toMatchObject({ validFrom: '2021-02-05' });
    expect(at('BTC', 'inverse-perpetual', '2021-07-27')).toMatchObject({ validFrom: '2021-07-27' });
    expect(at('BTC', 'inverse-future', '2021-04-25')).toMatchObject({ validFrom: '2021-02-05' });
    expect(at('BTC', 'inverse-future', '2022-01-01')).toMatchObject({
      validFrom: '2021-04-26',
      beforeFirst: false,
    });
    expect(at('ETH', 'inverse-perpetual', '2022-01-01')).toMatchObject({ validFrom: '2021-04-05' });
    expect(at('LINK', 'inverse-perpetual', '2022-01-01')).toBeNull();
  });
});
