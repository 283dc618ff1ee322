/**
 * The optimistic path (semantics §4): only what is certain is tested. From the open, straight legs lead to
 * "one held symbol at its adverse extreme, all others at their most favourable", for each in turn, and to
 * the close. Orders that relieve the bucket fill first, the others after the tests.
 */
import { Decimal, ONE, ZERO } from '../basics/money.ts';
import { invariant } from '../basics/errors.ts';
import type { Account } from './account.ts';
import { adverseSide, type Candle, cellOf, placeAt, reachableOrders } from './candle.ts';
import { afterTrade } from './after-trade.ts';
import { liquidate } from './liquidate.ts';
import { hasCertainStates, observe, observeCrossing, STATE } from './observe.ts';
import type { Order } from './orders.ts';
import { between, CLOSE, OPEN, type Place } from './prices.ts';
import { fillResting, sideOf, triggerAt } from './triggers.ts';
import { breachAt, breachedPlace, SAME_PLACE } from './walk.ts';

export function walkOptimistic(account: Account, candle: Candle): void {
  const open = placeAt(account, candle, OPEN);
  const close = placeAt(account, candle, CLOSE);
  observe(account, candle, OPEN);
  liquidateFirst(account, candle, open, everyBucketAt(account, open));
  const relieving = (order: Order) => relieves(account, candle, order, open);
  const isAtOpen = (order: Order) => meetingPlace(account, candle, order, open) === open;
  fillOrders(account, candle, open, order => isAtOpen(order) && relieving(order));
  const { exposure } = account.screen;
  fillOrders(account, candle, open, relieving);
  const states = certainStates(account, candle, exposure);
  liquidateFirst(account, candle, open, [...states, ...everyBucketAt(account, close)]);
  // Only now: a state beyond a crossing was never stood at, the bucket went at the crossing.
  for (const { symbol } of certainSymbols(account, exposure))
    observe(account, candle, STATE + account.screen.priced.indexOf(symbol));
  fillOrders(account, candle, open, () => true);
  liquidateFirst(account, candle, open, everyBucketAt(account, close));
  observe(account, candle, CLOSE);
}

/** Fills reachable orders by id until none that may is left; a fill can change which may. */
function fillOrders(account: Account, candle: Candle, open: Place, may: (order: Order) => boolean): void {
  for (let order = reachableOrders(account, candle).find(may); order;) {
    const place = meetingPlace(account, candle, order, open);
    fillResting(account, order, { row: candle.row, time: candle.time, place }, place === open);
    account.openTracks(candle.time, place.mark);
    order = reachableOrders(account, candle).find(may);
  }
}

/** Where an order is met on a straight leg from the open to the low or the high; the open itself when at once. */
function meetingPlace(account: Account, candle: Candle, order: Order, open: Place): Place {
  const ends = (['low', 'high'] as const).map(side => extremes(account, candle, () => side));
  for (const to of ends) {
    const at = triggerAt(account, order, open, to, ZERO);
    if (at !== null) return at.isZero() ? open : between(open, to, at);
  }
  invariant(false, `order ${order.id} is within reach and yet never met`);
}

/** Both series of every symbol at the low or the high of the candle. */
function extremes(account: Account, candle: Candle, sideOf: (symbol: number) => 'low' | 'high'): Place {
  const prices = (series: 'last' | 'mark') =>
    account.market.series.map((_, symbol) => {
      const { columns, index } = cellOf(account.market, candle, symbol, series);
      return new Decimal(columns[sideOf(symbol)][index]!);
    });
  return { last: prices('last'), mark: prices('mark') };
}

/** Symbols chosen at the extreme that hurts, all others at the one that helps most. */
function adverseState(account: Account, candle: Candle, isAdverse: (symbol: number) => boolean): Place {
  return extremes(account, candle, symbol => {
    const lowHurts = adverseSide(account, symbol) < 0;
    return lowHurts === isAdverse(symbol) ? 'low' : 'high';
  });
}

/** What a bucket is certain to meet, while it holds the symbol (null: any), and how far that leg has been walked. */
interface State {
  bucket: number;
  symbol: number | null;
  to: Place;
  since: Decimal;
}

/**
 * Symbols that are certain to meet their adverse extreme: those that counted on the same side at the open. Who was turned over on the way may have seen the extreme that hurts now before he was.
 */
function certainSymbols(account: Account, atOpen: Float64Array): { symbol: number; bucket: number }[] {
  if (!hasCertainStates(account)) return [];
  const { exposure, buckets } = account.screen;
  return buckets
    .flatMap(({ symbol: bucket, priced }) => Array.from(priced, symbol => ({ symbol, bucket })))
    .filter(({ symbol }) => atOpen[symbol]! * exposure[symbol]! > 0)
    .sort((a, b) => a.symbol - b.symbol);
}

function certainStates(account: Account, candle: Candle, atOpen: Float64Array): State[] {
  return certainSymbols(account, atOpen).map(({ symbol, bucket }) => ({
    bucket,
    symbol,
    to: adverseState(account, candle, other => other === symbol),
    since: ZERO,
  }));
}

const everyBucketAt = (account: Account, to: Place): State[] =>
  account.buckets().map(bucket => ({ bucket, symbol: null, to, since: ZERO }));

/** Does the order's fill raise f at the corner that hurts most? */
function relieves(account: Account, candle: Candle, order: Order, open: Place): boolean {
  const { rules, feeTakerRate, liquidationHealth } = account.terms;
  const bucket = account.bucketOf(order.symbol);
  const holdings = account.holdings(bucket);
  const held = holdings.find(holding => holding.symbol === order.symbol);
  if (rules === null || !held) return false;
  const worst = adverseState(account, candle, () => true).mark;
  const before = account.distance(bucket, worst);
  // Isolated: a share of margin, PnL and requirement leave together, so f shrinks towards zero.
  if (bucket === order.symbol)
    return held.quantity.isNegative() === sideOf(account, order) > 0 && before.isNegative();
  const place = meetingPlace(account, candle, order, open);
  const price = order.type === 'limit' && place !== open ? order.price! : place.last[order.symbol]!;
  const trade = {
    symbol: order.symbol,
    quantity: signedSize(order, price, held.quantity),
    price,
    feeRate: feeTakerRate,
  };
  const after = afterTrade(account, trade, worst);
  return after.equity.sub(liquidationHealth.mul(after.maintenance)).gt(before);
}

function signedSize(order: Order, price: Decimal, held: Decimal): Decimal {
  if (order.size === null) return held.neg();
  const size = 'quantity' in order.size ? order.size.quantity : order.size.notional.div(price);
  return order.reduceOnly && size.abs().gt(held.abs()) ? held.neg() : size;
}

interface Breach {
  at: Decimal;
  state: State;
}

/** Of the states that breach, the one crossed first on its leg gives the prices; the rest is tested with what is left. */
function liquidateFirst(account: Account, candle: Candle, open: Place, states: readonly State[]): void {
  for (let breach = firstBreach(account, open, states); breach !== null;) {
    const { at, state } = breach;
    const { bucket, to } = state;
    state.since = at;
    const met = at.isZero() ? open : at.eq(ONE) ? to : between(open, to, at);
    const place = breachedPlace(account, bucket, met, open, to);
    // With what is left, another leg may be beyond zero from its very start.
    if (at.isZero()) observe(account, candle, OPEN);
    else observeCrossing(account, candle.row, bucket, place.mark);
    liquidate(account, bucket, { row: candle.row, time: candle.time, place });
    account.openTracks(candle.time, place.mark);
    breach = firstBreach(account, open, states);
  }
}

function firstBreach(account: Account, open: Place, states: readonly State[]): Breach | null {
  let first: Breach | null = null;
  for (const state of states) {
    const { bucket, symbol, to, since } = state;
    const gone =
      symbol === null ? !account.buckets().includes(bucket) : !account.priced(bucket).includes(symbol);
    if (gone || !account.isBreached(bucket, to.mark)) continue;
    const at = breachAt(account, bucket, open, to, since)!;
    if (first === null || at.lt(first.at.sub(SAME_PLACE))) first = { at, state };
  }
  return first;
}
