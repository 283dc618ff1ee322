/** Loads a user's strategy file and checks that it is one. */
import { relative } from 'node:path';
import { types } from 'node:util';
import { UserError } from '../basics/errors.ts';
import { didYouMean } from '../basics/did-you-mean.ts';
import { loadModule } from './load-module.ts';
import type { HashedFile } from './load-module.ts';
import type { Strategy } from './strategy.ts';

const KEYS = ['name', 'params', 'leverageParam', 'allOrNothing', 'onStart', 'onCandle'];

/**
 * Loads a `.ts` or `.js` strategy. It is loaded once; each ledger's own state is what `onStart` returns to it.
 * @returns the strategy and every file it was built from, hashed.
 * @throws UserError 'strategy' with file, line and column when it does not compile, load or fit the shape.
 */
export async function loadStrategy(path: string): Promise<{ strategy: Strategy; inputs: HashedFile[] }> {
  const { default: exported, inputs } = await loadModule(path, 'strategy');
  const complaint = complaintAbout(exported);
  if (complaint !== null) {
    throw new UserError('strategy', `${relative(process.cwd(), path)}: ${complaint}`, [
      "A strategy file reads: export default defineStrategy({ name: '…', onCandle({ account, order }) { … } });",
    ]);
  }
  return { strategy: exported as Strategy, inputs };
}

function complaintAbout(exported: unknown): string | null {
  if (exported === undefined) return 'has no default export; export the strategy with "export default".';
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) {
    return `its default export must be the object that defineStrategy returns, not ${nameOf(exported)}.`;
  }
  const strategy = exported as Record<string, unknown>;
  for (const key of Object.keys(strategy)) {
    if (!KEYS.includes(key)) return `a strategy has no "${key}".${didYouMean(key, KEYS)}`;
  }
  if (typeof strategy.name !== 'string' || strategy.name.trim() === '') {
    return 'the strategy needs a name: a text that reports can show.';
  }
  if (typeof strategy.onCandle !== 'function') {
    return `the strategy needs onCandle, a function; it is ${nameOf(strategy.onCandle)}.`;
  }
  if (strategy.onStart !== undefined && typeof strategy.onStart !== 'function') {
    return `onStart must be a function; it is ${nameOf(strategy.onStart)}.`;
  }
  const late = ['onStart', 'onCandle'].find(key => types.isAsyncFunction(strategy[key]));
  if (late !== undefined) {
    return `${late} must not be async: history goes on while it waits, and its orders would come too late.`;
  }
  if (strategy.params !== undefined && (typeof strategy.params !== 'object' || strategy.params === null)) {
    return `params must be an object; it is ${nameOf(strategy.params)}.`;
  }
  return null;
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
