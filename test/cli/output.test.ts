import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/basics/errors.ts';
import { openReportFolder } from '../../src/output/report-folder.ts';
import { matrixText } from '../../src/output/matrix.ts';
import { writeEquity } from '../../src/output/write-results.ts';
import { usersFolder } from './command-line.ts';
import { outcome } from './outcome.ts';

const { at, file } = usersFolder();
const read = (name: string) => readFileSync(at(name), 'utf8');

describe('a report folder', () => {
  it('is in place only once it is complete', async () => {
    const folder = openReportFolder(at('reports'), 'pair');
    const journal = folder.writer('journal.jsonl');
    const line = JSON.stringify({ text: 'é'.repeat(100) });
    for (let count = 0; count < 2000; count++) journal.write(line);
    await journal.close();
    expect(existsSync(at('reports/pair'))).toBe(false);
    await folder.commit();
    expect(read('reports/pair/journal.jsonl')).toBe(`${line}\n`.repeat(2000));
    expect(readdirSync(at('reports'))).toEqual(['pair']);
  });

  it('streams: lines reach the disk long before the run ends', () => {
    const folder = openReportFolder(at('reports'), 'pair');
    const journal = folder.writer('journal.jsonl');
    for (let count = 0; count < 100_000; count++) journal.write('0123456789');
    expect(readFileSync(folder.path('journal.jsonl')).length).toBeGreaterThan(1_000_000);
  });

  it('replaces the last report whole', async () => {
    file('reports/pair/results.json', 'old');
    file('reports/pair/stale.csv', 'old');
    const folder = openReportFolder(at('reports'), 'pair');
    const results = folder.writer('results.json');
    results.write('new');
    await results.close();
    expect(read('reports/pair/results.json')).toBe('old');
    await folder.commit();
    expect(readdirSync(at('reports'))).toEqual(['pair']);
    expect(readdirSync(at('reports/pair'))).toEqual(['results.json']);
    expect(read('reports/pair/results.json')).toBe('new\n');
  });

  it('leaves the last report untouched when the run fails half way', async () => {
    file('reports/pair/results.json', 'old');
    const folder = openReportFolder(at('reports'), 'pair');
    folder.writer('journal.jsonl').write('half a line');
    await folder.abort();
    expect(readdirSync(at('reports'))).toEqual(['pair']);
    expect(readdirSync(at('reports/pair'))).toEqual(['results.json']);
    expect(read('reports/pair/results.json')).toBe('old');
  });

  it('is refused at once where it cannot be written, or where something else lies', () => {
    file('in-the-way', '');
    file('reports/thesis/chapter.txt', '');
    for (const [dir, name] of [
      ['in-the-way', 'pair'],
      ['reports', 'thesis'],
    ] as const) {
      expect(() => openReportFolder(at(dir), name)).toThrow(UserError);
    }
    expect(readdirSync(at('reports'))).toEqual(['thesis']);
  });
});

describe('equity.csv', () => {
  it('has a row for each close, run and mode, in the columns of the contract', () => {
    const lines: string[] = [];
    writeEquity(line => lines.push(line), outcome());
    expect(lines).toEqual([
      'run,time,mode,equity,maintenance_margin,initial_margin,health,stale',
      'continuous,1500000000000,isolated,10000,0,0,,',
      'continuous,1500000000000,cross,10000,0,0,,',
      'continuous,1500003600000,isolated,9000.5,50,1000,180.01,BTCUSDT',
      'continuous,1500003600000,cross,9000.5,50,1000,180.01,BTCUSDT',
      '"crash, ""the""",1584000000000,isolated,10000,0,0,,',
      '"crash, ""the""",1584000000000,cross,10000,0,0,,',
      '"crash, ""the""",1584003600000,isolated,9000.5,50,1000,180.01,BTCUSDT',
      '"crash, ""the""",1584003600000,cross,9000.5,50,1000,180.01,BTCUSDT',
    ]);
  });
});

describe('the matrix on the terminal', () => {
  it('shows verdict and lowest health of every covered move, both counts, and what is not covered', () => {
    const shown = matrixText(outcome().results, createColors(false));
    expect(shown).toMatch(/^Move +Isolated +Cross/);
    expect(shown).toMatch(/^The crash +✕ liquidated 0\.97× +! margin-called 1\.21× ~/m);
    expect(shown).toMatch(/^The rally +✕✕ bankrupt -0\.20× +✓ untouched *$/m);
    expect(shown).toMatch(/^every position kept +0 of 2 +1 of 2/m);
    expect(shown).toMatch(/^account alive +1 of 2 +1 of 2/m);
    expect(shown).toMatch(/^path-dependent, in neither +0 +1/m);
    expect(shown).toMatch(/^1 of 3 moves is not covered by the data/m);
    expect(shown).not.toContain('reconstruction');
    expect(shown).not.toContain('\u001b');
  });

  it('says so when the prices are a reconstruction', () => {
    const { results } = outcome();
    results.run.reconstruction = true;
    expect(matrixText(results, createColors(false))).toContain('a reconstruction, not exchange history');
  });
});
