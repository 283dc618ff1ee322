/** The volatility options are priced with: what is read, when it is known, and the stated rule where nothing was observed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VolatilitySource, VolatilityUnit } from '../../src/market/market-config.ts';
import { readVolatilityFile } from '../../src/market/volatility-csv.ts';
import { join } from 'node:path';
import { marketDir } from '../market-dir.ts';
import { CsvFolder, DAY, HOUR, START, marketOf, range } from './csv-folder.ts';
import { failure, hour, loadAll, optionOf, seriesOf, volatilities, walked } from './option-folder.ts';

const folder = new CsvFolder();
const flat = (count: number) => walked(range(0, count).map(() => 0));
const files = (path: string, unit: VolatilityUnit): VolatilitySource => ({
  kind: 'files',
  files: [path],
  unit,
});

async function loaded(count: number, path: string, unit: VolatilityUnit = 'percent') {
  const btc = marketOf('BTCUSDT', { candles: [folder.candles('btc.csv', flat(count))] });
  const put = optionOf('put', 90, hour(10_000), files(path, unit));
  const market = await loadAll(btc, put);
  return { market, put: seriesOf(market, put.symbol) };
}

describe('a volatility file', () => {
  it('is in percent unless the config says fraction, whichever name the column has', async () => {
    const rows = [`${START},50`, `${START + DAY},80.5`];
    for (const header of ['time,dvol_close', 'open_time,volatility', 'Time,Close']) {
      const read = await readVolatilityFile(folder.write('iv.csv', [header, ...rows]), 'percent');
      expect(read.issues).toEqual([]);
      expect([...read.volatility]).toEqual([0.5, 0.805]);
      expect(read).toMatchObject({ rows: 2, intervalMs: DAY });
    }
    const path = folder.write('fractions.csv', [
      'time,volatility,close',
      `${START},0.5,9`,
      `${hour(1)},0.8,9`,
    ]);
    expect([...(await readVolatilityFile(path, 'fraction')).volatility]).toEqual([0.5, 0.8]);
  });

  it.each([
    [
      'fractions taken for percent',
      ['time,volatility', `${START},0.5`, `${hour(1)},0.9`],
      /say unit: 'fraction'/,
    ],
    [
      'a value below zero',
      ['time,volatility', `${START},50`, `${hour(1)},-3`],
      /:3: volatility -3 is not above zero/,
    ],
    [
      'two values of one time',
      ['time,volatility', `${START},50`, `${START},51`],
      /:3: is a second volatility/,
    ],
    [
      'times out of order',
      ['time,volatility', `${hour(1)},50`, `${START},51`],
      /:3: .*sort the rows by time/,
    ],
    ['no column of volatility', ['time,iv', `${START},50`], /volatility or dvol_close or close is missing/],
    ['a single row', ['time,volatility', `${START},50`], /single row/],
    ['no row', ['time,volatility'], /no rows/],
  ])('with %s is refused', async (_, lines, message) => {
    expect((await failure(loaded(4, folder.write('bad.csv', lines)))).message).toMatch(message);
  });

  it('with percent said to be fractions is refused', async () => {
    const path = volatilities(folder, 'percent.csv', [
      [START, 56.7],
      [hour(1), 58],
    ]);
    expect((await failure(loaded(4, path, 'fraction'))).message).toMatch(/:2: .*say unit: 'percent'/);
  });

  it('tells its value at the end of its interval: a daily close is known the day after', async () => {
    const path = volatilities(folder, 'daily.csv', [
      [START - DAY, 50],
      [START, 60],
      [START + DAY, 70],
    ]);
    const { put } = await loaded(49, path);
    expect([...put.volatility!]).toEqual(range(0, 49).map(k => (k < 24 ? 0.5 : k < 48 ? 0.6 : 0.7)));
  });

  it('that begins late makes an option that begins late, and says so', async () => {
    const path = volatilities(folder, 'late.csv', [
      [hour(1), 50],
      [hour(2), 60],
      [hour(5), 70],
    ]);
    const { put, market } = await loaded(9, path);
    expect(put).toMatchObject({ firstRow: 2, lastRow: 8 });
    expect([...put.stale!]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(put.last.close[1]).toBeNaN();
    expect([...put.volatility!]).toEqual([NaN, NaN, 0.5, 0.6, 0.6, 0.6, 0.7, 0.7, 0.7]);
    expect(market.notes).toContainEqual(
      expect.stringMatching(/begins only at 2020-03-11 02:00 UTC, when a volatility is first known/),
    );
    // Known at 02 and 03; the values of 03 and 04 are missing, so at 04, 05, 07 and 08 an older one stands.
    expect(market.notes).toContainEqual(
      expect.stringMatching(/last one known at 4 moments .*first at 2020-03-11 04:00 UTC/),
    );
    expect(market.inputs).toContainEqual(expect.objectContaining({ path, rows: 3 }));
  });

  it('that begins after all candles is an error with a remedy', async () => {
    const path = volatilities(folder, 'after.csv', [
      [hour(20), 50],
      [hour(21), 60],
    ]);
    const error = await failure(loaded(9, path));
    expect(error.kind).toBe('data');
    expect(error.message).toMatch(/No volatility of BTCUSDT-90-put.*after\.csv.*synthetic: 'ewma'/);
  });

  it.skipIf(marketDir === null)('of DVOL is read as it is published', async () => {
    const read = await readVolatilityFile(join(marketDir!, 'vol/BTC_DVOL_1d.csv'), 'percent');
    expect(read.issues).toEqual([]);
    expect(read).toMatchObject({ rows: 1102, intervalMs: DAY });
    expect(read.volatility[0]).toBe(0.5676);
    // Of 9 November 2022, when FTX fell.
    expect(Math.max(...read.volatility)).toBe(1.1472);
  });
});

describe('synthetic volatility', () => {
  const synthetic = async (steps: readonly number[]) => {
    const btc = marketOf('BTCUSDT', { candles: [folder.candles('steps.csv', walked(steps))] });
    const call = optionOf('call', 100, hour(10_000), { kind: 'ewma' });
    const market = await loadAll(btc, call);
    return {
      market,
      closes: seriesOf(market, 'BTCUSDT').last.close,
      own: seriesOf(market, call.symbol).volatility!,
    };
  };

  it('is 1.1 × the weighted returns of the closes so far, the floor standing for the first day', async () => {
    const steps = fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), {
      minLength: 3,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(steps, async moves => {
        const { closes, own } = await synthetic(moves);
        const year = 365 * DAY;
        for (let row = 0; row < closes.length; row++) {
          // Closes up to the row before are known at its open; each return weighs by the age of its end.
          let squares = 0;
          let years = 0;
          for (let k = 1; k < row; k++) {
            const weight = 0.94 ** ((row - 1 - k) / 24);
            squares += weight * Math.log(closes[k]! / closes[k - 1]!) ** 2;
            years += (weight * HOUR) / year;
          }
          const dayWeight = 0.94 ** (Math.max(0, row - 1) / 24);
          squares += dayWeight * (0.4 / 1.1) ** 2 * (DAY / year);
          years += (dayWeight * DAY) / year;
          expect(own[row]).toBeCloseTo(Math.max(0.4, 1.1 * Math.sqrt(squares / years)), 9);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('never falls below 0.4, and is called synthetic', async () => {
    const { own, market } = await synthetic(range(0, 50).map(() => 0.00001));
    expect(new Set(own)).toEqual(new Set([0.4]));
    expect(market.notes).toContainEqual(expect.stringMatching(/^BTCUSDT-100-call.*synthetic IV/));
  });

  it('of steady hourly returns of 1 % comes near 1.1 × √8760 %', async () => {
    const { own } = await synthetic(range(0, 24 * 60).map(k => (k % 2 === 0 ? 0.01 : -0.01)));
    expect(own.at(-1)).toBeCloseTo(1.1 * 0.01 * Math.sqrt(8760), 2);
  });
});
