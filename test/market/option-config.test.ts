/** What a config may say of options, futures and spot, and what contradicts itself. */
import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import { loadConfig, resolveRun } from '../../src/config/load-config.ts';
import type { MarketInput } from '../../src/config/run-input.ts';
import { configJson } from '../../src/output/write-results.ts';
import { CsvFolder, range, candle } from './csv-folder.ts';
import { hour } from './option-folder.ts';

const folder = new CsvFolder();
folder.candles(
  'btc.csv',
  range(0, 3).map(k => candle(hour(k), 100)),
);
folder.write('dvol.csv', ['time,dvol_close', '1583712000000,50', '1583798400000,60']);
folder.write('s.ts', ['export default {};']);

const resolve = (...markets: MarketInput[]) =>
  resolveRun({ name: 'run', markets, strategy: './s.ts' }, folder.path, 'run.config.ts');

function complaints(...markets: MarketInput[]): string[] {
  try {
    resolve(...markets);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { message, details } = error as UserError;
    return [message, ...details];
  }
  return [];
}

const btc: MarketInput = { symbol: 'BTCUSDT', candles: 'btc.csv' };
const put: MarketInput = {
  symbol: 'BTC-PUT',
  kind: 'option',
  strike: 90,
  right: 'put',
  expiry: '2020-03-20T08:00Z',
};

describe('an option of a config', () => {
  it('has candles, or a volatility: a file, a rule, a constant', () => {
    const source = (impliedVolatility: MarketInput['impliedVolatility']) =>
      resolve(btc, { ...put, impliedVolatility }).markets[1]!.impliedVolatility;
    const path = `${folder.path}/dvol.csv`;
    expect(source({ file: 'dvol.csv' })).toEqual({ kind: 'files', files: [path], unit: 'percent' });
    expect(source({ file: ['d*.csv'], unit: 'fraction' })).toEqual({
      kind: 'files',
      files: [path],
      unit: 'fraction',
    });
    expect(source({ synthetic: 'ewma' })).toEqual({ kind: 'ewma' });
    expect(source({ constant: 0.8 })).toEqual({ kind: 'constant', volatility: 0.8 });
    expect(complaints(btc, { ...put, candles: 'btc.csv' })).toEqual([]);
  });

  it('is recorded with the path of its file relative to the config', () => {
    const config = resolve(btc, { ...put, impliedVolatility: { file: 'dvol.csv' } });
    const record = JSON.parse(configJson({ config, inputs: [], folder: folder.path }));
    expect(record.config.markets[1].impliedVolatility.files).toEqual(['dvol.csv']);
  });

  it.each<[string, MarketInput, RegExp]>([
    ['neither', put, /markets\[1\]\.candles: is missing; add it, or say its impliedVolatility\./],
    [
      'both',
      { ...put, candles: 'btc.csv', impliedVolatility: { constant: 0.8 } },
      /markets\[1\]\.candles: an option with impliedVolatility is priced from its underlying; leave out one/,
    ],
    [
      'marks of its own beside a volatility',
      { ...put, mark: 'btc.csv', impliedVolatility: { synthetic: 'ewma' } },
      /markets\[1\]\.mark: an option with impliedVolatility/,
    ],
    [
      'a percentage for a fraction',
      { ...put, impliedVolatility: { constant: 80 } },
      /markets\[1\]\.impliedVolatility\.constant: is a fraction: 0\.8 is 80 %\./,
    ],
    [
      'an unknown rule',
      { ...put, impliedVolatility: { synthetic: 'garch' } as never },
      /markets\[1\]\.impliedVolatility\.synthetic: must be "ewma", not "garch"\./,
    ],
    [
      'a rule misspelt',
      { ...put, impliedVolatility: { synthetik: 'ewma' } as never },
      /markets\[1\]\.impliedVolatility: "synthetik" is no key here\. Did you mean "synthetic"\?/,
    ],
    [
      'two sources',
      { ...put, impliedVolatility: { synthetic: 'ewma', constant: 0.8 } },
      /markets\[1\]\.impliedVolatility: needs one of file, synthetic and constant/,
    ],
    [
      'a unit of no file',
      { ...put, impliedVolatility: { constant: 0.8, unit: 'percent' } },
      /markets\[1\]\.impliedVolatility: has a unit without a file/,
    ],
    [
      'an unknown unit',
      { ...put, impliedVolatility: { file: 'dvol.csv', unit: 'bps' } as never },
      /markets\[1\]\.impliedVolatility\.unit: must be "percent" or "fraction", not "bps"\./,
    ],
    [
      'a file that is not there',
      { ...put, impliedVolatility: { file: 'none.csv' } },
      /markets\[1\]\.impliedVolatility\.file: no file "none\.csv"/,
    ],
    ['no expiry', { ...put, expiry: undefined, candles: 'btc.csv' }, /needs strike, right and expiry/],
  ])('with %s is refused', (_, market, message) => {
    expect(complaints(btc, market).join('\n')).toMatch(message);
  });
});

describe('README', () => {
  it('shows markets that resolve', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const block = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].find(([, text]) =>
      text!.includes('impliedVolatility'),
    );
    mkdirSync(`${folder.path}/data`);
    for (const [, name] of block![1]!.matchAll(/'(data\/[^']+)'/g)) folder.write(name!, ['']);
    const path = folder.write('readme.config.ts', [
      block![1]!,
      "export default { name: 'readme', strategy: './s.ts', markets };",
    ]);
    const { config } = await loadConfig(path);
    expect(config.markets.map(({ instrument }) => instrument.kind)).toEqual([
      'spot',
      'inverse-perpetual',
      'linear-future',
      'option',
    ]);
    expect(config.markets[3]!.impliedVolatility).toMatchObject({ kind: 'files', unit: 'percent' });
  });
});

describe('other markets of a config', () => {
  it.each<[string, MarketInput, RegExp]>([
    [
      'a volatility of a perpetual',
      { ...btc, impliedVolatility: { constant: 0.8 } },
      /markets\[0\]\.impliedVolatility: belongs to options, and this is a linear-perpetual/,
    ],
    [
      'funding of a future',
      { ...btc, kind: 'linear-future', expiry: '2020-06-26', funding: 'btc.csv' },
      /markets\[0\]\.funding: perpetuals alone pay funding, and this is a linear-future/,
    ],
    [
      'funding of spot',
      { ...btc, kind: 'spot', funding: 'btc.csv' },
      /markets\[0\]\.funding: .*this is a spot/,
    ],
    [
      'funding of an option',
      { ...put, candles: 'btc.csv', funding: 'btc.csv' },
      /markets\[0\]\.funding: .*this is an option/,
    ],
    ['a future without expiry', { ...btc, kind: 'inverse-future' }, /markets\[0\]\.expiry: is missing/],
    [
      'a perpetual that expires',
      { ...btc, expiry: '2020-06-26' },
      /markets\[0\]\.expiry: belongs to futures and options, and this is a linear-perpetual/,
    ],
    [
      'spot without a quote',
      { ...btc, symbol: 'BTC', kind: 'spot' },
      /markets\[0\]\.symbol: "BTC" does not say what is bought and what it is paid in/,
    ],
    [
      'spot of an asset in itself',
      { ...btc, symbol: 'USDT-USDT', kind: 'spot' },
      /markets\[0\]\.symbol: "USDT-USDT" does not say/,
    ],
    ['no candles', { symbol: 'BTCUSDT' }, /markets\[0\]\.candles: is missing; add it\./],
  ])('with %s are refused', (_, market, message) => {
    expect(complaints(market).join('\n')).toMatch(message);
  });

  it.each(['BTCUSDT', 'ETH-USDC', 'USDCUSDT', 'ETHBTC', 'BTC_USD', 'SOL/USDT'])('spot may be %s', symbol => {
    const quote =
      symbol === 'ETHBTC' ? [{ symbol: 'BTCUSDT', kind: 'spot', candles: 'btc.csv' } as const] : [];
    const complaint = complaints({ symbol, kind: 'spot', candles: 'btc.csv' }, ...quote);
    expect(complaint.filter(text => text.includes('does not say'))).toEqual([]);
  });
});
