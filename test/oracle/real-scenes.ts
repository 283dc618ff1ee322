/** The real moves as both implementations see them: the engine's market, and the same files read plainly. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarketConfig } from '../../src/market/market-config.ts';
import { makeCalendar } from '../../src/engine/calendar.ts';
import { coverMoves } from '../../src/market/cover-moves.ts';
import { loadMarket } from '../../src/market/load-market.ts';
import type { Move } from '../../src/market/move.ts';
import type { Scene } from './against.ts';
import type { Candle } from './book.ts';
import { instrumentOf, type Spec } from './synthetic-scenes.ts';

type FiledMove = Move & { folder: string };

const rows = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','));

const candlesOf = (path: string): Candle[] =>
  rows(path).map(([time, open, high, low, close]) => ({
    time: Number(time),
    open: open!,
    high: high!,
    low: low!,
    close: close!,
  }));

const fundingOf = (path: string): { time: number; rate: string }[] =>
  rows(path).map(([time, rate]) => ({ time: Number(time), rate: rate! }));

/** A symbol of a scene, and whose files it goes by where there are none of its own. */
export type RealSpec = Pick<Spec, 'symbol' | 'contract'> & { by?: string };

/** Every move in which all of these symbols traded, with or without their mark series. */
export async function realScenes(
  marketDir: string,
  specs: readonly RealSpec[],
  marked: boolean,
): Promise<Scene[]> {
  const moves: FiledMove[] = JSON.parse(readFileSync(join(marketDir, 'moves.json'), 'utf8'));
  const symbols = specs.map(({ symbol }) => symbol);
  const fileOf = new Map(specs.map(({ symbol, by = symbol }) => [symbol, by]));
  const file = (move: FiledMove, series: string, symbol: string) =>
    join(marketDir, move.folder, series, `${fileOf.get(symbol)!}.csv`);
  const candles = (move: FiledMove, symbol: string) => file(move, 'perp_1h', symbol);
  const mark = (move: FiledMove, symbol: string) => file(move, 'mark_1h', symbol);
  const funding = (symbol: string) => join(marketDir, 'funding', `${fileOf.get(symbol)!}.csv`);
  const covered = moves.filter(move => symbols.every(symbol => existsSync(candles(move, symbol))));
  const isSpot = new Map(specs.map(({ symbol, contract }) => [symbol, contract?.kind === 'spot']));
  const pays = (symbol: string): boolean => !isSpot.get(symbol)! && existsSync(funding(symbol));
  const configs: MarketConfig[] = specs.map(spec => ({
    symbol: spec.symbol,
    instrument: instrumentOf(spec),
    candles: covered.map(move => candles(move, spec.symbol)),
    mark: marked ? covered.map(move => mark(move, spec.symbol)).filter(existsSync) : [],
    funding: pays(spec.symbol) ? [funding(spec.symbol)] : [],
    finer: null,
    lotStep: null,
  }));
  const market = await loadMarket(configs, { segmentGapMs: 86_400_000 });
  const calendar = makeCalendar(market);
  const stamps = Object.fromEntries(symbols.filter(pays).map(symbol => [symbol, fundingOf(funding(symbol))]));
  return coverMoves(market, covered).map((window, i) => {
    const move = covered[i]!;
    if (!window.covered) throw new Error(`${move.id}: ${window.reason}`);
    return {
      name: `${move.id} ${marked ? 'on mark' : 'on last'}`,
      market,
      calendar,
      contracts: Object.fromEntries(specs.map(({ symbol, contract = {} }) => [symbol, contract])),
      span: { from: window.from, tradingFrom: window.from, windowFrom: window.from, to: window.to },
      candles: Object.fromEntries(
        symbols.map(symbol => {
          const path = mark(move, symbol);
          const own = { last: candlesOf(candles(move, symbol)) };
          return [symbol, marked && existsSync(path) ? { ...own, mark: candlesOf(path) } : own];
        }),
      ),
      // Only the stamps of its own days: the oracle looks at each of them.
      funding: Object.fromEntries(
        Object.entries(stamps).map(([symbol, own]) => [
          symbol,
          own.filter(({ time }) => time >= move.start && time < move.end),
        ]),
      ),
    };
  });
}
