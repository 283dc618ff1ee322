/** Bad data files, end to end: exit code 3, file and line, and the last good report untouched. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, usersFolder } from '../cli/command-line.ts';

const HOUR = 3_600_000;
const START = 1_584_000_000_000;
const HEADER = 'open_time,open,high,low,close,volume';

/** Ten good hours, with some of them replaced: row 4 stands in line 6 of the file. */
function candles(replaced: Record<number, string> = {}, start = START): string {
  const good = (hour: number) => `${start + hour * HOUR},100,101,99,100,1`;
  const rows = Array.from({ length: 10 }, (_, hour) => replaced[hour] ?? good(hour));
  return `${[HEADER, ...rows].join('\n')}\n`;
}

describe('bad data', () => {
  const { at, file, config } = usersFolder();

  async function refusal(changes: object = {}) {
    file('reports/idle/results.json', 'the last good report');
    const { code, out, err } = await cli('run', config(changes), '--reports', at('reports'));
    expect(out).toBe('');
    expect(readdirSync(at('reports'))).toEqual(['idle']);
    expect(readdirSync(at('reports/idle'))).toEqual(['results.json']);
    expect(readFileSync(at('reports/idle/results.json'), 'utf8')).toBe('the last good report');
    return { code, err };
  }

  const time = (hour: number) => START + hour * HOUR;
  it.each<[string, string, RegExp]>([
    ['an empty file', '', /btc\.csv: is empty/],
    ['a header alone', `${HEADER}\n`, /btc\.csv: has a header and no rows/],
    ['a single row', `${HEADER}\n${time(0)},100,101,99,100,1\n`, /btc\.csv has a single row/],
    [
      'text in a price',
      candles({ 4: `${time(4)},abc,101,99,100,1` }),
      /btc\.csv:6: open is "abc", not a number/,
    ],
    ['NaN', candles({ 4: `${time(4)},100,NaN,99,100,1` }), /btc\.csv:6: high is NaN/],
    [
      'a negative price',
      candles({ 4: `${time(4)},100,101,-99,100,1` }),
      /btc\.csv:6: low -99 is not above zero/,
    ],
    [
      'a high below the low',
      candles({ 4: `${time(4)},100,99,101,100,1` }),
      /btc\.csv:6: high 99 lies below low 101/,
    ],
    [
      'a repeated candle',
      candles({ 4: `${time(3)},100,101,99,100,1` }),
      /btc\.csv:6: repeats the candle of 2020-03-12 11:00 UTC/,
    ],
    [
      'two candles of one time',
      candles({ 4: `${time(3)},100,105,99,100,1` }),
      /btc\.csv:6: is a second, different candle of 2020-03-12 11:00 UTC/,
    ],
    [
      'unsorted times',
      candles({ 4: `${time(5)},100,101,99,100,1`, 5: `${time(4)},100,101,99,100,1` }),
      /btc\.csv:7: 2020-03-12 12:00 UTC comes after 2020-03-12 13:00 UTC; sort the rows/,
    ],
    [
      'mixed epochs',
      candles({ 4: `${time(4) / 1000},100,101,99,100,1` }),
      /btc\.csv:6: open_time 1584014400 is in seconds/,
    ],
  ])('%s', async (_, text, message) => {
    file('btc.csv', text);
    const { code, err } = await refusal();
    expect(err).toMatch(message);
    expect(code).toBe(3);
    expect(err.match(new RegExp(message, 'g'))).toHaveLength(1);
  });

  it('a fault in every row: the first ones are shown, all of them under --json', async () => {
    const rows = Array.from({ length: 60 }, (_, hour) => `${time(hour)},100,101,99,oops,1`);
    file('btc.csv', `${[HEADER, ...rows].join('\n')}\n`);
    const { code, err } = await refusal();
    expect(code).toBe(3);
    expect(err).toMatch(
      /^error: .*btc\.csv:2: close is "oops", not a number \(one of 60 faults in one file\)/,
    );
    expect(err).toMatch(/… and 39 more; --json lists them all\.$/);
    expect(err.match(/oops/g)).toHaveLength(21);
    const { out } = await cli('run', config(), '--reports', at('reports'), '--json');
    expect(JSON.parse(out).error.details).toHaveLength(59);
  });

  it('the mark file is read as strictly as the candles', async () => {
    file('mark.csv', candles({ 2: `${time(2)},100,101,99,x,` }));
    const { code, err } = await refusal({
      markets: [{ symbol: 'BTCUSDT', candles: 'btc.csv', mark: 'mark.csv' }],
    });
    expect(err).toMatch(/mark\.csv:4: close is "x", not a number/);
    expect(code).toBe(3);
  });

  it('two symbols that do not overlap: both are told with their dates', async () => {
    file('eth.csv', candles({}, START + 1000 * HOUR));
    const markets = ['BTCUSDT', 'ETHUSDT'].map(symbol => ({
      symbol,
      candles: `${symbol.slice(0, 3).toLowerCase()}.csv`,
    }));
    const { code, err } = await refusal({ markets });
    expect(err).toMatch(/BTCUSDT: 2020-03-12 08:00 UTC to .*; ETHUSDT: 2020-04-23 00:00 UTC to /);
    expect(code).toBe(3);
  });

  it('funding without candles, in a config and by flags', async () => {
    file('funding.csv', `funding_time,funding_rate\n${time(1)},0.0001\n`);
    const inConfig = await refusal({ markets: [{ symbol: 'BTCUSDT', funding: 'funding.csv' }] });
    expect(inConfig.err).toMatch(/markets\[0\]\.candles: is missing; add it/);
    expect(inConfig.code).toBe(2);
    const flags = ['--hold', 'BTCUSDT:1@2x', '--candles', `BTCUSDT=${at('btc.csv')}`];
    const { code, err } = await cli(
      'run',
      ...flags,
      '--funding',
      `ETHUSDT=${at('funding.csv')}`,
      '--reports',
      at('reports'),
    );
    expect(err).toMatch(/--funding ETHUSDT: has no candles; add --candles ETHUSDT=<file>/);
    expect(code).toBe(2);
  });

  it('a funding file given as candles: the columns that are missing', async () => {
    file('funding.csv', `funding_time,funding_rate\n${time(1)},0.0001\n`);
    const { code, err } = await refusal({ markets: [{ symbol: 'BTCUSDT', candles: 'funding.csv' }] });
    expect(err).toMatch(/funding\.csv:1: columns open_time, open, .* are missing/);
    expect(code).toBe(3);
  });
});

describe('data without a move', () => {
  const { at, config } = usersFolder();

  it('is a run all the same, and says how to find smaller moves', async () => {
    const { code, out } = await cli('run', config(), '--reports', at('reports'));
    expect(code).toBe(0);
    expect(out).toMatch(/^No move was judged: none that large is in this data\. Lower moves\.size/);
  });
});
