/** The main job on embedded data, as a fresh user starts it: `margin-replay run`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import { books, replay } from '../../src/journal/rebuild.ts';
import type { Cell, Results } from '../../src/results/results.ts';
import { cli, type Answer } from '../cli/command-line.ts';

const FILES = ['config.json', 'equity.csv', 'journal.jsonl', 'report.html', 'results.json', 'series.json'];

describe('the demo', () => {
  let folder = '';
  let first: Answer;
  let results: Results;
  const at = (name: string) => join(folder, 'first', 'demo', name);
  const read = (name: string) => readFileSync(at(name), 'utf8');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'margin-replay-demo-'));
    first = await cli('run', '--reports', join(folder, 'first'));
    results = JSON.parse(read('results.json'));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes every file of a report and ends on the path of the page', () => {
    expect([first.code, first.err]).toEqual([0, '']);
    expect(readdirSync(join(folder, 'first'))).toEqual(['demo']);
    expect(readdirSync(at('.')).sort()).toEqual(FILES);
    expect(first.out.split('\n').at(-1)).toMatch(/first\/demo\/report\.html$/);
  });

  it('judges the 18 moves of the reconstruction in three modes, and calls it a reconstruction everywhere', () => {
    const figures = JSON.parse(readFileSync(new URL('../../data/figures.json', import.meta.url), 'utf8'));
    expect(results.matrix.map(({ move }) => move.id)).toEqual(
      figures.moves.map((move: { id: string }) => move.id),
    );
    for (const row of results.matrix)
      expect(Object.keys(row.cells), row.move.id).toEqual(['isolated', 'cross', 'portfolio']);
    expect(results.run.reconstruction).toBe(true);
    expect(JSON.parse(read('config.json')).config.reconstruction).toBe(true);
    expect(first.out).toContain('The prices are a reconstruction, not exchange history.');
    expect(read('report.html')).toContain('RECONSTRUCTION.');
  });

  it('dates its page by all the data, not by the stretch of the continuous run', () => {
    expect(read('report.html')).toContain('2020-03-08 to 2025-11-22 in 18 stretches');
    expect(read('report.html')).toContain('not shaded: moves 1 to 7 and 9 to 18.');
    expect(read('report.html')).toContain('into 18 stretches; nothing is carried across one');
  });

  describe('parts the modes without flattering any', () => {
    const cells = () =>
      results.matrix.map(({ cells }) => cells as Record<'isolated' | 'cross' | 'portfolio', Cell>);
    const count = (holds: (cells: Record<'isolated' | 'cross' | 'portfolio', Cell>) => boolean) =>
      cells().filter(holds).length;
    const closed = ({ verdict }: Cell) => verdict === 'liquidated';

    it('isolated loses a leg where cross keeps both', () => {
      expect(
        count(({ isolated, cross }) => closed(isolated) && isolated.accountAlive && cross.positionsKept),
      ).toBeGreaterThan(0);
    });
    it('cross loses everything where isolated keeps something', () => {
      const lost = cells().filter(({ cross, isolated }) => closed(cross) && isolated.accountAlive);
      expect(lost.length).toBeGreaterThan(0);
      for (const { cross, isolated } of lost) {
        expect(Number(cross.equityEnd)).toBeLessThan(500);
        expect(Number(isolated.equityEnd)).toBeGreaterThan(5_000);
      }
    });
    it('isolated ends as the richest of the three, and as the poorest', () => {
      const ends = (cells: Record<string, Cell>) => Object.values(cells).map(cell => Number(cell.equityEnd));
      expect(
        count(cells => Number(cells.isolated.equityEnd) > Math.max(...ends(cells).slice(1))),
      ).toBeGreaterThan(0);
      expect(
        count(cells => Number(cells.isolated.equityEnd) < Math.min(...ends(cells).slice(1))),
      ).toBeGreaterThan(0);
    });
    it('portfolio is closed where cross lives on, and keeps more where both are closed', () => {
      expect(count(({ cross, portfolio }) => closed(portfolio) && cross.positionsKept)).toBeGreaterThan(0);
      const both = cells().filter(({ cross, portfolio }) => closed(cross) && closed(portfolio));
      expect(both.length).toBeGreaterThan(0);
      for (const { cross, portfolio } of both)
        expect(Number(portfolio.equityEnd)).toBeGreaterThan(10 * Number(cross.equityEnd));
    });
    it('no mode always survives or always fails, and somewhere the path inside a candle decides', () => {
      for (const mode of ['isolated', 'cross', 'portfolio'] as const) {
        const kept = count(cells => cells[mode].positionsKept);
        expect(kept, mode).toBeGreaterThan(0);
        expect(kept, mode).toBeLessThan(18);
      }
      expect(
        count(cells => Object.values(cells).some(cell => cell.certainty === 'path-dependent')),
      ).toBeGreaterThan(0);
    });
  });

  it('has causes that sum exactly, and a journal from which every ledger is rebuilt', () => {
    const liquidations = results.matrix.flatMap(({ cells }) =>
      Object.values(cells as Record<string, Cell>).flatMap(cell => cell.liquidations),
    );
    expect(liquidations.length).toBeGreaterThan(10);
    for (const { cause } of liquidations) {
      const { price, funding, fees, interest, collateral, requirementByPrice, requirementByModel } = cause;
      const parts = [funding, fees, interest, collateral, requirementByPrice, requirementByModel];
      const own = [cause.trades, cause.transfers];
      const change = Decimal.sum(...Object.values(price), ...parts, ...own);
      const { distanceStart, distanceEnd } = cause;
      expect(change.toFixed()).toBe(new Decimal(distanceEnd).sub(distanceStart).toFixed());
    }
    const ledgers = replay(read('journal.jsonl').split('\n'));
    expect(ledgers.size).toBe(results.run.conservation.ledgers);
    const { cells } = results.matrix[0]!;
    const cross = books(ledgers.get(`${results.matrix[0]!.move.id}/nominal/cross`)!);
    expect(cross['wallet']).toBe((cells as Record<string, Cell>)['cross']!.equityEnd);
  });

  it('gives the same bytes when run again, and says the same as one document under --json', async () => {
    const { code, out, err } = await cli('run', '--json', '--reports', join(folder, 'second'));
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toEqual(results);
    for (const file of FILES)
      expect(readFileSync(join(folder, 'second', 'demo', file), 'utf8') === read(file), file).toBe(true);
  }, 60_000);

  it('has its page rebuilt byte for byte from what was saved', async () => {
    const page = read('report.html');
    writeFileSync(at('report.html'), 'spoilt');
    const { code, err } = await cli('report', at('.'));
    expect([code, err]).toEqual([0, '']);
    expect(read('report.html') === page).toBe(true);
    expect(readdirSync(at('.')).sort()).toEqual(FILES);
  });

  it('is what `moves` lists without a config', async () => {
    const { code, out } = await cli('moves');
    expect(code).toBe(0);
    expect(out).toMatch(/^2020-03-12_covid_black_thursday .*5d .*BTCUSDT −54\.1 % +ETHUSDT −58\.1 % +yes/m);
    expect(out).toMatch(/18 of 18 moves are covered/);
  });
});
