/** One strategy instance at work on one account: called at each close, its errors named. */
import type { Market } from '../market/market.ts';
import type { CandleContext, MarginMode, Params, Strategy, SymbolView } from '../strategy/strategy.ts';
import { strategyErrorAt } from '../strategy/strategy-error.ts';
import type { Account } from './account.ts';
import { OwnAccount } from './account-view.ts';
import { type Cursor, SymbolPast } from './past.ts';
import { Verbs } from './verbs.ts';

export interface DriverOptions {
  strategy: Strategy;
  params: Params;
  market: Market;
  cursor: Cursor;
  account: Account;
  mode: MarginMode | 'unmargined';
  followers: readonly Account[];
  seed: number;
}

export class Driver {
  private readonly context: {
    -readonly [K in keyof CandleContext<Params, unknown>]: CandleContext<Params, unknown>[K];
  };
  private readonly verbs: Verbs;
  private readonly strategy: Strategy;
  readonly account: Account;

  constructor({ strategy, params, market, cursor, account, mode, followers, seed }: DriverOptions) {
    this.strategy = strategy;
    this.account = account;
    const views = new Map<string, SymbolView>(
      market.series.map((series, index) => [series.symbol, new SymbolPast(market, index, cursor)]),
    );
    const start = {
      // A copy of its own, all the way down: what one instance changes, no other sees.
      params: structuredClone({ ...strategy.params, ...params }),
      symbols: market.series.map(series => series.symbol),
      market: (symbol: string) => viewOf(views, symbol),
      random: seededRandom(seed),
    };
    this.verbs = new Verbs(account, followers, cursor, strategy.allOrNothing === true);
    this.context = {
      ...start,
      state: this.named(null, () => strategy.onStart?.(start)),
      get time() {
        return market.times[cursor.row]!;
      },
      account: new OwnAccount(account, mode, cursor),
      order: this.verbs,
      trading: false,
    };
  }

  /** From here on what it asks for counts; before, it is only warmed. */
  startTrading(): void {
    this.context.trading = true;
    Verbs.open(this.verbs, true);
  }

  /** The candle at the cursor has closed. */
  call(): void {
    if (this.account.stopped) return;
    try {
      this.strategy.onCandle(this.context);
    } catch (error) {
      throw strategyErrorAt(error, this.strategy.name, this.context.time);
    }
  }

  private named<T>(time: number | null, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw strategyErrorAt(error, this.strategy.name, time);
    }
  }
}

function viewOf(views: ReadonlyMap<string, SymbolView>, symbol: string): SymbolView {
  const view = views.get(symbol);
  if (!view)
    throw new Error(
      `there is no symbol "${symbol}" in this run; its markets are ${[...views.keys()].join(', ')}`,
    );
  return view;
}

/** mulberry32: a small seeded generator, so that a strategy's dice fall the same in every run. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
