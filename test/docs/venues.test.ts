/** docs/venues.md carries every sentence that the rules say of themselves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { venueFacts } from './venue-facts.ts';

const PAGE = new URL('../../docs/venues.md', import.meta.url);
const START =
  '<!-- what the rules say of themselves: written by `UPDATE_DOCS=1 npx vitest run test/docs/venues.test.ts` -->';

/** The formatter may break lines and escape characters; words and their order count. */
const words = (markdown: string): string =>
  markdown
    .replace(/[\\*_]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

it('docs/venues.md says what the venues say', () => {
  const page = readFileSync(PAGE, 'utf8');
  const head = page.slice(0, page.indexOf(START) + START.length);
  const facts = venueFacts();
  if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, `${head}\n\n${facts}\n`);
  expect(words(readFileSync(PAGE, 'utf8').slice(head.length))).toBe(words(facts));
});
