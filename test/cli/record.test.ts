import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveRun } from '../../src/config/load-config.ts';
import { openReportFolder } from '../../src/output/report-folder.ts';
import { configJson, writeResults } from '../../src/output/write-results.ts';
import { cli, usersFolder } from './command-line.ts';
import { outcome } from './outcome.ts';

const { at, file } = usersFolder();

function record() {
  const markets = [{ symbol: 'BTCUSDT', candles: 'btc.csv' }];
  const config = resolveRun({ name: 'pair', markets, strategy: './idle.ts' }, at('.'), 'run.config.json');
  const inputs = [
    { path: at('btc.csv'), sha256: 'aa' },
    { path: at('idle.ts'), sha256: 'bb' },
  ];
  return { config, inputs, folder: at('.') };
}

async function written(): Promise<string> {
  const folder = openReportFolder(at('reports'), 'pair');
  await folder.writer('journal.jsonl').close();
  await writeResults(folder, outcome(), record());
  await folder.commit();
  return at('reports/pair');
}

describe('config.json', () => {
  it('is the resolved config with the hash of every input, the same on every machine', () => {
    const { schemaVersion, config, inputs } = JSON.parse(configJson(record()));
    expect(schemaVersion).toBe(1);
    expect(config).toMatchObject({
      name: 'pair',
      strategy: 'idle.ts',
      capital: { USDT: '10000' },
      seed: 1,
      warmup: 200,
    });
    expect(config.markets[0].candles).toEqual(['btc.csv']);
    expect(inputs).toEqual([
      { path: 'btc.csv', sha256: 'aa' },
      { path: 'idle.ts', sha256: 'bb' },
    ]);
  });
});

describe('what a run leaves behind', () => {
  it('is every file of the contract, and the results as the engine gave them', async () => {
    const folder = await written();
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'equity.csv',
      'journal.jsonl',
      'report.html',
      'results.json',
      'series.json',
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toEqual(outcome().results);
  });

  it('is enough to rebuild the very same page', async () => {
    const folder = await written();
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    file('reports/pair/report.html', 'spoilt');
    const { code, out } = await cli('report', folder);
    expect(code).toBe(0);
    expect(out).toMatch(/reports\/pair\/report\.html$/);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(page);
    expect(readdirSync(folder)).toHaveLength(6);
  });

  it('is found by its name in the reports folder', async () => {
    await written();
    const { code, out } = await cli('report', 'pair', '--reports', at('reports'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      report: expect.stringMatching(/pair\/report\.html$/),
    });
  });

  it.each<[string, string, RegExp]>([
    ['results.json', '{ "schemaVersion": 1', /results\.json: cannot be read: /],
    [
      'results.json',
      '{ "schemaVersion": 99 }',
      /results\.json: schemaVersion is 99, and this version reads 1/,
    ],
    ['series.json', '', /series\.json: cannot be read: /],
  ])('with a spoilt %s is bad data, and the page stays as it was', async (name, text, message) => {
    const folder = await written();
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    file(`reports/pair/${name}`, text);
    const { code, err } = await cli('report', folder);
    expect(code).toBe(3);
    expect(err).toMatch(message);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(page);
  });
});
