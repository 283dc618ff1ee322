import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMarket } from '../../src/market/load-market.ts';
import { CsvFolder, DAY, HOUR, START, hours, marketOf, range } from './csv-folder.ts';

const folder = new CsvFolder();
const hour = (n: number) => START + n * HOUR;

async function place(at: number[], stamps: number[]) {
  const candles = folder.candles('candles.csv', hours(...at));
  const funding = folder.funding(
    'funding.csv',
    stamps.map((time, k) => [time, (k + 1) / 10_000]),
  );
  return loadMarket([marketOf('BTC', { candles: [candles], funding: [funding] })], { segmentGapMs: DAY });
}
const rowsOf = async (at: number[], stamps: number[]) => [
  ...(await place(at, stamps)).series[0]!.funding!.row,
];

describe('which moment pays a funding stamp', () => {
  it('the moment itself, and up to a minute after it', async () => {
    expect(await rowsOf(range(0, 4), [hour(1), hour(2) + 16, hour(3) + 60_000])).toEqual([1, 2, 3]);
  });

  it('the next moment, once a minute has passed or when it comes early', async () => {
    expect(await rowsOf(range(0, 4), [hour(1) + 60_001, hour(3) - 1])).toEqual([2, 3]);
  });

  it('the first moment after a hole within a segment; several may share it', async () => {
    const { series } = await place([0, 1, 20, 21], [hour(8), hour(16), hour(20)]);
    expect([...series[0]!.funding!.row]).toEqual([2, 2, 2]);
    expect([...series[0]!.funding!.rate]).toEqual([0.0001, 0.0002, 0.0003]);
    expect([...series[0]!.funding!.time]).toEqual([hour(8), hour(16), hour(20)]);
  });

  it('none before the first candle, after the last one, or between two segments; these are counted', async () => {
    const stamps = [hour(0) - 1, hour(1), hour(30), hour(60), hour(61) + 60_001, hour(70)];
    const { series, notes, segments } = await place([0, 1, 60, 61], stamps);
    expect(segments).toHaveLength(2);
    expect([...series[0]!.funding!.row]).toEqual([1, 2]);
    expect(notes).toContainEqual(
      expect.stringMatching(/^4 of 6 funding stamps of BTC lie outside its candles/),
    );
  });

  it('in order, by the rule, whatever the stamps', async () => {
    const offsets = fc.uniqueArray(fc.integer({ min: 0, max: 9 * HOUR }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(offsets, async unsorted => {
        const stamps = unsorted.sort((a, b) => a - b).map(offset => START + offset);
        const expected = stamps.map(stamp => {
          const before = Math.floor((stamp - START) / HOUR);
          return stamp - hour(before) <= 60_000 ? before : before + 1;
        });
        expect(await rowsOf(range(0, 11), stamps)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe('funding that is not there', () => {
  it('is said loudly', async () => {
    const candles = folder.candles('candles.csv', hours(0, 1));
    const { series, notes } = await loadMarket([marketOf('BTC', { candles: [candles] })], {
      segmentGapMs: DAY,
    });
    expect(series[0]!.funding).toBeNull();
    expect(notes).toContainEqual(expect.stringMatching(/^NO FUNDING for BTC/));
  });

  it('is said where it covers the candles only in part', async () => {
    const { notes } = await place(
      range(0, 100),
      range(0, 5).map(n => hour(8 * n)),
    );
    expect(notes).toContainEqual(
      expect.stringMatching(
        /BTC has 1 stretch of over a day without a funding rate \(first from 2020-03-12 08:00 UTC to 2020-03-15 04:00/,
      ),
    );
    const whole = await place(
      range(0, 100),
      range(0, 13).map(n => hour(8 * n)),
    );
    expect(whole.notes.join()).not.toMatch(/without a funding rate/);
  });

  it('is an error when all of it lies outside the candles', async () => {
    const outside = place(range(0, 10), [hour(-100), hour(500)]);
    await expect(outside).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringMatching(
        /^Funding without candles: none of the funding of BTC in .*funding\.csv/,
      ),
    });
  });
});
