import { describe, expect, it } from 'vitest';
import { loadMarket } from '../../src/market/load-market.ts';
import { CsvFolder, DAY, HOUR, START, marketOf, range, type Row } from './csv-folder.ts';

const folder = new CsvFolder();
const QUARTER = HOUR / 4;

/** Quarter-hours of these hours: each hour opens at 100, tops 104 in its second quarter, bottoms 97 in its third, closes 101. */
const quarters = (...at: number[]): Row[] =>
  at.flatMap(hour =>
    (
      [
        [100, 101, 99, 101],
        [101, 104, 100, 102],
        [102, 103, 97, 98],
        [98, 102, 98, 101],
      ] as const
    ).map((prices, k): Row => [START + hour * HOUR + k * QUARTER, ...prices]),
  );
const coarse = (...at: number[]): Row[] => at.map(hour => [START + hour * HOUR, 100, 104, 97, 101]);

async function load(rows: { coarse: Row[]; finer: Row[]; mark?: Row[]; finerMark?: Row[] }) {
  const file = (name: string, content?: Row[]) => (content ? [folder.candles(`${name}.csv`, content)] : []);
  const market = marketOf('BTC', {
    candles: file('coarse', rows.coarse),
    mark: file('mark', rows.mark),
    finer: { candles: file('finer', rows.finer), mark: file('finer-mark', rows.finerMark) },
  });
  const { series, notes } = await loadMarket([market], { segmentGapMs: DAY });
  return { finer: series[0]!.finer, notes };
}

describe('finer candles', () => {
  it('fill the rows of which every finer candle is there', async () => {
    const some = quarters(0, 1, 2).filter((_, k) => k !== 5);
    const { finer, notes } = await load({ coarse: coarse(...range(0, 4)), finer: some });
    expect([...finer!.from]).toEqual([0, 4, 4, 8, 8]);
    expect(finer!.intervalMs).toBe(QUARTER);
    expect([...finer!.time]).toEqual([0, 1, 2, 3, 8, 9, 10, 11].map(k => START + k * QUARTER));
    expect([...finer!.last.high]).toEqual([101, 104, 103, 102, 101, 104, 103, 102]);
    expect(finer!.mark).toBe(finer!.last);
    expect(notes).toContainEqual('Finer 15m data of BTC is complete in 2 of its 4 candles.');
    expect(notes.join()).not.toMatch(/add up/);
  });

  it('need both series where there is a mark', async () => {
    const both = { coarse: coarse(0, 1, 2), mark: coarse(0, 1, 2), finer: quarters(0, 1, 2) };
    const without = await load(both);
    expect(without.finer).toBeNull();
    expect(without.notes).toContainEqual(
      expect.stringMatching(/finer data of BTC is not used: it lacks finer\.mark/),
    );
    const partly = await load({ ...both, finerMark: quarters(1) });
    expect([...partly.finer!.from]).toEqual([0, 0, 4, 4]);
    expect(partly.finer!.time[0]).toBe(START + HOUR);
    expect([...partly.finer!.mark.low]).toEqual([99, 100, 97, 98]);
  });

  it('are held against the candle they make up', async () => {
    const wicked = coarse(0, 1).map(([time, open, high, , close]): Row => [time, open, high, 96, close]);
    const { notes } = await load({
      coarse: [...coarse(2), ...wicked].sort((a, b) => a[0] - b[0]),
      finer: quarters(0, 1, 2),
    });
    expect(notes).toContainEqual(
      expect.stringMatching(/In 2 candles of BTC the finer candles do not add up .*2020-03-11 00:00/),
    );
  });

  it('are not used when they fill no candle', async () => {
    expect((await load({ coarse: coarse(0, 1), finer: quarters(5) })).finer).toBeNull();
  });

  it('must divide the candle', async () => {
    const tooLong = [0, 45, 90].map((minutes): Row => [START + minutes * 60_000, 100, 104, 97, 101]);
    for (const finer of [coarse(0, 1), tooLong]) {
      await expect(load({ coarse: coarse(0, 1, 2), finer })).rejects.toMatchObject({
        kind: 'data',
        message: expect.stringMatching(/finer\.csv has an interval of .* does not divide the candles of 1h/),
      });
    }
  });
});
