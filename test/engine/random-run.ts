/** Random markets, books and strategies: everything a run can meet, thrown by one seed. */
import type { RunConfig } from '../../src/config/run-config.ts';
import type { Market } from '../../src/market/market.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { Dice, tidy } from './dice.ts';
import { type Bar, HOUR, type Made, madeMarket } from './made-market.ts';
import { configOf, type Context } from './play.ts';

export interface RandomRun {
  market: Market;
  config: RunConfig;
  strategy: Strategy;
  /** First row of the move. */
  from: number;
}

const SYMBOLS = ['BTCUSDC', 'BTCUSDT', 'DOGEUSDT', 'ETHUSDT', 'NEWUSDT'];

export function randomRun(seed: number): RandomRun {
  const dice = new Dice(seed);
  const rows = dice.integer(18, 34);
  const market = randomMarket(dice, rows);
  const portfolio = dice.pick(['generic', 'pm-stress', 'binance-pm']);
  const base = dice.pick(['generic', 'binance-usdm']);
  const config = configOf({
    venue: { isolated: base, cross: base, portfolio },
    modes: ['isolated', 'cross', 'portfolio'],
    capital: { USDT: String(dice.integer(2_000, 40_000)) },
    orders: dice.pick(['own', 'own', 'shared']),
    path: 'bracket',
    fees: 'venue',
    slippageBps: dice.pick([0, 0, 3, 12.5]),
    onRefused: dice.pick(['reject', 'scale-to-fit']),
    afterLiquidation: dice.pick(['continue', 'continue', 'stop', 'refill']),
    leadMs: dice.integer(0, 5) * 3_600_000,
    warmup: dice.integer(0, 4),
    seed,
  });
  return { market, config, strategy: { name: 'dice', onCandle: throwDice }, from: dice.integer(4, 10) };
}

export function randomMarket(dice: Dice, rows: number, { calm = false, share = 0.6 } = {}): Market {
  const symbols: Record<string, Made> = {};
  const wild = dice.pick([0.004, 0.015, 0.04]);
  const marked = dice.chance(0.7);
  for (const symbol of SYMBOLS) {
    if (!dice.chance(share) && Object.keys(symbols).length > 0) continue;
    symbols[symbol] = randomSymbol(dice, rows, wild, marked, calm);
  }
  return madeMarket(symbols, 5 * HOUR);
}

function randomSymbol(dice: Dice, rows: number, wild: number, marked: boolean, calm: boolean): Made {
  const last: Bar[] = [];
  const mark: Bar[] = [];
  const finer: Record<number, { last: Bar[]; mark?: Bar[] }> = {};
  let price = dice.pick([0.0123, 2.5, 97, 3000, 60_000]);
  const silentFrom = !calm && dice.chance(0.4) ? dice.integer(8, rows) : rows;
  const silentTo = silentFrom + dice.integer(1, 40);
  const begins = !calm && dice.chance(0.15) ? dice.integer(1, 6) : 0;
  for (let row = 0; row < rows; row++) {
    if (row < begins || (row >= silentFrom && row < silentTo)) {
      last.push(null);
      mark.push(null);
      continue;
    }
    const fine = !calm && dice.chance(0.3) ? 4 : 1;
    const bars = Array.from({ length: fine }, () => {
      const bar = randomBar(dice, price, wild);
      price = bar[3];
      return bar;
    });
    const marks = bars.map(bar => markOf(dice, bar));
    last.push(joined(bars));
    mark.push(joined(marks));
    // Real finer files do not always add up to the coarse candle.
    if (fine > 1 && dice.chance(0.15))
      bars[1]![2] = marks[1]![2] = tidy(0.95 * Math.min(bars[1]![2], marks[1]![2]));
    if (fine > 1) finer[row] = marked ? { last: bars, mark: marks } : { last: bars };
  }
  const stamps = Array.from(
    { length: Math.floor(rows / 4) },
    (_, k) => [4 * k, tidy(dice.bell(0.002), 3)] as const,
  );
  return {
    last,
    ...(marked && { mark }),
    ...(dice.chance(0.7) && { funding: stamps }),
    ...(dice.chance(0.4) && { lotStep: dice.pick(['0.001', '1', '0.00001']) }),
    ...(Object.keys(finer).length > 0 && { finer }),
  };
}

type Four = [open: number, high: number, low: number, close: number];

function randomBar(dice: Dice, price: number, wild: number): Four {
  const open = tidy(dice.chance(0.2) ? price * Math.exp(dice.bell(wild)) : price);
  const close = tidy(open * Math.exp(dice.bell(2 * wild)));
  const high = tidy(Math.max(open, close) * (1 + dice.next() * wild * (dice.chance(0.05) ? 6 : 1)));
  const low = tidy(
    Math.min(open, close) * (1 - dice.next() * Math.min(0.8, wild * (dice.chance(0.05) ? 6 : 1))),
  );
  return [open, Math.max(high, open, close), Math.min(low, open, close), close];
}

/** The mark follows last and wicks less. */
function markOf(dice: Dice, [open, high, low, close]: Four): Four {
  const near = (price: number) => tidy(price * (1 + dice.bell(0.001)));
  const [o, c] = [near(open), near(close)];
  return [
    o,
    Math.max(o, c, near((high + Math.max(open, close)) / 2)),
    Math.min(o, c, near((low + Math.min(open, close)) / 2)),
    c,
  ];
}

const joined = (bars: readonly Four[]): Four => [
  bars[0]![0],
  Math.max(...bars.map(bar => bar[1])),
  Math.min(...bars.map(bar => bar[2])),
  bars.at(-1)![3],
];

/** Throws dice at every verb there is. */
function throwDice(context: Context): void {
  const { random, symbols, order, account } = context;
  const dice = {
    chance: (share: number) => random() < share,
    between: (a: number, b: number) => a + (b - a) * random(),
  };
  for (const symbol of symbols) {
    const { close } = context.market(symbol);
    if (!(close > 0) || !dice.chance(0.55)) continue;
    const held = account.position(symbol);
    const notional = dice.between(0.1, 6) * 10_000 * (dice.chance(0.5) ? 1 : -1);
    const leverage = Math.ceil(dice.between(0, 40));
    const price = close * dice.between(0.97, 1.03);
    const verb = Math.floor(random() * 10);
    if (verb < 3) order.market(symbol, { notional, leverage });
    if (verb === 3)
      order.limit(symbol, { quantity: notional / close, price, leverage, onRefused: 'scale-to-fit' });
    if (verb === 4) order.stop(symbol, { notional, price, trigger: dice.chance(0.5) ? 'last' : 'mark' });
    if (verb === 5) order.takeProfit(symbol, { notional, price, leverage });
    if (verb === 6 && held) order.stop(symbol, { price, reduceOnly: true });
    if (verb === 7 && held)
      order.market(symbol, { quantity: -held.quantity * dice.between(0.2, 2), reduceOnly: dice.chance(0.5) });
    if (verb === 8 && held)
      order[dice.chance(0.5) ? 'addMargin' : 'removeMargin'](symbol, dice.between(1, 800));
    if (verb === 9) order.close(symbol);
  }
  if (dice.chance(0.1)) order[dice.chance(0.5) ? 'deposit' : 'withdraw'](dice.between(1, 500));
  if (dice.chance(0.25)) order.cancelAll();
  const [resting] = account.orders;
  if (resting && dice.chance(0.1)) order.cancel(resting.id);
}
