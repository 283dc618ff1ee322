/** `margin-replay margin`: what each mode and venue asks of a book now, and where it would be liquidated. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { assessFile } from '../assess/assess.ts';
import type { Assessment } from '../assess/assessment.ts';
import { configError } from '../basics/errors.ts';
import { refusePage, writePage } from '../output/page-file.ts';
import type { Terminal } from '../output/terminal.ts';
import { messageOf } from '../strategy/strategy-error.ts';

export interface MarginOptions {
  account: string;
  /** Where a page is written too. */
  html?: string | undefined;
  json: boolean;
  quiet: boolean;
}

/** Reads the account, answers on the terminal, as JSON, or as a page. */
export async function marginCommand(
  { account, html, json, quiet }: MarginOptions,
  terminal: Terminal,
): Promise<void> {
  const { MARGIN_PAGE_MARK, renderMarginPage } = await import('../report/margin/margin-page.ts');
  if (html !== undefined) refusePage(html, '--html', MARGIN_PAGE_MARK);
  const assessment: Assessment = assessFile(readAccount(account), shown(account));
  if (html !== undefined) writePage(html, '--html', renderMarginPage(assessment));
  if (json) return terminal.out(JSON.stringify(assessment));
  if (quiet) return;
  const { marginText } = await import('../output/margin-table.ts');
  terminal.out(marginText(assessment, terminal.colours));
  if (html !== undefined) terminal.out(`\n${shown(html)}`);
}

const shown = (file: string): string => relative(process.cwd(), resolve(file));

function readAccount(file: string): unknown {
  const path = resolve(file);
  if (!existsSync(path) || !statSync(path).isFile())
    throw configError(`Account file not found: ${file}`, [
      `Looked for ${path}. Paths are relative to the working directory.`,
    ]);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw configError(`${shown(file)}: cannot be read: ${messageOf(error)}`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw configError(`${shown(file)}: is not valid JSON: ${messageOf(error)}`, [
      'An account file is one JSON object with venue, collateral, prices and positions; data/example-account.json is one.',
    ]);
  }
}
