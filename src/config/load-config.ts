/** From a user's config file to a resolved run: loaded, checked, every path absolute, every default filled in. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { configError, dataError, UserError } from '../basics/errors.ts';
import { namedMoves, readMoves } from '../market/move-catalogue.ts';
import type { Move } from '../market/move.ts';
import { messageOf } from '../strategy/strategy-error.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import { check, complaints } from './check.ts';
import { contradictions } from './contradictions.ts';
import { hashFile, loadModule } from '../strategy/load-module.ts';
import type { HashedFile } from '../strategy/load-module.ts';
import type { MarketConfig, VolatilitySource } from '../market/market-config.ts';
import type { RunConfig } from './run-config.ts';
import { makeInstrument } from '../market/instrument.ts';
import type { Files } from './run-input.ts';
import { detectDefaults, holdSchema, runSchema } from './schema.ts';
import type { ParsedRun } from './schema.ts';

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.json'];

export interface LoadedConfig {
  config: RunConfig;
  /** The config file and its imports, hashed. */
  inputs: HashedFile[];
  /** Paths of the config are relative to this folder. */
  folder: string;
}

/**
 * Loads `*.config.ts`, `.js` or `.json`.
 * @throws UserError 'config' with the path of every field that is wrong, 'data' for a data file that is not there.
 */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const path = resolve(file);
  const source = relative(process.cwd(), path);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw configError(`Config file not found: ${file}`, [
      `Looked for ${path}. Paths are relative to the working directory.`,
    ]);
  }
  if (!EXTENSIONS.includes(extname(path))) {
    throw configError(`${source}: a config is a ${EXTENSIONS.join(', ')} file, not "${extname(path)}".`);
  }
  const { default: input, inputs } =
    extname(path) === '.json' ? readJson(path, source) : await loadModule(path, 'config');
  if (typeof input !== 'object' || input === null) {
    throw configError(
      `${source}: must export the run: export default defineRun({ name: '…', markets: […], strategy: '…' });`,
    );
  }
  const folder = dirname(path);
  return { config: resolveRun(input, folder, source), inputs, folder };
}

function readJson(path: string, source: string): { default: unknown; inputs: HashedFile[] } {
  try {
    return { default: JSON.parse(readFileSync(path, 'utf8')), inputs: [hashFile(path)] };
  } catch (error) {
    throw configError(`${source}: is not valid JSON: ${messageOf(error)}`);
  }
}

/**
 * Checks a run as the user wrote it and resolves it against `folder`.
 * @param source what it was read from, for error messages.
 */
export function resolveRun(input: unknown, folder: string, source: string): RunConfig {
  const run = check(runSchema, input, source);
  const positions =
    run.strategy === 'hold' ? check(holdSchema, run.params, source, ['params']).positions : null;
  const wrong = contradictions(run, positions);
  if (wrong.length > 0) throw complaints(source, wrong);

  const { markets, venue, strategy, lead, segmentGap, segment, moves, ...asIs } = run;
  return {
    ...asIs,
    venue: venueByMode(venue),
    markets: resolveMarkets(markets, folder, source),
    strategy: strategy === 'hold' ? strategy : strategyFile(strategy, folder, source),
    params: positions === null ? run.params : { positions },
    moves: resolveMoves(moves, folder, source),
    leadMs: lead,
    segmentGapMs: segmentGap,
    segment: segment ?? null,
  };
}

/** Modes that the run leaves out are never looked at; they take the teaching venue. */
function venueByMode(venue: ParsedRun['venue']): Record<MarginMode, string> {
  if (typeof venue === 'string') return { isolated: venue, cross: venue, portfolio: venue };
  return {
    isolated: venue.isolated ?? 'generic',
    cross: venue.cross ?? 'generic',
    portfolio: venue.portfolio ?? 'generic',
  };
}

function strategyFile(strategy: string, folder: string, source: string): string {
  const path = resolve(folder, strategy);
  if (existsSync(path) && statSync(path).isFile()) return path;
  throw configError(`${source}: strategy: no file "${strategy}".`, [
    `Looked for ${path}. Name a .ts or .js file relative to the config, or 'hold'.`,
  ]);
}

function resolveMarkets(markets: ParsedRun['markets'], folder: string, source: string): MarketConfig[] {
  const missing: string[] = [];
  const find = (files: Files | undefined, where: string) => {
    const patterns = files === undefined ? [] : [files].flat();
    return patterns.flatMap(pattern => {
      const found = expand(pattern, folder);
      if (found.length === 0)
        missing.push(`${where}: no file "${pattern}"; paths are relative to ${folder}.`);
      return found;
    });
  };
  const resolved = markets.map(
    ({ candles, impliedVolatility, mark, funding, lotStep, finer, ...contract }, at) => ({
      symbol: contract.symbol,
      instrument: makeInstrument(contract),
      candles: find(candles, `markets[${at}].candles`),
      ...(impliedVolatility && {
        impliedVolatility: volatilitySource(impliedVolatility, files =>
          find(files, `markets[${at}].impliedVolatility.file`),
        ),
      }),
      mark: find(mark, `markets[${at}].mark`),
      funding: find(funding, `markets[${at}].funding`),
      finer: finer
        ? {
            candles: find(finer.candles, `markets[${at}].finer.candles`),
            mark: find(finer.mark, `markets[${at}].finer.mark`),
          }
        : null,
      lotStep: lotStep ?? null,
    }),
  );
  if (missing.length > 0) throw dataError(`${source}: ${missing[0]}`, missing.slice(1));
  return resolved;
}

function volatilitySource(
  { file, unit, constant }: NonNullable<ParsedRun['markets'][number]['impliedVolatility']>,
  find: (files: Files) => string[],
): VolatilitySource {
  if (file !== undefined) return { kind: 'files', files: find(file), unit: unit ?? 'percent' };
  return constant === undefined ? { kind: 'ewma' } : { kind: 'constant', volatility: constant };
}

/** The file of that very name, or those the glob finds, sorted. */
function expand(pattern: string, folder: string): string[] {
  const path = resolve(folder, pattern);
  if (existsSync(path)) return [path];
  if (!isDynamicPattern(pattern)) return [];
  return globSync(pattern, { cwd: folder, absolute: true, onlyFiles: true, expandDirectories: false }).sort();
}

function resolveMoves(moves: ParsedRun['moves'], folder: string, source: string): RunConfig['moves'] {
  if (Array.isArray(moves)) return { kind: 'listed', moves: listedMoves(moves, source), from: 'the config' };
  if (typeof moves === 'object' || moves === 'auto') {
    const { size, window, distance, count } = typeof moves === 'object' ? moves : detectDefaults;
    return { kind: 'detect', detect: { size, windowMs: window, distanceMs: distance, count } };
  }
  const path = resolve(folder, moves);
  if (moves !== 'named' && !existsSync(path)) {
    throw configError(`${source}: moves: no file "${moves}".`, [
      `Looked for ${path}. Write 'auto', 'named', a file, what to detect, or the list of moves itself.`,
    ]);
  }
  if (moves === 'named') return { kind: 'listed', moves: namedMoves(), from: 'the named catalogue' };
  return { kind: 'listed', moves: readMoves(path), from: moves };
}

function listedMoves(moves: unknown[], source: string): Move[] {
  try {
    return readMoves(moves);
  } catch (error) {
    throw error instanceof UserError ? complaints(source, [error.message, ...error.details]) : error;
  }
}
