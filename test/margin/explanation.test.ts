/** What a portfolio model says of its requirement adds up to it, and its worst scenario is the worst there is. */
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import { CorrelatedModel } from '../../src/margin/correlated-model.ts';
import type { Holding } from '../../src/margin/model.ts';
import { StressModel } from '../../src/margin/stress-model.ts';
import { perpetual } from '../../src/market/instrument.ts';
import { Dice } from '../engine/dice.ts';

const SYMBOLS = ['BTCUSDT', 'BTCUSDC', 'ETHUSDT', 'SOLUSDT', 'NEWUSDT'];
const instruments = SYMBOLS.map(perpetual);
const stress = new StressModel(instruments);
const correlated = new CorrelatedModel(instruments);
const PRICES = [59_000, 59_010, 2_900, 140, 0.37].map(price => new Decimal(price));

const book = (quantities: readonly (number | string)[]): Holding[] =>
  quantities.flatMap((quantity, symbol) =>
    Number(quantity) === 0 ? [] : [{ symbol, quantity: new Decimal(quantity), cost: ZERO, leverage: 10 }],
  );

const randomBooks = Array.from({ length: 200 }, (_, seed) => {
  const own = new Dice(seed + 1);
  return book(
    PRICES.map(price =>
      own.chance(0.3) ? 0 : ((own.between(-1, 1) * 10 ** own.between(3, 7)) / price.toNumber()).toFixed(6),
    ),
  );
}).filter(holdings => holdings.length > 0);

const close = (a: Decimal, b: Decimal): void =>
  expect(a.sub(b).abs().toNumber()).toBeLessThanOrEqual(b.abs().mul('1e-30').toNumber());

describe('pm-stress explained', () => {
  const names = ['BTC', 'ETH', 'SOL', 'NEW'];

  it('gives the figures of a book worked by hand', () => {
    // BTC: 1.5 × 59,000 = 88,500 long; ETH: 20 × 2,900 = 58,000 short. Both R = 12 %, extremes ±24 %.
    const { parts, scenarios, worst } = stress.explain(book([1.5, 0, -20]), PRICES);
    const shown = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value.toString()]));
    expect(shown).toEqual({
      'MR1 BTC': '10620',
      'MR4 BTC': '177',
      'MR6 BTC': '10620',
      'MR7 BTC': '398.25',
      'MR1 ETH': '6960',
      'MR4 ETH': '116',
      'MR6 ETH': '6960',
      'MR7 ETH': '261',
    });
    expect(scenarios.map(({ id, pnl, weight }) => [id, pnl.toString(), weight]).slice(0, 9)).toEqual([
      ['BTC −24 %', '-21240', 0.5],
      ['BTC −12 %', '-10620', 1],
      ['BTC −8 %', '-7080', 1],
      ['BTC −4 %', '-3540', 1],
      ['BTC 0 %', '0', 1],
      ['BTC +4 %', '3540', 1],
      ['BTC +8 %', '7080', 1],
      ['BTC +12 %', '10620', 1],
      ['BTC +24 %', '21240', 0.5],
    ]);
    expect(worst).toMatchObject({ id: 'BTC −12 %, ETH +12 %', shocks: { BTC: -0.12, ETH: 0.12 } });
    expect(worst!.pnl.toString()).toBe('-17580');
  });

  it('adds up to the requirement, and its worst scenario costs what the scan asks', () => {
    for (const holdings of randomBooks) {
      const { parts, worst } = stress.explain(holdings, PRICES);
      const part = (id: string, name: string) => parts[`${id} ${name}`] ?? ZERO;
      const sum = names.reduce((total, name) => {
        const scan = Decimal.max(part('MR1', name), part('MR6', name)).add(part('MR4', name));
        return total.add(Decimal.max(scan, part('MR7', name)));
      }, ZERO);
      close(sum, stress.maintenance(holdings, PRICES));
      close(
        worst!.pnl.neg(),
        names.reduce((total, name) => total.add(part('MR1', name)), ZERO),
      );
      expect(worst!.id).toBe(stress.worstScenario(holdings, PRICES));
    }
  });

  it('has no worst scenario where no move hurts: there the minimum charge asks', () => {
    expect(stress.explain([], PRICES)).toEqual({ parts: {}, scenarios: [], worst: null });
    const flat = book([1, new Decimal(-59_000).div(59_010).toString()]);
    const { parts, scenarios } = stress.explain(flat, PRICES);
    expect(scenarios.every(({ pnl }) => pnl.abs().lt('1e-20'))).toBe(true);
    expect(parts['MR7 BTC']!.gt(parts['MR1 BTC']!.add(parts['MR4 BTC']!))).toBe(true);
    close(parts['MR7 BTC']!, stress.maintenance(flat, PRICES));
  });
});

describe('pm-correlated explained', () => {
  const shocks: Record<string, number> = { BTC: 0.12, ETH: 0.12, SOL: 0.18, NEW: 0.25 };
  const deltas = (holdings: readonly Holding[]): Record<string, number> => {
    const sums: Record<string, number> = {};
    for (const { symbol, quantity } of holdings) {
      const { underlying } = instruments[symbol]!;
      sums[underlying] = (sums[underlying] ?? 0) + quantity.mul(PRICES[symbol]!).toNumber();
    }
    return sums;
  };

  it('adds up: losses and correlation make the norm, the floor stands beside it', () => {
    for (const holdings of randomBooks) {
      const { parts } = correlated.explain(holdings, PRICES);
      const norm = Object.entries(parts)
        .filter(([name]) => name !== 'floor')
        .reduce((sum, [, value]) => sum.add(value), ZERO);
      close(Decimal.max(norm, parts['floor']!), correlated.maintenance(holdings, PRICES));
      expect(parts['correlation']!.lte('1e-20')).toBe(true);
    }
  });

  it('names a joint move that costs the norm, and no joint move of the same size costs more', () => {
    const own = new Dice(7);
    for (const holdings of randomBooks) {
      const { worst } = correlated.explain(holdings, PRICES);
      const units = Object.entries(deltas(holdings));
      const lossOf = (move: (name: string) => number): number =>
        -units.reduce((sum, [name, delta]) => sum + delta * move(name), 0);
      const loss = worst!.pnl.neg().toNumber();
      expect(lossOf(name => worst!.shocks[name]!)).toBeCloseTo(loss, -Math.floor(Math.log10(loss)) + 6);
      for (let k = 0; k < 20; k++) {
        // x = R∘(√0.2·z + √0.8·c·1) with |(z, c)| = 1 has (x/R)ᵀρ⁻¹(x/R) <= 1.
        const z = units.map(() => own.bell(1));
        const c = own.bell(1);
        const length = Math.hypot(...z, c);
        const at = new Map(
          units.map(([name], u) => [
            name,
            (shocks[name]! * (Math.sqrt(0.2) * z[u]! + Math.sqrt(0.8) * c)) / length,
          ]),
        );
        expect(lossOf(name => at.get(name)!)).toBeLessThanOrEqual(loss * (1 + 1e-12));
      }
    }
  });
});
