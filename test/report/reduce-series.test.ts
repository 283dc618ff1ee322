import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexAtOrBefore, reduceSeries } from '../../src/report/reduce-series.ts';

const times = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i * 3_600_000);

describe('M4 reduction', () => {
  it('keeps first, lowest, highest and last of every column', () => {
    const values = Float64Array.from([5, 9, 1, 5, 5, 7, 7, 7, 2, 7]);
    expect(reduceSeries(times(10), values, 2)).toEqual([0, 1, 2, 4, 5, 8, 9]);
  });

  it('keeps what is forced, and ignores what lies outside the series', () => {
    const values = new Float64Array(1000).fill(1);
    const kept = reduceSeries(times(1000), values, 3, [417, 418, -1, 1000]);
    expect(kept).toContain(417);
    expect(kept).toContain(418);
    expect(kept.every(index => index >= 0 && index < 1000)).toBe(true);
  });

  it('keeps the gap of a series that goes without a value for whole columns', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i >= 40 && i < 70 ? NaN : i));
    const kept = reduceSeries(times(100), values, 10);
    expect(kept.some(index => Number.isNaN(values[index]!))).toBe(true);
    expect(kept).toContain(39);
    expect(kept).toContain(70);
  });

  it('copes with no candle and with one', () => {
    expect(reduceSeries(times(0), new Float64Array(0), 10, [0])).toEqual([]);
    expect(reduceSeries(times(1), Float64Array.of(3), 10)).toEqual([0]);
  });

  it('never loses an extreme, never keeps more than four a column, always rises', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 9, arbitrary: fc.double({ noNaN: true }) },
            { weight: 1, arbitrary: fc.constant(NaN) },
          ),
          {
            minLength: 1,
            maxLength: 300,
          },
        ),
        fc.integer({ min: 1, max: 40 }),
        (list, columns) => {
          const values = Float64Array.from(list);
          const kept = reduceSeries(times(list.length), values, columns);
          const numbers = list.filter(value => !Number.isNaN(value));
          const seen = kept.map(index => values[index]!).filter(value => !Number.isNaN(value));
          expect(Math.min(...seen)).toBe(Math.min(...numbers));
          expect(Math.max(...seen)).toBe(Math.max(...numbers));
          expect(kept[0]).toBe(0);
          expect(kept.at(-1)).toBe(list.length - 1);
          expect(kept.length).toBeLessThanOrEqual(4 * columns);
          expect(kept.every((index, n) => n === 0 || index > kept[n - 1]!)).toBe(true);
        },
      ),
    );
  });

  it('cuts by time, not by count: a crowded hour does not eat the columns of quiet days', () => {
    const uneven = Float64Array.from([...Array.from({ length: 900 }, (_, i) => i), 10_000, 20_000, 30_000]);
    const kept = reduceSeries(uneven, new Float64Array(903).fill(1), 30);
    expect(kept).toEqual(expect.arrayContaining([900, 901, 902]));
    expect(kept.length).toBeLessThanOrEqual(6);
  });
});

describe('indexAtOrBefore', () => {
  it('finds the last time not later than the one asked for', () => {
    expect([-1, 0, 5, 10, 29, 99].map(time => indexAtOrBefore([0, 10, 20, 30], time))).toEqual([
      -1, 0, 0, 1, 2, 3,
    ]);
  });
});
