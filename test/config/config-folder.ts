/** A folder of the user's own, outside the repository, with a few data files and a strategy. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export function usersFolder(): { path: () => string; file: (name: string, text: string) => string } {
  let folder = '';
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'users-own-'));
    for (const name of ['btc-2020.csv', 'btc-2021.csv', 'eth.csv', 'mark.csv', 'pair.ts']) file(name, '');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return { path: () => folder, file };
}

export const BTC = { symbol: 'BTCUSDT', candles: 'btc-2020.csv' };
export const RUN = { name: 'pair', markets: [BTC], strategy: './pair.ts' };
export const HOLD = { ...RUN, strategy: 'hold' };
