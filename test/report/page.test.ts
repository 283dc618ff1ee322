import { beforeAll, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { Decimal } from '../../src/basics/money.ts';
import { chartData } from '../../src/report/chart-data.ts';
import {
  formatHealth,
  formatMoney,
  formatPercent,
  formatRanges,
  formatWindow,
} from '../../src/report/format.ts';
import { esc } from '../../src/report/html.ts';
import { causeView } from '../../src/report/model/liquidation.ts';
import { reportModel } from '../../src/report/model/report-model.ts';
import { renderReport } from '../../src/report/page.ts';
import type { RunOutcome } from '../../src/results/results.ts';
import { cause, syntheticOutcome } from './fixture.ts';
import { HOSTILE, NASTY } from './hostile-names.ts';

const render = (outcome: RunOutcome): Promise<string> => renderReport(outcome.results, chartData(outcome));
/** What a reader sees: no style, script, markup. */
const textOf = (page: string): string =>
  page
    .replace(/<(style|script)[^]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/[\s\u202f]+/g, ' ');

describe('the page', () => {
  let page: string;
  let text: string;
  beforeAll(async () => {
    page = await render(syntheticOutcome());
    text = textOf(page);
  });

  it('is the same, byte for byte, from the same results, also when saved in between', async () => {
    const outcome = syntheticOutcome();
    const saved = JSON.parse(JSON.stringify([outcome.results, chartData(outcome)]));
    expect(await renderReport(saved[0], saved[1])).toBe(page);
  });

  it('fetches nothing and lets no script run but its own', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)|url\(|@import/);
    const script = /<script>([^]*?)<\/script>/.exec(page)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`script-src &#39;sha256-${hash}&#39;`);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('names the asset that amounts are in, not the one that is put up', async () => {
    const outcome = syntheticOutcome();
    outcome.results.run.capital = { BTC: '1' };
    outcome.results.run.quote = 'USD';
    const shown = textOf(await render(outcome));
    expect(shown).toContain('capital 1 BTC');
    expect(shown).toContain('Forced trades of the fresh accounts, move by move, in USD.');
    expect(shown).not.toContain(', in BTC');
  });

  it('tells the finding and both counts', () => {
    expect(text).toContain(
      'Portfolio margin kept every position in 5 of 6 moves , cross in 2 , isolated in 1 .',
    );
    expect(text).toMatch(/Isolated margin 1 of 6 moves every position kept 6 of 6 moves account alive/);
    expect(text).toMatch(/Cross margin 2 of 6 moves every position kept 3 of 6 moves account alive/);
    expect(text).toContain('Path-dependent, counted apart 2');
    expect(text).toContain('Not held, counted apart 1');
  });

  it('shows every verdict in the matrix, bounds beside a path-dependent one, and refusals', () => {
    for (const word of ['Not held', 'Untouched', 'Margin-called', 'Reduced', 'Liquidated', 'Bankrupt']) {
      expect(page).toMatch(new RegExp(`<td role="cell">[^]*?badge[^]*?${word}`));
    }
    expect(text).toContain('optimistic: untouched, −10.0 % pessimistic: liquidated, −72.1 %');
    expect(text).toContain('2 orders refused: initial margin ×2');
    expect(text).toContain(
      '1 forced trade before the move began (2020-03-11 00:00), not counted in the verdict',
    );
    expect(text).toContain('P&L −11.0 % no margin rules: −3.9 %');
  });

  it('lists the move that is not covered, with the reason', () => {
    expect(text).toContain(
      'Depeg of 2018 (2018-11-14 to 2018-11-19): SOLUSDT has no candles before 2020-01-01 00:00 UTC',
    );
  });

  it('says where isolated looks better because a leg was cut, and only there', () => {
    const notes = reportModel(syntheticOutcome().results).moves.map(({ notes }) => notes.length);
    // Move 1: isolated ends above cross after losing a leg; 3: likewise; 2, 4, 6: below cross; 5: nothing lost.
    expect(notes).toEqual([1, 0, 1, 0, 0, 0]);
    expect(text).toContain(
      'Isolated ends above cross here (+19.2 % against −100.0 %) although it lost BTCUSDT (2020-03-12 14:00)',
    );
  });

  it('says so too where the leg was cut before the move', () => {
    const { results } = syntheticOutcome();
    const terra = results.matrix[4]!;
    const { isolated } = results.matrix[0]!.cells;
    if (!terra.covered || !isolated) throw new Error('the fixture has changed');
    terra.cells.isolated!.liquidations = [{ ...isolated.liquidations[0]!, beforeMove: true }];
    terra.cells.isolated!.equityEnd = '9100.01';
    expect(reportModel(results).moves[4]!.notes).toHaveLength(1);
  });

  it('keeps the continuous run apart from the fresh accounts', () => {
    expect(text).toContain('One account per mode, traded through');
    expect(text).toContain('(not the fresh accounts of the matrix)');
    expect(text).toMatch(/Equity at the end 1,880\.42 10,600\.00 47,512\.33/);
  });

  it('shows what it rests on', () => {
    for (const wanted of [
      'RECONSTRUCTION.',
      'SOLUSDT has no mark series: last stands in for it.',
      '0123456789abcdef'.repeat(4),
      'Liquidated at health ≤ 1.05×, which is equity ≤ 1.05 × maintenance margin',
      'Conservation: 18,204 postings in 57 ledgers; every one sums to zero, to the last decimal.',
      '22,905 of 236,736 points drawn',
    ]) {
      expect(text).toContain(wanted);
    }
  });

  it('names each column and row of its tables', () => {
    const tables = page.match(/<table[^]*?<\/table>/g)!;
    expect(tables.length).toBeGreaterThanOrEqual(4);
    for (const table of tables) {
      expect(table).toContain('<caption');
      expect(table).toContain('scope="col"');
      expect(table).toMatch(/scope="row(?:group)?"/);
    }
    const levels = [...page.matchAll(/<h([1-6])\b/g)].map(match => Number(match[1]));
    expect(levels.filter(level => level === 1)).toHaveLength(1);
    expect(levels.every((level, n) => n === 0 || level <= levels[n - 1]! + 1)).toBe(true);
  });

  it('has ids that are used once, and links that lead somewhere', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(match => match[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });
});

describe('hostile names', () => {
  it('run nothing and break nothing', async () => {
    const page = await render(syntheticOutcome(HOSTILE));
    const plain = await render(syntheticOutcome());
    expect(page.match(/<script/g)).toHaveLength(1);
    // Same elements in the same order: no name opened or closed one.
    const tags = (text: string): string[] =>
      text.match(/<\/?[a-z0-9]+/g)!.filter(tag => !/path|^<\/?(?:g|line|text|svg|rect)$/.test(tag));
    expect(tags(page)).toEqual(tags(plain));
    for (const name of NASTY) {
      expect(page).not.toContain(name);
      expect(page).toContain(esc(name));
    }
  });

  it('are escaped wherever they may be put', () => {
    expect(esc(`<a b="c" d='e'>&\`\u2028`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#96;&#x2028;');
  });
});

describe('runs with little to show', () => {
  it('no continuous run, no covered move', async () => {
    const outcome = syntheticOutcome();
    const { results } = outcome;
    const bare: RunOutcome = {
      results: {
        ...results,
        continuous: {},
        matrix: results.matrix.filter(row => !row.covered),
        run: { ...results.run, reconstruction: false, continuousWindow: null, segments: [], inputs: [] },
      },
      continuous: null,
      moves: [],
    };
    const text = textOf(await render(bare));
    expect(text).toContain('The one move of this run is not covered by the data.');
    expect(text).toContain('There was no continuous run.');
    expect(text).toContain('Nothing was closed by force in any move.');
    expect(text).not.toMatch(/reconstruction/i);
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('one mode, one path, a mode without a result, no series of a move', async () => {
    const outcome = syntheticOutcome();
    const { results } = outcome;
    delete results.run.venue.portfolio;
    results.run.path = 'nominal';
    for (const row of results.matrix) {
      if (!row.covered) continue;
      for (const cell of Object.values(row.cells)) Object.assign(cell, { certainty: null, bounds: {} });
    }
    const [first] = results.matrix;
    if (first!.covered) delete first!.cells.cross;
    outcome.moves.pop();
    for (const { series } of outcome.moves) series.ledgers.pop();
    outcome.continuous!.ledgers.pop();
    const text = textOf(await render(outcome));
    expect(text).toContain('no result in this mode');
    expect(text).toContain('Path-dependent, counted apart not tested');
    expect(text).toContain('one path only, nominal: certainty was not tested');
    expect(text).not.toContain('Portfolio margin');
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('books that do not balance are called broken', async () => {
    const { results } = syntheticOutcome();
    results.run.conservation.largestImbalance = '0.01';
    expect(reportModel(results).conservation).toContain('BROKEN');
  });
});

describe('a cause', () => {
  it('has parts that sum to the change of distance', () => {
    const view = causeView(cause(0));
    expect(view).toMatchObject({ start: '2,104.11', end: '0', change: '−2,104.11', missing: '' });
    expect(view.main).toBe('price of BTCUSDT −2,512.10');
    expect(view.parts.map(({ label }) => label)).toEqual([
      'price of BTCUSDT',
      'price of ETHUSDT',
      'funding',
      'fees',
      'requirement, by prices and tiers',
    ]);
  });

  it('that does not sum is exposed', () => {
    const wrong = { ...cause(0), fees: new Decimal('-10').minus('1e-18').toFixed() };
    expect(causeView(wrong).missing).toBe('0.000000000000000001');
  });
});

describe('figures', () => {
  it.each([
    [0.97, '0.97×'],
    [1, '1.00×'],
    [1.003, '1.003×'],
    [0.99996, '0.99996×'],
    [12.34, '12.3×'],
    [1234.5, '1,235×'],
    [-0.4, '−0.40×'],
    [null, '–'],
  ])('health %d reads %s', (health, expected) => expect(formatHealth(health)).toBe(expected));

  it('percent, money and windows', () => {
    expect([-0.421, 0.1, 0, -0.0001, 12.345].map(formatPercent)).toEqual([
      '−42.1\u202f%',
      '+10.0\u202f%',
      '0\u202f%',
      '0\u202f%',
      '+1,235\u202f%',
    ]);
    expect(['1234567.891', '-0.5', '0', '0.000123', '-1e-18', '-1000'].map(formatMoney)).toEqual([
      '1,234,567.89',
      '−0.50',
      '0',
      '0.00012',
      '0.00',
      '−1,000.00',
    ]);
    expect([[1, 2, 3, 5, 7, 8], [4], []].map(formatRanges)).toEqual(['1 to 3, 5 and 7 to 8', '4', '']);
    expect(formatWindow(Date.UTC(2020, 2, 11), Date.UTC(2020, 2, 16))).toBe('2020-03-11 to 2020-03-15');
    expect(formatWindow(Date.UTC(2020, 2, 11, 5), Date.UTC(2020, 2, 12))).toBe(
      '2020-03-11 05:00 to 2020-03-12 00:00',
    );
  });
});
