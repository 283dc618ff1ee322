/** The command line in process: what it prints where, and its exit code. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createColors } from 'picocolors';
import { afterEach, beforeEach } from 'vitest';
import { main } from '../../src/cli.ts';
import type { Terminal } from '../../src/output/terminal.ts';

export interface Answer {
  code: number;
  out: string;
  err: string;
}

/** A terminal that nobody watches and that remembers. */
export function recorder(): Terminal & { lines: { out: string[]; err: string[] } } {
  const lines = { out: [] as string[], err: [] as string[] };
  return {
    lines,
    out: text => lines.out.push(text),
    err: text => lines.err.push(text),
    watched: false,
    colours: createColors(false),
  };
}

export const cli = (...argv: string[]): Promise<Answer> => answer(argv, new AbortController().signal);

/** The same with Ctrl-C pressed before the first replay. */
export const interruptedCli = (...argv: string[]): Promise<Answer> => answer(argv, AbortSignal.abort());

async function answer(argv: string[], signal: AbortSignal): Promise<Answer> {
  const terminal = recorder();
  const code = await main(argv, terminal, signal);
  return { code, out: terminal.lines.out.join('\n'), err: terminal.lines.err.join('\n') };
}

const HOUR_MS = 3_600_000;

/** A folder with ten hours of BTCUSDT that never move, and a strategy that does nothing. */
export function usersFolder() {
  let folder = '';
  const at = (name: string) => join(folder, name);
  const file = (name: string, text: string): string => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
    return at(name);
  };
  const config = (changes: object = {}): string => {
    const markets = [{ symbol: 'BTCUSDT', candles: 'btc.csv' }];
    const run = { name: 'idle', markets, strategy: './idle.ts', ...changes };
    return file('run.config.json', JSON.stringify(run));
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'users-own-'));
    const rows = Array.from(
      { length: 10 },
      (_, hour) => `${1_584_000_000_000 + hour * HOUR_MS},100,101,99,100,1`,
    );
    file('btc.csv', `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`);
    file('idle.ts', "export default { name: 'idle', onCandle() {} };");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return { at, file, config };
}
