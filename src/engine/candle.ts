/** One candle of all symbols, coarse or finer, as the walkers see it. */
import { Decimal } from '../basics/money.ts';
import type { Columns, Market } from '../market/market.ts';
import type { Account } from './account.ts';
import { type Order } from './orders.ts';
import { pathPrice, type Place } from './prices.ts';
import { isWithinReach, triggerSeries } from './triggers.ts';

export interface Candle {
  /** The moment it belongs to, and that moment's open time. */
  row: number;
  time: number;
  /** Which of the moment's finer candles; −1: the moment's own. */
  finer: number;
}

/** One symbol's share of a candle: the columns of a series and the row in them. */
export interface Cell {
  columns: Columns;
  index: number;
}

export function cellOf(market: Market, candle: Candle, symbol: number, series: 'last' | 'mark'): Cell {
  const own = market.series[symbol]!;
  const index = own.finer && candle.finer >= 0 ? own.finer.from[candle.row]! + candle.finer : -1;
  // A symbol that no position or order is about may have no finer candles here.
  if (index < 0 || index >= own.finer!.from[candle.row + 1]!)
    return { columns: own[series], index: candle.row };
  return { columns: own.finer![series], index };
}

export const isStale = (market: Market, symbol: number, row: number): boolean =>
  market.series[symbol]!.stale?.[row] === 1;

/** Which extreme hurts: −1 the low (long, or a coin that backs), +1 the high (short), 0 neither. */
export const adverseSide = (account: Account, symbol: number): number =>
  account.screen.adverse?.[symbol] ?? -Math.sign(account.screen.exposure[symbol]!);

/** Both series of every symbol at a point of the account's path. */
export function placeAt(account: Account, candle: Candle, point: number): Place {
  const price = (symbol: number, series: 'last' | 'mark') => {
    const { columns, index } = cellOf(account.market, candle, symbol, series);
    return new Decimal(pathPrice(columns, index, account.path, point, adverseSide(account, symbol)));
  };
  return {
    last: account.market.series.map((_, symbol) => price(symbol, 'last')),
    mark: account.market.series.map((_, symbol) => price(symbol, 'mark')),
  };
}

/** Resting orders whose price lies within this candle; those of stale symbols wait. */
export function reachableOrders(account: Account, candle: Candle): Order[] {
  return account.orders.resting.filter(order => {
    if (isStale(account.market, order.symbol, candle.row)) return false;
    const { columns, index } = cellOf(account.market, candle, order.symbol, triggerSeries(order));
    return isWithinReach(account, order, columns.low[index]!, columns.high[index]!);
  });
}
