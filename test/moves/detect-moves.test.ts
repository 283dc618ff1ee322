import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectConfig } from '../../src/market/market-config.ts';
import { detectMoves } from '../../src/market/detect-moves.ts';
import type { Market } from '../../src/market/market.ts';
import { DAY, HOUR, hour, syntheticMarket } from './synthetic-market.ts';

const config: DetectConfig = { size: 0.15, windowMs: 6 * HOUR, distanceMs: 3 * HOUR, count: 10 };
const flat = (length: number, price = 100) => new Array<number>(length).fill(price);

describe('the largest moves', () => {
  it('run from the candle of the first extreme to the end of that of the second', () => {
    const prices = [...flat(10), 104, 98, 90, 78, 82, ...flat(10, 84)];
    expect(detectMoves(syntheticMarket({ BTC: prices }), config)).toEqual([
      {
        id: '2020-03-11_drop_BTC',
        name: 'BTC −25 % in 3 h',
        start: hour(10),
        end: hour(14),
        what: 'from 104 (2020-03-11 10:00 UTC) to 78 (2020-03-11 13:00 UTC)',
        symbols: ['BTC'],
      },
    ]);
  });

  it('may be rallies, of any symbol, in order of time', () => {
    const btc = [...flat(5), 80, ...flat(40, 80)];
    const eth = [...flat(30, 10), 14, ...flat(15, 14)];
    const moves = detectMoves(syntheticMarket({ BTC: btc, ETH: eth }), config);
    expect(moves.map(move => move.name)).toEqual(['BTC −20 % in 60 min', 'ETH +40 % in 60 min']);
  });

  it('count from just the size asked for, as a fraction of the price it starts from', () => {
    const names = (prices: number[]) => detectMoves(syntheticMarket({ A: prices }), config).length;
    expect(names([100, 100, 85, 85])).toBe(1);
    expect(names([100, 100, 85.01, 85.01])).toBe(0);
    expect(names([100, 100, 115, 115])).toBe(1);
    expect(names([100, 100, 114.99, 114.99])).toBe(0);
    // A drop of 14 % is larger in log terms than a rally of 15.5 %, and yet only the rally counts.
    expect(names([...flat(3), 86, ...flat(10, 86), ...flat(3, 99.33)])).toBe(1);
  });

  it('stay within the window, within one segment, and away from candles that are not there', () => {
    const slow = [100, 97, 94, 91, 88, 85, 82, 79, 76];
    expect(detectMoves(syntheticMarket({ A: slow }), { ...config, windowMs: 3 * HOUR })).toEqual([]);
    const acrossHole = syntheticMarket({ A: [100, 100, 50, 50] }, [0, 1, 50, 51]);
    expect(detectMoves(acrossHole, { ...config, windowMs: 100 * HOUR })).toEqual([]);
    const late = syntheticMarket({ A: [null, null, 100, null, 50, 50], B: flat(6) });
    expect(detectMoves(late, config).map(({ start, end }) => [start, end])).toEqual([[hour(2), hour(5)]]);
  });

  it('keep their distance, the larger first, and stop at the count', () => {
    const prices = [...flat(10), 60, ...flat(2, 60), 75, ...flat(30, 75), 100, ...flat(10)];
    const market = syntheticMarket({ A: prices });
    const names = (change: Partial<DetectConfig>) =>
      detectMoves(market, { ...config, ...change }).map(({ name }) => name.split(' in')[0]);
    expect(names({ distanceMs: HOUR })).toEqual(['A −40 %', 'A +25 %', 'A +33 %']);
    expect(names({})).toEqual(['A −40 %', 'A +33 %']);
    expect(names({ count: 1 })).toEqual(['A −40 %']);
  });

  it('have an id each, even twice on a day', () => {
    const prices = [...flat(3), 80, ...flat(8, 80), 60, ...flat(8, 60)];
    const ids = detectMoves(syntheticMarket({ A: prices }), { ...config, windowMs: HOUR }).map(
      move => move.id,
    );
    expect(ids).toEqual(['2020-03-11_drop_A', '2020-03-11_drop_A_2']);
  });
});

/** The same by trying every pair: what `detectMoves` must find. */
function bruteForce(
  { times, segments, series }: Market,
  { size, windowMs, distanceMs, count }: DetectConfig,
) {
  const windows: { start: number; end: number; log: number }[] = [];
  while (windows.length < count) {
    let best: { start: number; end: number; log: number } | null = null;
    for (const { from, to } of segments)
      for (const { last, stale } of series)
        for (let i = from; i < to; i++)
          for (let k = i + 1; k < to; k++) {
            const [start, end] = [times[i]!, times[k]! + HOUR];
            if (stale?.[i] || stale?.[k] || times[k]! - times[i]! > windowMs) continue;
            if (windows.some(other => start < other.end + distanceMs && other.start < end + distanceMs))
              continue;
            const change = last.close[k]! / last.close[i]! - 1;
            const log = Math.abs(Math.log1p(change));
            if (Math.abs(change) >= size && log > (best?.log ?? 0)) best = { start, end, log };
          }
    if (best === null) break;
    windows.push(best);
  }
  return windows.sort((a, b) => a.start - b.start);
}

/** Prices in 50 … 150, every seventh row or so without a candle; free of ties, so there is one right answer. */
function scattered(seed: number, rows: number): (number | null)[] {
  let state = seed;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return Array.from({ length: rows }, () => (random() < 1 / 7 ? null : 50 + 100 * random()));
}

it('finds what trying every pair finds', () => {
  const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(
      seed,
      seed,
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 8 }),
      (a, b, distance, window) => {
        const at = Array.from({ length: 30 }, (_, row) => (row < 17 ? row : row + 40));
        const prices = { A: [100, ...scattered(a, 29)], B: [99, ...scattered(b, 29)] };
        const market = syntheticMarket(prices, at);
        const wanted = { size: 0.3, windowMs: window * HOUR, distanceMs: distance * HOUR, count: 4 };
        const found = detectMoves(market, wanted).map(({ start, end }) => ({ start, end }));
        expect(found.length).toBeGreaterThan(0);
        expect(found).toEqual(bruteForce(market, wanted).map(({ start, end }) => ({ start, end })));
      },
    ),
    { numRuns: 300 },
  );
});

it('goes through a million candles in a breath', () => {
  const walk = Float64Array.from(
    { length: 1_000_000 },
    (_, k) => 100 * Math.exp(Math.sin(k / 5000) + 0.01 * Math.sin(k)),
  );
  const market = syntheticMarket({ A: [...walk] });
  const before = performance.now();
  const moves = detectMoves(market, { size: 0.2, windowMs: 90 * DAY, distanceMs: DAY, count: 20 });
  expect(moves).toHaveLength(20);
  expect(performance.now() - before).toBeLessThan(10_000);
});
