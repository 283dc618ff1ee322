/** Published figures of Binance, reached through the rules of the venue. */
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import { differences, fullVectors, vectorsDir } from '../vectors/vectors.ts';
import { binanceBook, crossing, holdingOf, inverse } from './binance-book.ts';
import { atNotional, binanceVectorRules as rules, table } from './binance-rules.ts';

const vectors = [...fullVectors('binance-bybit.json'), ...fullVectors('engines.json')].flatMap(vector => {
  const own = rules.find(({ ids }) => ids.test(vector.id));
  return own ? [{ id: vector.id, vector, own }] : [];
});

describe.skipIf(vectorsDir === null)('published figures of Binance through the rules', () => {
  it.each(vectors)('$id', ({ vector, own }) => {
    expect(differences(vector, own.reproduce(vector.inputs))).toEqual([]);
  });

  it('are as many as there should be', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(40);
    for (const { ids } of rules)
      expect(
        vectors.some(({ id }) => ids.test(id)),
        String(ids),
      ).toBe(true);
  });
});

describe('published figures that any clone can check', () => {
  it('a notional on an edge is in the lower tier, and asks for the same in either', () => {
    const bnb = table([
      [0, 2_000_000, '0.1'],
      [2_000_000, 5_000_000, '0.125'],
      [5_000_000, 10_000_000, '0.15'],
    ]);
    const { maintenanceMarginRate, maintenance } = atNotional(bnb, 5_000_000);
    expect(maintenanceMarginRate.toString()).toBe('0.125');
    expect(maintenance.eq(bnb[2]!.maintenanceMarginRate.mul(5_000_000).sub(bnb[2]!.deduction))).toBe(true);
  });

  it('BTCUSD at 300 BTC: 12.5 %, 11.81 BTC on the older table and 11.605 BTC on the newer', () => {
    const at300 = (asOf: number) => {
      const book = binanceBook({ venue: 'binance-coinm', asOf, instruments: [inverse('BTCUSD_PERP')] });
      const holding = holdingOf(book, { symbol: 0, quantity: 30_000, entry: 10_000 });
      return new Decimal('37.5').sub(book.rules.model.own(holding, [new Decimal(10_000)])!.maintenance);
    };
    expect(at300(Date.UTC(2021, 2, 1)).toString()).toBe('11.81');
    expect(at300(Date.UTC(2022, 0, 1)).toString()).toBe('11.605');
  });

  it('the calculator of the exchange: 100,000 contracts from 45,000 on 101 BTC', () => {
    const book = binanceBook({ venue: 'binance-coinm', instruments: [inverse('BTCUSD_PERP')] });
    const leg = { symbol: 0, quantity: 100_000, entry: 45_000 };
    expect(crossing(book, [leg], 101, [45_000, 20_000]).toNumber()).toBeCloseTo(33_599.4, 1);
  });
});
