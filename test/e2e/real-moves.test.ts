/** The main job on real input: every one of the 18 moves, mark and funding included, through the command line. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell, MatrixRow, Results } from '../../src/results/results.ts';
import { cli } from '../cli/command-line.ts';
import { marketDir } from '../market-dir.ts';

const MODES = ['isolated', 'cross', 'portfolio'] as const;
const VERDICTS = ['not-held', 'untouched', 'margin-called', 'reduced', 'liquidated', 'bankrupt'];
type Cells = Record<(typeof MODES)[number], Cell>;

const strategyFile = (name: string) => resolve(import.meta.dirname, '../../strategies', `${name}.ts`);

describe.skipIf(marketDir === null)('the 18 real moves (skipped where the market folder is absent)', () => {
  let folder = '';
  const market = resolve(marketDir ?? '.');
  const events = marketDir === null ? [] : readdirSync(join(market, 'events')).sort();
  const files = (series: string, symbol: string) => join(market, 'events', '*', series, `${symbol}.csv`);
  const markets = ['BTCUSDT', 'ETHUSDT'].map(symbol => ({
    symbol,
    candles: files('perp_1h', symbol),
    mark: files('mark_1h', symbol),
    funding: join(market, 'funding', `${symbol}.csv`),
  }));
  const book = {
    strategy: 'hold',
    params: {
      positions: [
        { symbol: 'BTCUSDT', notional: '54000', leverage: 8 },
        { symbol: 'ETHUSDT', notional: '-21600', leverage: 8 },
      ],
    },
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'margin-replay-real-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(name: string, changes: object): Promise<Results> {
    const path = join(folder, `${name}.config.json`);
    const moves = join(market, 'moves.json');
    writeFileSync(path, JSON.stringify({ name, markets, moves, ...changes }));
    const { code, out, err } = await cli('run', path, '--reports', join(folder, 'reports'), '--json');
    expect([code, err], out.slice(0, 500)).toEqual([0, '']);
    return JSON.parse(out);
  }

  function expectAllJudged({ matrix }: Results): void {
    expect(matrix.map(({ move }) => move.id)).toEqual(events);
    for (const { covered, cells, move } of matrix as MatrixRow[]) {
      expect(covered, move.id).toBe(true);
      expect(Object.keys(cells), move.id).toEqual([...MODES]);
      for (const cell of Object.values(cells as Cells)) {
        expect(VERDICTS).toContain(cell.verdict);
        expect(['certain', 'path-dependent']).toContain(cell.certainty);
        expect(Object.keys(cell.bounds).sort()).toEqual(['optimistic', 'pessimistic']);
      }
    }
  }

  it.each(['generic', 'binance-usdm'])(
    'are judged in three modes in one command under %s',
    async venue => {
      const results = await run(`book-${venue}`, { ...book, venue });
      expectAllJudged(results);
      expect(results.run.reconstruction).toBe(false);
      expect(
        results.run.inputs.every(({ gaps, sha256 }) => gaps === 0 && /^[0-9a-f]{64}$/.test(sha256)),
      ).toBe(true);
      const cells = results.matrix.map(row => row.cells as Cells);
      // Funding was paid, and a crash of half the price is not survived by a leg at leverage 8.
      expect(cells.some(({ cross }) => Number(cross.fundingPaid) !== 0)).toBe(true);
      const covid = cells[0]!;
      expect(covid.isolated.positionsKept).toBe(false);
      expect(covid.isolated.liquidations.some(({ bucket }) => bucket === 'BTCUSDT')).toBe(true);
    },
    60_000,
  );

  it('give the same matrix by flags', async () => {
    const flags = ['BTCUSDT', 'ETHUSDT'].flatMap(symbol => [
      '--candles',
      `${symbol}=${files('perp_1h', symbol)}`,
      '--mark',
      `${symbol}=${files('mark_1h', symbol)}`,
      '--funding',
      `${symbol}=${join(market, 'funding', `${symbol}.csv`)}`,
    ]);
    const held = [
      '--hold',
      'BTCUSDT:0.5@8x',
      '--hold',
      'ETHUSDT:-5@8x',
      '--moves',
      join(market, 'moves.json'),
    ];
    const { code, out } = await cli(
      'run',
      ...held,
      ...flags,
      '--name',
      'flags',
      '--reports',
      join(folder, 'reports'),
      '--json',
    );
    expect(code).toBe(0);
    const byFlags = JSON.parse(out) as Results;
    expectAllJudged(byFlags);
    const positions = [
      { symbol: 'BTCUSDT', quantity: 0.5, leverage: 8 },
      { symbol: 'ETHUSDT', quantity: -5, leverage: 8 },
    ];
    const byConfig = await run('by-config', { strategy: 'hold', params: { positions } });
    expect(byFlags.matrix).toEqual(byConfig.matrix);
  }, 60_000);

  it.each(['trend-following', 'hedged-pair', 'funding-carry', 'grid', 'martingale'])(
    'are judged for the example strategy %s, which trades on them',
    async name => {
      const results = await run(name, { strategy: strategyFile(name), path: 'nominal' });
      expect(results.matrix.every(row => row.covered && Object.keys(row.cells).length === 3)).toBe(true);
      expect(results.run.strategy.name).toBe(name);
      const fees = results.matrix.map(row => Number((row.cells as Cells).cross.feesPaid));
      expect(fees.filter(paid => paid > 0).length).toBeGreaterThanOrEqual(5);
    },
    60_000,
  );

  it('stand in the named catalogue, the rest of which is listed as not covered, with its reason', async () => {
    const { matrix } = await run('named', { ...book, moves: 'named', path: 'nominal' });
    const covered = matrix.filter(row => row.covered).map(({ move }) => move.id);
    expect(covered).toEqual(events);
    const others = matrix.filter(row => !row.covered);
    expect(others.length).toBeGreaterThan(30);
    for (const { reason, cells } of others) {
      expect(reason).toMatch(/\S/);
      expect(cells).toEqual({});
    }
    const page = readFileSync(join(folder, 'reports', 'named', 'report.html'), 'utf8');
    expect(page).toContain(`<summary>${others.length} moves not covered by the data</summary>`);
    for (const { move } of others) expect(page).toContain(move.name);
  }, 60_000);

  it('leave a page that opens offline', () => {
    const page = readFileSync(join(folder, 'reports', 'book-generic', 'report.html'), 'utf8');
    expect(page).not.toContain('RECONSTRUCTION.');
    expect(page).not.toMatch(/(?:src|href)="https?:/);
  });
});
