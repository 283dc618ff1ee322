import { describe, expect, it } from 'vitest';
import { tierDeductions } from '../../src/margin/formulas.ts';
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
