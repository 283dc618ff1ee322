/** From what the user named to what the engine needs: the run, its market, its moves. */
import { fileURLToPath } from 'node:url';
import { configError } from '../basics/errors.ts';
import { loadConfig, resolveRun } from '../config/load-config.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { Market } from '../market/market.ts';
import type { MoveWindow } from '../market/move.ts';
import { shortPath } from '../output/write-results.ts';
import { givenFlags, runFromFlags } from './hold-flags.ts';
import type { HoldFlags } from './hold-flags.ts';

const DEMO = fileURLToPath(new URL('../../data/demo.config.ts', import.meta.url));

/** The config named, the book of the flags, or the embedded demo. */
export async function readRun(file: string | undefined, flags: HoldFlags): Promise<LoadedConfig> {
  const given = givenFlags(flags);
  if (given.length === 0) return loadConfig(file ?? DEMO);
  if (file !== undefined) {
    throw configError(`${given.join(', ')}: for a run without a config, but ${file} is one.`, [
      'Write these into the config, or leave the config out.',
    ]);
  }
  const folder = process.cwd();
  return { config: resolveRun(runFromFlags(flags), folder, 'command line'), inputs: [], folder };
}

export async function readMarket({ markets, segmentGapMs }: RunConfig): Promise<Market> {
  const { loadMarket } = await import('../market/load-market.ts');
  return loadMarket(markets, { segmentGapMs });
}

/** What results show of files is relative to the config: the same on every machine, and nobody's home in it. */
export function withRelativePaths(market: Market, folder: string): Market {
  const inputs = market.inputs.map(file => ({ ...file, path: shortPath(folder, file.path) }));
  const shorten = (note: string, { path }: { path: string }) =>
    note.replaceAll(path, shortPath(folder, path));
  return { ...market, inputs, notes: market.notes.map(note => market.inputs.reduce(shorten, note)) };
}

/** Every move of the run held against its market; those outside the data stay in the list, with the reason. */
export async function readWindows({ moves }: RunConfig, market: Market): Promise<MoveWindow[]> {
  const { coverMoves } = await import('../market/cover-moves.ts');
  if (moves.kind === 'listed') return coverMoves(market, moves.moves);
  const { detectMoves } = await import('../market/detect-moves.ts');
  return coverMoves(market, detectMoves(market, moves.detect));
}
