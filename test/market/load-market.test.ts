import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import type { MarketConfig } from '../../src/market/market-config.ts';
import { loadMarket } from '../../src/market/load-market.ts';
import { CsvFolder, DAY, HOUR, START, candle, hours, marketOf, range } from './csv-folder.ts';

const load = (...markets: MarketConfig[]) => loadMarket(markets, { segmentGapMs: DAY });
const hour = (n: number) => START + n * HOUR;

async function failure(...markets: MarketConfig[]): Promise<UserError> {
  const error = await load(...markets).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('the merged clock', () => {
  const folder = new CsvFolder();

  it('is the union of all candles, symbols in order of name, and one file is not copied', async () => {
    const a = folder.candles('a.csv', hours(0, 1, 2, 3));
    const b = folder.candles('b.csv', hours(0, 1, 2, 3));
    const market = await load(
      marketOf('ETHUSDT', { candles: [b], mark: [a] }),
      marketOf('BTCUSDT', { candles: [a] }),
    );
    expect([...market.times]).toEqual([0, 1, 2, 3].map(hour));
    expect(market.intervalMs).toBe(HOUR);
    expect(market.segments).toEqual([{ from: 0, to: 4 }]);
    expect(market.series.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    const [btc, eth] = market.series;
    expect(btc).toMatchObject({ hasMark: false, stale: null, markStandsIn: null, firstRow: 0, lastRow: 3 });
    expect(btc!.mark).toBe(btc!.last);
    expect(eth).toMatchObject({ hasMark: true, stale: null, markStandsIn: null });
    expect(eth!.mark).not.toBe(eth!.last);
    expect(market.inputs.map(({ path, rows, gaps }) => [path, rows, gaps])).toEqual([
      [b, 4, 0],
      [a, 4, 0],
      [a, 4, 0],
    ]);
  });

  it('tells of each file before it is read', async () => {
    const a = folder.candles('a.csv', hours(0, 1, 2));
    const seen: string[] = [];
    await loadMarket([marketOf('A', { candles: [a], mark: [a] })], {
      segmentGapMs: DAY,
      onFile: path => seen.push(path),
    });
    expect(seen).toEqual([a, a]);
  });

  it('repeats the last close where a symbol is silent, and has no price before its first candle', async () => {
    const a = folder.candles('a.csv', hours(...range(0, 7)));
    const b = folder.candles('b.csv', hours(2, 3, 5));
    const { series, notes } = await load(marketOf('A', { candles: [a] }), marketOf('B', { candles: [b] }));
    const quiet = series[1]!;
    expect([...quiet.stale!]).toEqual([1, 1, 0, 0, 1, 0, 1]);
    expect(quiet).toMatchObject({ firstRow: 2, lastRow: 5 });
    expect([...quiet.last.open]).toEqual([NaN, NaN, 102, 103, 103, 105, 105]);
    expect([...quiet.last.high]).toEqual([NaN, NaN, 103, 104, 103, 106, 105]);
    expect([...quiet.last.low]).toEqual([NaN, NaN, 101, 102, 103, 104, 105]);
    expect([...quiet.last.close]).toEqual([NaN, NaN, 102, 103, 103, 105, 105]);
    expect([...quiet.last.volume]).toEqual([0, 0, 1, 1, 0, 1, 0]);
    expect(notes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^B begins only at 2020-03-11 02:00/),
        expect.stringMatching(/^B ends at 2020-03-11 05:00/),
        expect.stringMatching(/^B has no candle at 1 moment .*04:00/),
        expect.stringMatching(/b\.csv misses 1 candle/),
      ]),
    );
  });

  it('is the same whatever the candles: every own candle at its time, every other row flagged', async () => {
    const present = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(present, present, async (atA, atB) => {
        // Two neighbours pin the interval, and one shared moment is asked of every two symbols.
        const own = [atA, atB].map(at => [...new Set([...at, 0, 1])].sort((x, y) => x - y));
        const files = own.map((at, k) => folder.candles(`random-${k}.csv`, hours(...at)));
        const market = await load(
          marketOf('A', { candles: [files[0]!] }),
          marketOf('B', { candles: [files[1]!] }),
        );
        expect([...market.times]).toEqual([...new Set(own.flat())].sort((x, y) => x - y).map(hour));
        market.series.forEach(({ last, stale }, k) => {
          let close = NaN;
          market.times.forEach((time, row) => {
            const at = (time - START) / HOUR;
            if (own[k]!.includes(at)) close = 100 + at;
            expect(last.close[row]).toBe(close);
            expect(stale?.[row] ?? 0).toBe(own[k]!.includes(at) ? 0 : 1);
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  it('ends a segment where every series is silent for longer than the gap, not at the gap itself', async () => {
    const gapOf = async (missing: number) => {
      const file = folder.candles('gap.csv', hours(0, 1, 2 + missing, 3 + missing));
      return (await load(marketOf('A', { candles: [file] }))).segments;
    };
    expect(await gapOf(24)).toEqual([{ from: 0, to: 4 }]);
    expect(await gapOf(25)).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 4 },
    ]);
  });
});

describe('several files of one series', () => {
  const folder = new CsvFolder();

  it('are one series in order of time, equal rows kept once', async () => {
    const files = [hours(5, 6, 7), hours(0, 1, 2, 3), hours(2, 3, 4, 5)].map((rows, k) =>
      folder.candles(`${k}.csv`, rows),
    );
    const { times, series, notes } = await load(marketOf('A', { candles: files }));
    expect([...times]).toEqual(range(0, 8).map(hour));
    expect([...series[0]!.last.close]).toEqual(range(100, 108));
    expect(notes).toContainEqual(expect.stringMatching(/A candles: 3 rows stood in more than one file/));
  });

  it('may fill each other’s gaps', async () => {
    const files = [hours(0, 1, 4, 5), hours(2, 3)].map((rows, k) => folder.candles(`f${k}.csv`, rows));
    const { times, series } = await load(marketOf('A', { candles: files }));
    expect([...times]).toEqual(range(0, 6).map(hour));
    expect([...series[0]!.last.close]).toEqual(range(100, 106));
  });

  it('must not contradict each other', async () => {
    const first = folder.candles('first.csv', hours(0, 1, 2));
    const second = folder.candles('second.csv', [candle(hour(2), 500), candle(hour(3), 103)]);
    const error = await failure(marketOf('A', { candles: [second, first] }));
    expect(error.kind).toBe('data');
    expect(error.message).toMatch(
      /first\.csv and .*second\.csv differ at 2020-03-11 02:00 UTC \(102 against 500\)/,
    );
  });
});

describe('mark prices', () => {
  const folder = new CsvFolder();
  const shifted = (at: number[]) => hours(...at).map(([time, price]) => candle(time, price + 0.5));

  it('give way to last where one is missing, and repeat their own close where the symbol is stale', async () => {
    const a = folder.candles('a.csv', hours(...range(0, 6)));
    const b = folder.candles('b.csv', hours(0, 1, 2, 4, 5));
    const mark = folder.candles('mark.csv', shifted([0, 2, 3, 4, 5, 6]));
    const { series, notes } = await load(
      marketOf('A', { candles: [a] }),
      marketOf('B', { candles: [b], mark: [mark] }),
    );
    expect([...series[1]!.mark.close]).toEqual([100.5, 101, 102.5, 102.5, 104.5, 105.5]);
    expect([...series[1]!.last.close]).toEqual([100, 101, 102, 102, 104, 105]);
    expect([...series[1]!.markStandsIn!]).toEqual([0, 1, 0, 0, 0, 0]);
    expect(notes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^A has no mark series: last stands in/),
        expect.stringMatching(/^B has no mark candle at 1 candle \(first at 2020-03-11 01:00/),
        expect.stringMatching(/^2 mark candles of B .* unused/),
      ]),
    );
  });

  it('of another time are refused', async () => {
    const error = await failure(
      marketOf('A', {
        candles: [folder.candles('a.csv', hours(0, 1))],
        mark: [folder.candles('m.csv', hours(50, 51))],
      }),
    );
    expect(error.kind).toBe('data');
    expect(error.message).toMatch(/None of the mark candles of A .*m\.csv/);
  });
});

describe('a market that cannot be', () => {
  const folder = new CsvFolder();
  const hourly = folder.candles('1h.csv', hours(0, 1, 2));

  it('names both files and intervals, and the remedy, when there are two intervals', async () => {
    const halfHourly = folder.candles('30m.csv', hours(0, 0.5, 1, 1.5));
    for (const eth of [{ candles: [halfHourly] }, { candles: [hourly], mark: [halfHourly] }]) {
      const error = await failure(marketOf('BTC', { candles: [hourly] }), marketOf('ETH', eth));
      expect(error.kind).toBe('data');
      expect(error.message).toMatch(/1h\.csv has an interval of 1h.*30m\.csv one of 30m.*resample/);
    }
  });

  it('refuses candles of one interval that open at different moments', async () => {
    const late = folder.candles('late.csv', hours(0.5, 1.5));
    const error = await failure(marketOf('BTC', { candles: [hourly] }), marketOf('ETH', { candles: [late] }));
    expect(error.message).toMatch(/late\.csv .*do not open at the same moments as those of .*1h\.csv/);
  });

  it('cannot tell the interval of a single candle', async () => {
    const one = folder.candles('one.csv', hours(0));
    expect((await failure(marketOf('A', { candles: [one] }))).message).toMatch(/one\.csv has a single row/);
    const beside = await load(marketOf('A', { candles: [one] }), marketOf('B', { candles: [hourly] }));
    expect(beside.intervalMs).toBe(HOUR);
  });

  it('refuses symbols that never meet', async () => {
    const later = folder.candles('later.csv', hours(100, 101));
    const error = await failure(
      marketOf('BTC', { candles: [hourly] }),
      marketOf('ETH', { candles: [later] }),
    );
    expect(error.kind).toBe('data');
    expect(error.message).toMatch(
      /BTC has no candle at the same moment.*BTC: 2020-03-11 00:00.*ETH: 2020-03-15 04:00/,
    );
  });

  it('refuses a symbol named twice, no symbol, and a symbol without a file', async () => {
    const twice = await failure(
      marketOf('BTC', { candles: [hourly] }),
      marketOf('BTC', { candles: [hourly] }),
    );
    expect(twice).toMatchObject({ kind: 'config', message: expect.stringContaining('BTC is listed twice') });
    expect(await failure()).toMatchObject({ kind: 'config' });
    expect(await failure(marketOf('BTC', {}))).toMatchObject({
      kind: 'data',
      message: expect.stringContaining('BTC.candles'),
    });
  });

  it('names a missing file', async () => {
    const error = await failure(marketOf('BTC', { candles: [`${folder.path}/nowhere.csv`] }));
    expect(error).toMatchObject({
      kind: 'data',
      message: expect.stringMatching(/nowhere\.csv: there is no such file/),
    });
  });

  it('tells the first fault of all files with file and line, and every other in the details', async () => {
    const header = 'open_time,open,high,low,close,volume';
    const bad = folder.write('bad.csv', [header, ...range(0, 30).map(n => `${hour(n)},1,1,1,oops,1`)]);
    const worse = folder.write('worse.csv', [header, `${hour(0)},1,1,1,1,much`]);
    const error = await failure(
      marketOf('BTC', { candles: [bad] }),
      marketOf('ETH', { candles: [hourly], mark: [bad], funding: [worse] }),
    );
    expect(error.kind).toBe('data');
    expect(error.message).toContain(`${bad}:2: close is "oops", not a number`);
    expect(error.message).toContain('one of 61 faults in 2 files');
    expect(error.details).toHaveLength(60);
    expect(error.details.at(-1)).toMatch(/worse\.csv:1: columns funding_time, funding_rate are missing/);
  });
});
