import { describe, expect, it } from 'vitest';
import { coverMoves } from '../../src/market/cover-moves.ts';
import type { Market } from '../../src/market/market.ts';
import { hour, syntheticMarket, type Prices } from './synthetic-market.ts';

const cover = (market: Market, start: number, end: number) =>
  coverMoves(market, [{ id: 'm', name: 'Move', start: hour(start), end: hour(end) }])[0]!;
const reason = (market: Market, start: number, end: number) => {
  const window = cover(market, start, end);
  return window.covered ? 'covered' : window.reason;
};
const rising = (length: number, from = 0): Prices =>
  Array.from({ length }, (_, row) => (row < from ? null : 100 + row));

describe('a covered move', () => {
  it('has its rows, its segment, and each symbol’s farthest excursion from the first open', () => {
    const market = syntheticMarket({ A: [100, 100, 80, 110, 100, 90], B: [10, 10, 9, 12, 14, 10] });
    expect(cover(market, 1, 5)).toEqual({
      move: { id: 'm', name: 'Move', start: hour(1), end: hour(5) },
      covered: true,
      segmentFrom: 0,
      from: 1,
      to: 5,
      returns: { A: expect.closeTo(-0.2, 12), B: expect.closeTo(0.4, 12) },
    });
  });

  it('weighs up and down by ratio: a fall of 20 % is farther than a rise of 24 %', () => {
    expect(cover(syntheticMarket({ A: [100, 124, 80, 100] }), 0, 4)).toMatchObject({
      returns: { A: expect.closeTo(-0.2, 12) },
    });
    expect(cover(syntheticMarket({ A: [100, 126, 80, 100] }), 0, 4)).toMatchObject({
      returns: { A: expect.closeTo(0.26, 12) },
    });
  });

  it('may begin and end between candles', () => {
    const market = syntheticMarket({ A: rising(6) });
    expect(cover(market, 0.5, 4.5)).toMatchObject({ covered: true, from: 1, to: 5 });
    expect(cover(market, 0, 6)).toMatchObject({ covered: true, from: 0, to: 6 });
  });

  it('lies in one of several segments', () => {
    const market = syntheticMarket({ A: rising(6) }, [0, 1, 2, 100, 101, 102]);
    expect(cover(market, 100, 103)).toMatchObject({ covered: true, segmentFrom: 3, from: 3, to: 6 });
  });

  it('bears a silence of one symbol up to the gap', () => {
    const quiet = rising(60).map((price, row) => (row >= 10 && row < 34 ? null : price));
    expect(cover(syntheticMarket({ A: rising(60), B: quiet }), 5, 50)).toMatchObject({ covered: true });
    expect(cover(syntheticMarket({ A: rising(60), B: quiet }), 12, 30)).toMatchObject({ covered: true });
  });
});

describe('a move that is not covered says why', () => {
  it.each<[why: string, market: Market, start: number, end: number, message: RegExp]>([
    [
      'before the data',
      syntheticMarket({ A: rising(6) }),
      -20,
      -10,
      /^No candle of any symbol opens between 2020-03-10/,
    ],
    ['after the data', syntheticMarket({ A: rising(6) }), 6, 10, /^No candle of any symbol/],
    ['between two candles', syntheticMarket({ A: rising(6) }), 1.25, 1.75, /^No candle of any symbol/],
    [
      'begins before the data',
      syntheticMarket({ A: rising(6) }),
      -1,
      4,
      /^A begins at 2020-03-11 00:00 UTC, after the move's start/,
    ],
    [
      'ends after the data',
      syntheticMarket({ A: rising(6) }),
      1,
      7,
      /^A ends at 2020-03-11 06:00 UTC, inside the move/,
    ],
    [
      'one symbol comes late',
      syntheticMarket({ A: rising(9), B: rising(9, 3) }),
      2,
      8,
      /^B begins at 2020-03-11 03:00/,
    ],
    [
      'one symbol comes after it',
      syntheticMarket({ A: rising(9), B: rising(9, 7) }),
      2,
      5,
      /^B begins at .* after the move\./,
    ],
    [
      'both are short of it',
      syntheticMarket({ A: [null, 1, 2, 3], B: [1, 2, null, null] }),
      0,
      4,
      /^A begins at .*; B ends at 2020-03-11 02:00 UTC, inside the move\.$/,
    ],
    [
      'a hole of all symbols',
      syntheticMarket({ A: rising(4) }, [0, 1, 100, 101]),
      0,
      101,
      /^No symbol has candles from 2020-03-11 02:00 UTC to 2020-03-15 04:00/,
    ],
    [
      'a hole of one symbol',
      syntheticMarket({
        A: rising(60),
        B: rising(60).map((price, row) => (row >= 10 && row < 35 ? null : price)),
      }),
      5,
      50,
      /^B has no candle from 2020-03-11 10:00 UTC to 2020-03-12 11:00 UTC, longer than 1d/,
    ],
    [
      'a symbol of another segment',
      syntheticMarket({ A: rising(4), B: [1, 2, null, null] }, [0, 1, 100, 101]),
      100,
      102,
      /^B has no candle in the data around the move/,
    ],
  ])('%s', (_, market, start, end, message) => {
    expect(reason(market, start, end)).toMatch(message);
  });

  it('and is lost as soon as one symbol is an hour short of it', () => {
    for (const [first, last] of [
      [0, 8],
      [3, 8],
      [4, 8],
      [0, 5],
      [0, 6],
    ] as const) {
      const cut = rising(9).map((price, row) => (row < first || row > last ? null : price));
      const covered = cover(syntheticMarket({ A: rising(9), B: cut }), 3, 7).covered;
      expect(covered, `B from ${first} to ${last}`).toBe(first <= 3 && last >= 6);
    }
  });
});
