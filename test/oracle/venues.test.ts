/** The naive implementation of the tiered venue and the portfolio models, against figures worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './brute-force.ts';
import type { Bucket } from './bucket.ts';
import { cornersOf, type Bars } from './paths.ts';
import { deskOf } from './book.ts';
import { contract, Dec, type Holding, type Prices } from './contracts.ts';
import { rulesOf, type Model } from './requirements.ts';
import type { Tiers } from './tiers.ts';
import { book, flat, hour, longBtc, pair } from './small-books.ts';

const tiers: Tiers = {
  BTCUSDT: [
    { floor: 0, cap: 5000, maintenanceMarginRate: 0.01, maxLeverage: 50, deduction: 0 },
    { floor: 5000, cap: 20_000, maintenanceMarginRate: 0.05, maxLeverage: 20, deduction: 200 },
  ],
};
const near = (text: string, expected: number): void => expect(Number(text)).toBeCloseTo(expected, 9);

describe('binance-usdm', () => {
  // MM at 9000 is 450 − 200 = 250 and the wallet after the fee 1250: f = 0 at 9000 exactly.
  const input = (...rows: [number, number, number, number][]) =>
    book({ ...longBtc(10_000, ...rows), mode: 'cross', model: 'binance-usdm', tiers, capital: 1255 });

  it('steps down to the tier’s floor, pays 1 % of what it closed, and tests again', () => {
    const result = judge(input([10_000, 10_000, 9000, 9000]));
    expect(result).toMatchObject({
      verdict: 'reduced',
      at: 2 * hour,
      positionsKept: false,
      accountAlive: true,
    });
    expect(result.liquidations).toHaveLength(1);
    near(result.liquidations[0]!.quantities['BTCUSDT']!, -4 / 9);
    near(result.liquidations[0]!.fee, 40);
    near(result.equityEnd, 210);
  });

  it('closes all from the lowest tier', () => {
    const result = judge(input([10_000, 10_000, 8000, 8000]));
    expect(result).toMatchObject({ verdict: 'liquidated', accountAlive: false });
    expect(result.liquidations).toHaveLength(2);
    // 210 + 5/9 (p − 9000) = 1 % of 5/9 p; the fee of 1 % then takes all of it.
    near(result.liquidations[1]!.prices['BTCUSDT']!, (4790 * 9) / (5 * 0.99));
    near(result.liquidations[1]!.quantities['BTCUSDT']!, -5 / 9);
    near(result.equityEnd, 0);
  });

  it('keeps what is left of an isolated margin in the bucket it reduced', () => {
    // 20x: margin 500; 500 + p − 10,000 = 0.05 p − 200 at 9300/0.95.
    const isolated = { ...input([10_000, 10_000, 9700, 9700]), mode: 'isolated' as const };
    isolated.positions[0]!.leverage = 20;
    const result = judge(isolated);
    const price = 9300 / 0.95;
    expect(result.verdict).toBe('reduced');
    near(result.liquidations[0]!.prices['BTCUSDT']!, price);
    near(result.liquidations[0]!.fee, 0.01 * (price - 5000));
  });

  it('takes over the rest in one piece when nothing is left', () => {
    const result = judge(input(flat(8000)));
    expect(result).toMatchObject({ verdict: 'bankrupt', equityEnd: '0' });
    expect(result.liquidations).toMatchObject([{ quantities: { BTCUSDT: '-1' }, fee: '0', deficit: '750' }]);
  });

  it('fills a step at last, at the same place of the candle, and judges on mark', () => {
    const onLast = input([10_000, 10_000, 8910, 8910]);
    onLast.candles['BTCUSDT']!.mark = input([10_000, 10_000, 9000, 9000]).candles['BTCUSDT']!.last;
    const [step, ...more] = judge(onLast).liquidations;
    expect(more).toEqual([]);
    expect(step!.prices).toEqual({ BTCUSDT: '9000' });
    near(step!.quantities['BTCUSDT']!, -4 / 9);
    near(step!.fee, 0.01 * (4 / 9) * 8910);
    near(judge(onLast).equityEnd, 1250 - (4 / 9) * 1090 - 39.6 - (5 / 9) * 1000);
  });

  it('takes over without slippage: nobody trades', () => {
    // Filled at 10,100 for 5.05: 1249.95 − 2100.
    const result = judge({ ...input(flat(8000)), slippageBps: 100 });
    expect(result.liquidations).toMatchObject([{ fee: '0', deficit: '850.05' }]);
  });

  it('steps a short that rises from its floor down for good, not for ever', () => {
    const short = input([10_000, 12_000, 10_000, 12_000]);
    short.positions[0]!.quantity = -1;
    const { verdict, liquidations } = judge({ ...short, capital: 1250 });
    expect(verdict).toBe('liquidated');
    near(liquidations[0]!.prices['BTCUSDT']!, 10_900);
    near(liquidations[0]!.quantities['BTCUSDT']!, 5900 / 10_900);
    // 286 − q (p − 10,900) = 0.05 q p − 200 with q = 5000 / 10,900.
    near(liquidations[1]!.prices['BTCUSDT']!, (5486 / 1.05) * 2.18);
    // Each step is under 4 % of the one before it, until what is above the floor counts as nothing.
    expect(liquidations.length).toBeLessThan(10);
    expect(Number(liquidations.at(-1)!.fee)).toBeCloseTo(50, 6);
  });

  it('calls it liquidated, not bankrupt, when the fee of a step took the last cent', () => {
    // Rates below the fee: 2390 − 5000 t = MM = 90 + 5 t, and the two steps cost more than that.
    const low = [
      { floor: 0, cap: 5000, maintenanceMarginRate: 0.004, maxLeverage: 50, deduction: 0 },
      { floor: 5000, cap: 20_000, maintenanceMarginRate: 0.005, maxLeverage: 50, deduction: 5 },
    ];
    const result = judge(
      pair([10_000, 10_000, 8000, 8000], [1000, 1300, 1000, 1300], {
        model: 'binance-usdm',
        tiers: { BTCUSDT: low, ETHUSDT: low },
        capital: 2400,
      }),
    );
    const t = 2300 / 5005;
    const firstFee = 0.01 * (5000 + 3000 * t);
    expect(result).toMatchObject({ verdict: 'liquidated', equityEnd: '0' });
    const [eth, btc, rest, ...more] = result.liquidations;
    expect(more).toEqual([]);
    near(eth!.fee, firstFee);
    near(btc!.fee, 90 + 5 * t - firstFee);
    expect(Object.keys(rest!.quantities)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(rest!.deficit).toBe('0');
    near(rest!.fee, 0);
  });

  it('reduces the position with the largest requirement first', () => {
    const both = pair(flat(9000), flat(1010), { model: 'binance-usdm', tiers, capital: 1365 });
    both.positions[0]!.leverage = 20;
    // Wallet 1355, E = 1355 − 1000 − 100 = 255 <= MM = 250 (BTC) + 50.5 (ETH, generic tier).
    const [first, ...more] = judge(both).liquidations;
    expect(first!.prices).toEqual({ BTCUSDT: '9000', ETHUSDT: '1010' });
    expect(Object.keys(first!.quantities)).toEqual(['BTCUSDT']);
    expect(more).toEqual([]);
  });

  it('refuses more leverage than the tier allows and more notional than the last tier has', () => {
    const eager = input(flat(10_000));
    eager.positions[0]!.leverage = 21;
    expect(judge(eager).verdict).toBe('not-held');
    const large = input(flat(10_000));
    large.positions[0]!.quantity = 2.1;
    expect(judge({ ...large, capital: 100_000 }).verdict).toBe('not-held');
  });
});

describe('portfolio', () => {
  it('binance-pm closes the whole account at E = 1.05 MM', () => {
    const at = (low: number) =>
      judge(
        book({
          ...longBtc(10_000, [10_000, 10_000, low, 9500]),
          mode: 'portfolio',
          model: 'binance-pm',
          tiers,
          capital: '1267.5',
        }),
      );
    const result = at(9000);
    expect(result).toMatchObject({
      verdict: 'liquidated',
      minHealth: 1.05,
      accountAlive: false,
      equityEnd: '172.5',
    });
    expect(result.liquidations).toMatchObject([{ prices: { BTCUSDT: '9000' }, fee: '90' }]);
    expect(at(9000.01).verdict).toBe('margin-called');
  });

  it('asks what its models ask', () => {
    const holding = (symbol: string, quantity: number): Holding => ({
      contract: contract(symbol),
      quantity: new Dec(quantity),
      entry: new Dec(1),
      leverage: new Dec(1),
    });
    const marks: Prices = {
      BTCUSDT: new Dec(10_000),
      ETHUSDT: new Dec(1000),
      SOLUSDT: new Dec(100),
      '1000SHIBUSDT': new Dec(1),
      LINKUSDT: new Dec(10),
    };
    const asks = (model: Model, ...holdings: Holding[]): number =>
      rulesOf('portfolio', model).maintenance(holdings, marks).toNumber();
    const hedged = [holding('BTCUSDT', 1), holding('ETHUSDT', -10)];
    // √(1200² + 1200² − 1.6·1200²)
    expect(asks('generic', ...hedged)).toBeCloseTo(1200 * Math.sqrt(0.4), 9);
    expect(asks('generic', holding('BTCUSDT', 1), holding('SOLUSDT', 100))).toBeCloseTo(
      Math.sqrt(1200 ** 2 + 1800 ** 2 + 1.6 * 1200 * 1800),
      9,
    );
    expect(asks('pm-stress', ...hedged)).toBe(2 * (1200 + 20));
    expect(asks('pm-stress', holding('1000SHIBUSDT', -10_000))).toBe(1800 + 80);
    expect(asks('pm-stress', holding('LINKUSDT', 1000))).toBe(2500 + 100);
  });

  it('opens at 1.3 times the requirement', () => {
    const calm = pair(flat(10_000), flat(1000), { mode: 'portfolio', model: 'pm-stress' });
    expect(judge({ ...calm, capital: 2440 * 1.3 + 10 }).verdict).toBe('margin-called');
    expect(judge({ ...calm, capital: 2440 * 1.3 + 9.9 }).verdict).toBe('not-held');
  });
});

describe('laws', () => {
  const symbols = ['BTCUSDT', 'ETHUSDT', 'LINKUSDT'];
  const factor = fc.integer({ min: 60, max: 140 }).map(percent => percent / 100);
  /** A candle of a symbol that opened at 100. */
  const row = fc.tuple(factor, factor, factor).map(([a, b, close]): [number, number, number, number] => {
    const prices = [100, 100 * a, 100 * b, 100 * close];
    return [100, Math.max(...prices), Math.min(...prices), 100 * close];
  });
  const side = fc.integer({ min: -20, max: 20 }).filter(quantity => quantity !== 0);
  const someBook = fc.record({
    rows: fc.tuple(row, row, row),
    quantities: fc.tuple(side, side, side),
    model: fc.constantFrom<Model>('generic', 'pm-stress', 'binance-usdm', 'binance-pm'),
    mode: fc.constantFrom('isolated' as const, 'cross' as const, 'portfolio' as const),
    capital: fc.integer({ min: 200, max: 3000 }),
  });

  it('dead for certain is dead on every path; alive on the worst is alive on every path', () => {
    fc.assert(
      fc.property(someBook, ({ rows, quantities, model, mode, capital }) => {
        const input = book({
          mode,
          model,
          capital,
          positions: symbols.map((symbol, i) => ({ symbol, quantity: quantities[i]!, leverage: 10 })),
          candles: Object.fromEntries(
            symbols.map((symbol, i) => [
              symbol,
              {
                last: [flat(100), flat(100), rows[i]!].map(([open, high, low, close], k) => ({
                  time: k * hour,
                  open,
                  high,
                  low,
                  close,
                })),
              },
            ]),
          ),
        });
        const kept = (path: 'nominal' | 'pessimistic' | 'optimistic') =>
          judge({ ...input, path }).positionsKept;
        if (kept('pessimistic')) expect([kept('nominal'), kept('optimistic')]).toEqual([true, true]);
        if (!kept('optimistic')) expect([kept('nominal'), kept('pessimistic')]).toEqual([false, false]);
      }),
      { seed: 2, numRuns: 50 },
    );
  }, 30_000);

  it('of a linear book the corner with the smallest f has each symbol against its sign', () => {
    fc.assert(
      fc.property(someBook, ({ rows, quantities, model, mode, capital }) => {
        const rules = rulesOf(mode, model);
        const holdings = symbols.map((symbol, i) => ({
          contract: contract(symbol),
          quantity: new Dec(quantities[i]!),
          entry: new Dec(100),
          leverage: new Dec(10),
        }));
        const bucket: Bucket = { name: 'account', kind: 'asset', cash: { USDT: new Dec(capital) }, holdings };
        const bars: Bars = Object.fromEntries(
          symbols.map((symbol, i) => {
            const [open, high, low, close] = rows[i]!.map(price => new Dec(price)) as [Dec, Dec, Dec, Dec];
            return [symbol, { open, high, low, close }];
          }),
        );
        const desk = deskOf(book({ positions: [], candles: { BTCUSDT: { last: [] } } }));
        const corners = cornersOf(bucket, bars, rules, desk);
        const against = corners.find(({ sides }) =>
          symbols.every((symbol, i) => sides[symbol] === (quantities[i]! < 0 ? 'high' : 'low')),
        )!;
        expect(corners).toHaveLength(8);
        for (const { distance } of corners) expect(distance.gte(against.distance)).toBe(true);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
