/** LONG and SHORT of one contract (hedge mode): two symbols of the same prices (rules: binance-bybit.md §2.3, §3). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import type { MarginTier } from '../../src/margin/tiered-model.ts';
import { binanceBook, crossing, inverse, linear, oneTier, tiersFor } from './binance-book.ts';

const num = (value: Decimal): number => value.toNumber();
const legs = ['BTCUSDT', 'BTCUSDT:SHORT'];

describe('the second leg', () => {
  it('has the tiers, the underlying and the quote of its contract', () => {
    const { rules, instruments } = binanceBook({ instruments: legs.map(linear) });
    expect(instruments.map(({ underlying, quote, settle }) => [underlying, quote, settle])).toEqual([
      ['BTC', 'USDT', 'USDT'],
      ['BTC', 'USDT', 'USDT'],
    ]);
    for (const notional of [50_000, 50_001, 7_500_000, 1e9]) {
      const caps = [0, 1].map(symbol => rules.leverageMax(symbol, new Decimal(notional)));
      expect(caps[1]).toBe(caps[0]);
    }
    expect(rules.rulesFrom).toEqual(['BTCUSDT: tiers first seen on 2022-02-13.']);
  });

  it('takes the tiers a caller gives for the contract, or its own', () => {
    const rate = (overrides: Record<string, MarginTier[]>) => {
      const { rules } = binanceBook({ instruments: legs.map(linear), overrides: { tiers: overrides } });
      const one = new Decimal(1);
      return [0, 1].map(symbol =>
        num(rules.model.maintenance([{ symbol, quantity: one, cost: one, leverage: 1 }], [one, one])),
      );
    };
    expect(rate({ BTCUSDT: oneTier('0.02') })).toEqual([0.02, 0.02]);
    expect(rate({ BTCUSDT: oneTier('0.02'), 'BTCUSDT:SHORT': oneTier('0.03') })).toEqual([0.02, 0.03]);
  });

  it('is told from a coin-margined one', () => {
    const { rules } = binanceBook({
      venue: 'binance-coinm',
      instruments: ['BTCUSD_PERP', 'BTCUSD_PERP:SHORT'].map(symbol => inverse(symbol)),
    });
    expect(rules.rulesFrom).toHaveLength(1);
    expect(rules.leverageMax(1, new Decimal(5))).toBe(125);
    expect(rules.leverageMax(1, new Decimal('5.01'))).toBe(100);
  });
});

describe('isolated', () => {
  it('each leg has a price of its own: a short of BLUR beside a long', () => {
    // A real position; the long is ours. The rate is that of its first tier.
    const book = binanceBook({
      mode: 'isolated',
      instruments: ['BLURUSDT', 'BLURUSDT:SHORT'].map(linear),
      overrides: tiersFor('BLURUSDT', '0.015'),
    });
    const short = crossing(book, [{ symbol: 1, quantity: -28, entry: '0.72165' }], '5.04210448', [
      '0.72165',
      2,
    ]);
    expect(num(short) / 0.88839917).toBeCloseTo(1, 5);
    const long = crossing(book, [{ symbol: 0, quantity: 28, entry: '0.72165' }], '5.04210448', [
      '0.72165',
      '0.1',
    ]);
    expect(num(long)).toBeLessThan(0.72165);
  });
});

describe('cross', () => {
  const size = fc.integer({ min: 1, max: 40 });
  const entry = fc.integer({ min: 9000, max: 11_000 });

  it('both share the one price of the published formula (linear)', () => {
    fc.assert(
      fc.property(size, size, entry, entry, (long, short, entryLong, entryShort) => {
        fc.pre(Math.abs(long - short) >= 1);
        const book = binanceBook({
          instruments: legs.map(linear),
          overrides: tiersFor('BTCUSDT', '0.01', 30),
        });
        const wallet = 100_000;
        const held = [
          { symbol: 0, quantity: long, entry: entryLong },
          { symbol: 1, quantity: -short, entry: entryShort },
        ];
        const published =
          (wallet + 30 + 30 - long * entryLong + short * entryShort) /
          (long * 0.01 + short * 0.01 - long + short);
        // Only prices within the search below.
        fc.pre(published > 10 && published < 1e5);
        const price = crossing(book, held, wallet, long > short ? [20_000, 1] : [1, 1e6]);
        expect(num(price)).toBeCloseTo(published, 6);
      }),
    );
  });

  it('both share one price (inverse, derived)', () => {
    const book = binanceBook({
      venue: 'binance-coinm',
      instruments: ['BTCUSD_PERP', 'BTCUSD_PERP:SHORT'].map(symbol => inverse(symbol)),
      overrides: tiersFor('BTCUSD_PERP', '0.05', '1.605'),
    });
    const [long, short, entryLong, entryShort, wallet] = [40_000, 10_000, 45_000, 40_000, 20];
    const price = crossing(
      book,
      [
        { symbol: 0, quantity: long, entry: entryLong },
        { symbol: 1, quantity: -short, entry: entryShort },
      ],
      wallet,
      [45_000, 10_000],
    );
    const [ql, qs] = [long * 100, short * 100];
    const published =
      (ql * (0.05 + 1) + qs * (0.05 - 1)) / (wallet + 1.605 * 2 + ql / entryLong - qs / entryShort);
    expect(num(price)).toBeCloseTo(published, 6);
  });

  it('nothing is netted: both legs ask for their own tier', () => {
    const { rules } = binanceBook({ instruments: legs.map(linear) });
    const prices = [new Decimal(10_000), new Decimal(10_000)];
    const [long, short] = [1, -1].map((quantity, symbol) => ({
      symbol,
      quantity: new Decimal(quantity),
      cost: new Decimal(10_000 * quantity),
      leverage: 10,
    }));
    expect(num(rules.model.maintenance([long!, short!], prices))).toBe(80);
    expect(num(rules.model.initial([long!, short!], prices))).toBe(2000);
  });
});
