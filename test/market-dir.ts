/** Where the real market history lies: named by MARGIN_REPLAY_MARKET_DIR, or beside the checkout; else null. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

function findMarketDir(): string | null {
  const named = process.env['MARGIN_REPLAY_MARKET_DIR'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`MARGIN_REPLAY_MARKET_DIR names ${named}, which does not exist.`);
    return named;
  }
  const beside = fileURLToPath(new URL('../../shared/market', import.meta.url));
  if (existsSync(beside)) return beside;
  console.warn(
    'Real market history is absent: tests on it are skipped. Put it at ../shared/market or name it in MARGIN_REPLAY_MARKET_DIR.',
  );
  return null;
}

export const marketDir: string | null = findMarketDir();
