import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCandleFile } from '../../src/market/candle-csv.ts';
import { readFundingFile } from '../../src/market/funding-csv.ts';
import { CsvFolder, START } from './csv-folder.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/csv/${name}.csv`, import.meta.url));
const candles = (name: string) => readCandleFile(fixture(name), { kind: 'candles' });
const HOUR = 3_600_000;

describe('a good candle file', () => {
  it('becomes columns, with the hash of its bytes', async () => {
    const file = await candles('good');
    expect(file.issues).toEqual([]);
    expect([...file.time]).toEqual([0, 1, 2, 3].map(hour => START + hour * HOUR));
    expect([...file.columns.open]).toEqual([100, 101, 102, 103]);
    expect([...file.columns.high]).toEqual([102, 103, 104, 105]);
    expect([...file.columns.low]).toEqual([99, 100, 101, 102]);
    expect([...file.columns.close]).toEqual([101, 102, 103, 104]);
    expect([...file.columns.volume]).toEqual([5, 6, 7, 8]);
    expect(file).toMatchObject({ rows: 4, intervalMs: HOUR, gaps: 0 });
    expect(file.sha256).toBe(
      createHash('sha256')
        .update(readFileSync(fixture('good')))
        .digest('hex'),
    );
  });

  it('reads the same from any column order and case, with BOM, CRLF, quotes, blank lines and further columns', async () => {
    const [plain, awkward] = [await candles('good'), await candles('good-awkward')];
    expect(awkward.issues).toEqual([]);
    expect({ time: awkward.time, ...awkward.columns }).toEqual({ time: plain.time, ...plain.columns });
  });

  it('counts the candles it misses on its own interval and is no error for it', async () => {
    expect(await candles('gap')).toMatchObject({ issues: [], rows: 3, intervalMs: HOUR, gaps: 1 });
  });

  it('needs no volume as a mark file, and does as a candle file', async () => {
    const mark = await readCandleFile(fixture('mark-without-volume'), { kind: 'mark' });
    expect(mark.issues).toEqual([]);
    expect([...mark.columns.close]).toEqual([101, 102]);
    expect((await candles('mark-without-volume')).issues).toMatchObject([
      { line: 1, code: 'missing-column' },
    ]);
  });
});

describe('a faulty candle file tells line and fault', () => {
  it.each<[name: string, line: number | null, code: string, message: RegExp]>([
    ['no-such-file', null, 'missing-file', /no such file/],
    ['empty', null, 'empty-file', /empty/],
    ['header-only', null, 'no-rows', /no rows/],
    ['missing-column', 1, 'missing-column', /column close is missing/],
    ['repeated-column', 1, 'repeated-column', /close/],
    ['no-header', 1, 'missing-column', /header must name open_time,open,high,low,close,volume/],
    ['too-few-cells', 3, 'cell-count', /5 cells.*6/],
    ['too-many-cells', 3, 'cell-count', /7 cells.*6/],
    ['text-in-price', 4, 'not-a-number', /high is "n\/a"/],
    ['empty-price', 3, 'not-a-number', /low is empty/],
    ['hexadecimal-price', 3, 'not-a-number', /0x67/],
    ['infinite-price', 3, 'not-a-number', /Infinity/],
    ['nan-price', 3, 'nan', /close is NaN/],
    ['negative-price', 3, 'not-positive', /low -100/],
    ['zero-price', 3, 'not-positive', /low 0/],
    ['negative-volume', 3, 'negative-volume', /-6/],
    ['high-below-low', 3, 'high-below-low', /high 100 lies below low 103/],
    ['open-outside', 3, 'outside-range', /open 99.5/],
    ['close-outside', 3, 'outside-range', /close 103.01/],
    ['duplicate-equal', 4, 'duplicate-row', /repeats.*2020-03-11 01:00/],
    ['duplicate-differing', 4, 'conflicting-row', /different candle of 2020-03-11 01:00/],
    ['unsorted', 4, 'unsorted-time', /01:00 UTC comes after 2020-03-11 02:00/],
    ['seconds-among-ms', 3, 'wrong-epoch', /1583888400 is in seconds/],
    ['microseconds-among-ms', 3, 'wrong-epoch', /in microseconds/],
    ['irregular-step', 5, 'irregular-time', /90m.*1h/],
    ['sixteen-digits', 3, 'too-many-digits', /101\.0000000000001 has more than 15/],
    ['fractional-time', 3, 'fractional-time', /\.5/],
    ['text-time', 3, 'not-a-time', /2020-03-11 01:00/],
    ['open-quote', 4, 'bad-quotes', /quote/i],
  ])('%s', async (name, line, code, message) => {
    const { issues } = await candles(name);
    expect(issues).toMatchObject([{ file: fixture(name), line, code }]);
    expect(issues[0]!.message).toMatch(message);
  });

  it('counts lines as an editor does, past blank lines and line breaks in cells', async () => {
    const { issues } = await candles('blank-lines-and-line-break-in-cell');
    expect(issues.map(({ line, code }) => [line, code])).toEqual([
      [7, 'not-a-number'],
      [8, 'not-a-number'],
    ]);
  });

  it('tells every fault of every row', async () => {
    const { issues } = await candles('many-faults');
    expect(issues.map(({ line, code }) => [line, code])).toEqual([
      [2, 'not-a-time'],
      [3, 'not-positive'],
      [3, 'not-a-number'],
      [4, 'nan'],
    ]);
  });

  it('keeps a thousand faults and counts the rest', async () => {
    const rows = Array.from({ length: 1500 }, (_, row) => `${START / 1000 + row},1,1,1,1,1`);
    const path = new CsvFolder().write('seconds.csv', ['open_time,open,high,low,close,volume', ...rows]);
    const { issues } = await readCandleFile(path, { kind: 'candles' });
    expect(issues).toHaveLength(1001);
    expect(issues.at(-1)).toMatchObject({ code: 'more-issues', message: expect.stringContaining('500') });
  });

  it('accepts the price of 15 significant digits, however many zeros surround them', async () => {
    const path = new CsvFolder().write('digits.csv', [
      'open_time,open,high,low,close,volume',
      `${START},0.000000123456789012345,12345678901234.500000,0.00000000000001,1.5e-7,0`,
    ]);
    const { issues, columns } = await readCandleFile(path, { kind: 'candles' });
    expect(issues).toEqual([]);
    expect(columns.open[0]).toBe(1.23456789012345e-7);
  });
});

describe('a funding file', () => {
  it('becomes stamps, jitter kept', async () => {
    const file = await readFundingFile(fixture('funding-good'));
    expect(file.issues).toEqual([]);
    expect([...file.time]).toEqual([START + 3, START + 8 * HOUR, START + 16 * HOUR + 16]);
    expect([...file.rate]).toEqual([0.0001, -0.00025, 0]);
  });

  it.each<[name: string, line: number | null, code: string]>([
    ['funding-missing-column', 1, 'missing-column'],
    ['funding-header-only', null, 'no-rows'],
    ['funding-text', 3, 'not-a-number'],
    ['funding-duplicate', 3, 'duplicate-row'],
    ['funding-differing', 3, 'conflicting-row'],
    ['funding-unsorted', 3, 'unsorted-time'],
    ['funding-seconds', 2, 'wrong-epoch'],
    ['funding-percent', 3, 'impossible-rate'],
  ])('%s', async (name, line, code) => {
    expect((await readFundingFile(fixture(name))).issues).toMatchObject([
      { file: fixture(name), line, code },
    ]);
  });
});
