import type { RunConfig } from '../src/config/run-config.ts';
import { makeCalendar } from '../src/engine/calendar.ts';
import { type Replay, replayMarket } from '../src/engine/replay.ts';
import type { Market } from '../src/market/market.ts';
import type { PathKind } from '../src/results/results.ts';
import type { MarginMode, Strategy } from '../src/strategy/strategy.ts';
import { rulesAt } from '../src/run/rules-at.ts';

const MODES: MarginMode[] = ['isolated', 'cross', 'portfolio'];

interface Options {
  path?: PathKind;
  /** Make every closing figure, not only the equity curves that the bare loop records. */
  everyFigure?: boolean;
  from?: number;
  rows?: number;
}

/** One replay of a market in three modes. */
export function replayOnce(
  market: Market,
  strategy: Strategy,
  options: Options = {},
): { replay: Replay; fills: number; rows: number } {
  const { path = 'nominal', everyFigure = false, from = 0, rows: length = market.times.length } = options;
  const config = {
    modes: MODES,
    venue: { isolated: 'generic', cross: 'generic', portfolio: 'generic' },
    multiAssets: true,
    capital: { USDT: '1000000' },
    params: {},
    orders: 'own',
    fees: 'venue',
    slippageBps: 0,
    onRefused: 'reject',
    afterLiquidation: 'continue',
    seed: 1,
  } as unknown as RunConfig;
  const rules = rulesAt(config, market, 0);
  const span = { from, tradingFrom: from, windowFrom: from, to: from + length };
  const calendar = calendarOf(market);
  let rows = 0;
  const journal = () => void rows++;
  const replay = replayMarket({
    id: 'bench',
    span,
    path,
    config,
    market,
    calendar,
    strategy,
    rules,
    journal,
    withoutMargin: false,
  });
  for (const { record } of replay.ledgers) {
    void record.equity;
    if (everyFigure) void [record.health, record.maintenance, record.initial];
  }
  return { replay, fills: replay.ledgers[0]!.account.watch.filled, rows };
}

const calendars = new WeakMap<Market, ReturnType<typeof makeCalendar>>();
function calendarOf(market: Market): ReturnType<typeof makeCalendar> {
  const known = calendars.get(market) ?? makeCalendar(market);
  calendars.set(market, known);
  return known;
}
