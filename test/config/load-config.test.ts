import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { perpetual } from '../../src/market/instrument.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { BTC, HOLD, RUN, usersFolder } from './config-folder.ts';

const folder = usersFolder();
const { file } = folder;
const load = (run: object) => loadConfig(file('run.config.json', JSON.stringify(run)));

describe('a config', () => {
  it('takes the defaults of the contract', async () => {
    const { config } = await load(RUN);
    const venue = 'generic';
    expect(config).toEqual({
      name: 'pair',
      venue: { isolated: venue, cross: venue, portfolio: venue },
      asOf: 'move',
      modes: ['isolated', 'cross', 'portfolio'],
      multiAssets: true,
      capital: { USDT: '10000' },
      markets: [
        {
          symbol: 'BTCUSDT',
          instrument: perpetual('BTCUSDT'),
          candles: [join(folder.path(), 'btc-2020.csv')],
          mark: [],
          funding: [],
          finer: null,
          lotStep: null,
        },
      ],
      strategy: join(folder.path(), 'pair.ts'),
      params: {},
      orders: 'own',
      moves: {
        kind: 'detect',
        detect: { size: 0.15, windowMs: 3 * 86_400_000, distanceMs: 7 * 86_400_000, count: 20 },
      },
      leadMs: 2 * 86_400_000,
      warmup: 200,
      path: 'bracket',
      fees: 'venue',
      slippageBps: 0,
      onRefused: 'reject',
      afterLiquidation: 'continue',
      seed: 1,
      segmentGapMs: 86_400_000,
      segment: null,
      reconstruction: false,
    });
  });

  it('is the same from TypeScript through defineRun, with the hash of what it was read from', async () => {
    const text = `import { defineRun } from 'margin-replay';
export default defineRun({ name: 'pair', markets: [{ symbol: 'BTCUSDT', candles: 'btc-2020.csv' }], strategy: './pair.ts' });
`;
    const path = file('run.config.ts', text);
    const fromTypeScript = await loadConfig(path);
    expect(fromTypeScript.config).toEqual((await load(RUN)).config);
    expect(fromTypeScript.inputs).toEqual([
      { path, sha256: createHash('sha256').update(text).digest('hex') },
    ]);
    expect(fromTypeScript.folder).toBe(folder.path());
  });

  it('resolves globs, lists and nested folders against its own folder, sorted', async () => {
    file('marks/b.csv', '');
    file('marks/a.csv', '');
    const { config } = await load({
      ...RUN,
      markets: [
        {
          ...BTC,
          candles: 'btc-*.csv',
          mark: ['mark.csv', 'marks/*.csv'],
          finer: { candles: 'eth.csv' },
          lotStep: 0.001,
        },
      ],
    });
    const at = (name: string) => join(folder.path(), name);
    expect(config.markets[0]).toMatchObject({
      candles: [at('btc-2020.csv'), at('btc-2021.csv')],
      mark: [at('mark.csv'), at('marks/a.csv'), at('marks/b.csv')],
      finer: { candles: [at('eth.csv')], mark: [] },
      lotStep: '0.001',
    });
  });

  it('parses durations, dates, amounts, venues and fees', async () => {
    const { config } = await load({
      ...RUN,
      venue: { isolated: 'binance-usdm', cross: 'generic', portfolio: 'pm-stress' },
      asOf: '2020-03-12',
      capital: { USDC: 2.5e4 },
      lead: '12h',
      segmentGap: '90m',
      segment: '2021-05-19T10:00Z',
      fees: { takerRate: 0.0004, makerRate: -0.0001 },
      moves: { size: 0.3, window: '1d' },
    });
    expect(config).toMatchObject({
      venue: { isolated: 'binance-usdm', cross: 'generic', portfolio: 'pm-stress' },
      asOf: Date.UTC(2020, 2, 12),
      capital: { USDC: '25000' },
      leadMs: 43_200_000,
      segmentGapMs: 5_400_000,
      segment: Date.UTC(2021, 4, 19, 10),
      fees: { takerRate: 0.0004, makerRate: -0.0001 },
      moves: { detect: { size: 0.3, windowMs: 86_400_000, distanceMs: 7 * 86_400_000, count: 20 } },
    });
  });

  it('lists moves inline', async () => {
    const moves = [{ id: 'mine', name: 'Mine', start: '2020-03-12', end: Date.UTC(2020, 2, 14) }];
    const { config } = await load({ ...RUN, moves });
    expect(config.moves).toMatchObject({
      kind: 'listed',
      moves: [{ id: 'mine', name: 'Mine', start: Date.UTC(2020, 2, 12), end: Date.UTC(2020, 2, 14) }],
    });
  });

  it('keeps the sizes of a book on paper as exact text', async () => {
    const { config } = await load({
      ...HOLD,
      params: { positions: [{ symbol: 'BTCUSDT', quantity: '-0.1000000000000000000001', leverage: 3 }] },
    });
    expect(config.params).toEqual({
      positions: [{ symbol: 'BTCUSDT', quantity: '-0.1000000000000000000001', leverage: 3 }],
    });
  });
});
