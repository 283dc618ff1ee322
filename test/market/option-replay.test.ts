/** From a config with an option to its replay: a long put under a long contract, until it is settled. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveRun } from '../../src/config/load-config.ts';
import type { RunInput } from '../../src/config/run-input.ts';
import { coverMoves } from '../../src/market/cover-moves.ts';
import { loadMarket } from '../../src/market/load-market.ts';
import type { Market } from '../../src/market/market.ts';
import type { Results } from '../../src/results/results.ts';
import { runReplays } from '../../src/run/run-replays.ts';
import { type HoldPosition, holdStrategy } from '../../src/strategy/hold.ts';
import { marketDir } from '../market-dir.ts';
import { CsvFolder, START, type Row } from './csv-folder.ts';
import { hour, walked } from './option-folder.ts';

type JournalRow = Record<string, unknown> & { run: string; mode: string; kind: string; time: number };

interface Played {
  market: Market;
  results: Results;
  rows: JournalRow[];
}

/** Replays a `hold` book as the `run` command does; screened and in decimals, which must be the same. */
async function replayed(input: Omit<RunInput, 'strategy'>, folder: string): Promise<Played> {
  const config = resolveRun({ ...input, strategy: 'hold' }, folder, 'test');
  const market = await loadMarket(config.markets, { segmentGapMs: config.segmentGapMs });
  const windows = coverMoves(market, config.moves.kind === 'listed' ? config.moves.moves : []);
  expect(windows.map(({ covered }) => covered)).toEqual([true]);
  const strategy = holdStrategy(config.params['positions'] as HoldPosition[]);
  const play = async (allDecimal: boolean) => {
    const lines: string[] = [];
    const inputs = { config, market, strategy, windows, journal: (line: string) => lines.push(line) };
    return { ...(await runReplays({ ...inputs, allDecimal })), lines };
  };
  const [{ results, lines }, exact] = [await play(false), await play(true)];
  expect(exact.lines).toEqual(lines);
  return { market, results, rows: lines.map(line => JSON.parse(line) as JournalRow) };
}

const cellsOf = ({ results }: Played) => {
  const [entry] = results.matrix;
  return entry!.cells as Record<
    string,
    { verdict: string; certainty: string; equityEnd: string; rejections: number }
  >;
};
const PERP = { symbol: 'BTCUSDT', quantity: '1', leverage: 10 };
const PUT = { symbol: 'BTC-PUT', quantity: '1', leverage: 1 };

describe('a long put under a long contract', () => {
  const folder = new CsvFolder();
  /** Flat, then four hours down from 100 to 60, then flat. */
  const crash: readonly Row[] = walked([0, 0, 0, -0.13, -0.13, -0.13, -0.12, 0, 0, 0, 0, 0]).map(
    ([time, open, , , close]) => [time, open, Math.max(open, close), Math.min(open, close), close],
  );
  folder.candles('btc.csv', crash);
  const run = (positions: object[], others: Partial<RunInput> = {}) =>
    replayed(
      {
        name: 'put',
        modes: ['isolated', 'cross', 'portfolio'],
        capital: { USDT: '25' },
        markets: [
          { symbol: 'BTCUSDT', candles: 'btc.csv' },
          {
            symbol: 'BTC-PUT',
            kind: 'option',
            strike: 95,
            right: 'put',
            expiry: '2020-03-11T10:00Z',
            impliedVolatility: { constant: 0.8 },
          },
        ],
        params: { positions },
        moves: [{ id: 'crash', name: 'crash', start: START, end: hour(12) }],
        lead: '0d',
        ...others,
      },
      folder.path,
    );

  it('pays for the fall, where a naked long dies', async () => {
    const naked = cellsOf(await run([PERP]));
    expect(naked['cross']!.verdict).toBe('liquidated');
    const hedged = await run([PERP, PUT]);
    const { cross, portfolio, isolated } = cellsOf(hedged);
    expect(cross!.verdict).toMatch(/untouched|margin-called/);
    expect(portfolio!.verdict).toMatch(/untouched|margin-called/);
    // A premium is paid from the whole account: a bucket of its own holds no option.
    expect(isolated!).toMatchObject({ verdict: 'not-held' });
    expect(hedged.results.run.assumptions).toContainEqual(
      expect.stringMatching(/^BTC-PUT has no candles: they are made from those of BTCUSDT by Black-76/),
    );
  });

  it('is settled at its expiry for what it is worth to exercise, and everything adds up', async () => {
    const played = await run([PERP, PUT], { modes: ['cross'] });
    const { market, rows } = played;
    const own = rows.filter(row => row.run === 'crash' && row.mode === 'cross');
    const nominal = own.filter(row => row['path'] === 'nominal');
    const fills = nominal.filter(({ kind }) => kind === 'fill');
    const put = market.series.find(({ symbol }) => symbol === 'BTC-PUT')!;
    const btc = market.series.find(({ symbol }) => symbol === 'BTCUSDT')!;
    expect(fills.map(({ symbol, price }) => [symbol, Number(price)])).toEqual([
      ['BTCUSDT', btc.last.open[1]],
      ['BTC-PUT', put.last.open[1]],
    ]);
    const [settlement, ...others] = nominal.filter(({ kind }) => kind === 'settlement');
    expect(others).toEqual([]);
    const worth = 95 - btc.mark.open[10]!;
    expect(settlement).toMatchObject({ time: hour(10), symbol: 'BTC-PUT', quantity: '-1', by: 'expiry' });
    expect(Number(settlement!['price'])).toBeCloseTo(worth, 12);
    const fees = 0.0005 * (btc.last.open[1]! + put.last.open[1]!);
    const pnl = btc.last.close[11]! - btc.last.open[1]! + worth - put.last.open[1]!;
    expect(Number(cellsOf(played)['cross']!.equityEnd)).toBeCloseTo(25 + pnl - fees, 6);
    expect(Number(played.results.run.conservation.largestImbalance)).toBe(0);
  });
});

describe.skipIf(marketDir === null)('FTX, November 2022, at the volatility of DVOL', () => {
  const run = (positions: object[]) =>
    replayed(
      {
        name: 'ftx',
        modes: ['cross'],
        capital: { USDT: '4000' },
        markets: [
          {
            symbol: 'BTCUSDT',
            candles: 'events/2022-11-08_ftx/perp_1h/BTCUSDT.csv',
            mark: 'events/2022-11-08_ftx/mark_1h/BTCUSDT.csv',
            funding: 'funding/BTCUSDT.csv',
          },
          {
            symbol: 'BTC-PUT',
            kind: 'option',
            strike: 19_000,
            right: 'put',
            expiry: '2022-11-11T08:00Z',
            impliedVolatility: { file: 'vol/BTC_DVOL_1d.csv' },
          },
        ],
        params: { positions },
        moves: [{ id: 'ftx', name: 'ftx', start: '2022-11-07T02:00Z', end: '2022-11-11T20:00Z' }],
        lead: '1h',
      },
      join(marketDir!),
    );

  it('a put of 19000 carries a long bought above 20,000 through the low of 15,543', async () => {
    expect(cellsOf(await run([PERP]))['cross']).toMatchObject({
      verdict: 'liquidated',
      certainty: 'certain',
    });
    const hedged = await run([PERP, PUT]);
    expect(cellsOf(hedged)['cross']).toMatchObject({ certainty: 'certain', rejections: 0 });
    expect(cellsOf(hedged)['cross']!.verdict).toMatch(/untouched|margin-called/);
    const put = hedged.market.series.find(({ symbol }) => symbol === 'BTC-PUT')!;
    // The first daily close of DVOL in the file, 56.76 of 6 November, is known when the 7th begins.
    expect(put).toMatchObject({ firstRow: 0, hasMark: true });
    expect([put.volatility![0], put.volatility![24]]).toEqual([0.5676, 0.5948]);
    const settled = hedged.rows.filter(
      row => row.run === 'ftx' && row.kind === 'settlement' && row['path'] === 'nominal',
    );
    expect(settled).toHaveLength(1);
    expect(settled[0]).toMatchObject({ time: Date.UTC(2022, 10, 11, 8), symbol: 'BTC-PUT', by: 'expiry' });
  });
});
