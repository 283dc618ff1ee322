/** docs/portfolio-models.md: four books under every model through the 18 real moves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Results } from '../../src/results/results.ts';
import { marketDir } from '../market-dir.ts';
import { type Book, BOOKS, judged, JUDGES, modelTable } from './studies/models.ts';
import { pageWith, tablesOf } from './studies/page.ts';
import { removeStudies } from './studies/study.ts';

const PAGE = new URL('../../docs/portfolio-models.md', import.meta.url);
const NAMES = Object.keys(BOOKS) as Book[];
/** All of them are run only to write the page: forty runs take minutes. */
const ALL = process.env['UPDATE_DOCS'] !== undefined;
const SAMPLE: Record<string, readonly string[]> = {
  'models-2': ['cross', 'pm-stress', 'okx-pm', 'deribit-pm'],
};

async function tableOf(book: Book, judges: readonly string[]): Promise<string> {
  const runs: Record<string, Results> = {};
  for (const judge of judges) runs[judge] = await judged(book, judge);
  return modelTable(runs);
}

/** Columns of a page's table under some heads. */
const columns = (rows: string[][], heads: readonly string[]): string[][] =>
  rows.map(row => [row[0]!, ...heads.map(head => row[rows[0]!.indexOf(head)]!)]);

describe.skipIf(marketDir === null)('portfolio models (skipped where the market folder is absent)', () => {
  afterAll(removeStudies);

  it('docs/portfolio-models.md has what they make of the moves', async () => {
    if (ALL) {
      const tables: Record<string, string> = {};
      for (const [k, book] of NAMES.entries()) tables[`models-${k}`] = await tableOf(book, JUDGES);
      writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), tables));
    }
    const written = tablesOf(readFileSync(PAGE, 'utf8'));
    for (const [name, judges] of Object.entries(SAMPLE)) {
      const made = await tableOf(NAMES[Number(name.slice('models-'.length))]!, judges);
      const [[, rows]] = Object.entries(tablesOf(`<!-- x -->\n\n${made}\n`)) as [[string, string[][]]];
      expect(columns(written[name]!, judges)).toEqual(rows);
    }
  }, 1_800_000);
});
