/** The beginning of a moment (semantics §3.1, §3.2): settle, test, fill what was asked for, test again. */
import { Decimal, roundMoney, text, ZERO } from '../basics/money.ts';
import { type Account, ACCOUNT } from './account.ts';
import { book, bookClose } from './booking.ts';
import type { Calendar } from './calendar.ts';
import { type Candle, isStale, placeAt } from './candle.ts';
import { isExpired, isInverse, notionalOf } from '../market/instrument.ts';
import { settleDebts } from './debts.ts';
import { fillOrder, refuse } from './fill.ts';
import { nameOf } from './distress.ts';
import { coverLosses, liquidate } from './liquidate.ts';
import { settlementPrice } from './settlement.ts';
import { standsAt } from './look.ts';
import { observe } from './observe.ts';
import type { MoneyRequest, Order, Refusal, Request } from './orders.ts';
import { OPEN, slipped, type Spot } from './prices.ts';
import { rehearse } from './rehearse.ts';
import { sideOf } from './triggers.ts';

/** Lives the open of a row at which something is due or was asked for. */
export function openMoment(account: Account, row: number, calendar: Calendar): void {
  const time = account.market.times[row]!;
  const candle: Candle = { row, time, finer: -1 };
  const spot: Spot = { row, time, place: placeAt(account, candle, OPEN) };
  if (calendar.due[row] === 1) settle(account, spot, calendar);
  if (account.owes()) settleDebts(account, spot);
  testAll(account, candle, spot);
  if (account.orders.pending.length > 0) {
    serve(account, spot);
    testAll(account, candle, spot);
  }
  account.openTracks(time, spot.place.mark);
}

function settle(account: Account, spot: Spot, calendar: Calendar): void {
  for (const { symbol, rate } of calendar.funding.get(spot.row) ?? [])
    payFunding(account, symbol, rate, spot);
  for (const symbol of calendar.expired.get(spot.row) ?? []) settlePosition(account, symbol, spot, 'expiry');
  for (const symbol of calendar.delisted.get(spot.row) ?? [])
    settlePosition(account, symbol, spot, 'delisting');
}

/** Longs pay a positive rate, on the value of the position at mark, in what it settles in. */
function payFunding(account: Account, symbol: number, rate: number, spot: Spot): void {
  const { ledger } = account;
  const quantity = ledger.positions[symbol]?.quantity ?? ZERO;
  if (quantity.isZero()) return;
  const mark = spot.place.mark[symbol]!;
  const notional = notionalOf(ledger.assets.instruments[symbol]!, quantity, mark);
  const amount = roundMoney((quantity.isNegative() ? notional.neg() : notional).mul(new Decimal(rate)));
  book(account, { bucket: account.bucketOf(symbol), marks: spot.place.mark, cause: 'funding' }, () =>
    ledger.fundingPaid(symbol, amount),
  );
  const facts = { symbol: ledger.symbols[symbol], rate, mark: text(mark), paid: text(amount) };
  ledger.row(spot.time, 'funding', facts);
}

/** A symbol that fell silent is settled at its last close, one that expires at its settlement price; without a fee. */
function settlePosition(account: Account, symbol: number, spot: Spot, by: 'delisting' | 'expiry'): void {
  const { ledger } = account;
  for (const order of account.orders.take(order => order.symbol === symbol))
    ledger.row(spot.time, 'cancel', { order: order.id, by });
  const quantity = ledger.positions[symbol]?.quantity ?? ZERO;
  if (quantity.isZero()) return;
  const price = by === 'expiry' ? settlementPrice(account.market, symbol, spot) : spot.place.last[symbol]!;
  const bucket = account.bucketOf(symbol);
  const name = ledger.symbols[symbol]!;
  const cause = account.explain(bucket, spot.place.mark);
  bookClose(account, { symbol, quantity: quantity.neg(), price, feeRate: ZERO }, spot.place.mark);
  ledger.row(spot.time, 'settlement', {
    symbol: name,
    quantity: text(quantity.neg()),
    price: text(price),
    by,
  });
  if (cause && by === 'delisting')
    account.watch.liquidations.push({
      time: spot.time,
      bucket: nameOf(account, bucket),
      kind: 'delisted',
      prices: { [name]: text(price) },
      quantities: { [name]: text(quantity.neg()) },
      fee: '0',
      deficit: '0',
      beforeMove: false,
      worstScenario: null,
      cause,
    });
  coverLosses(account, spot);
}

/** Every bucket at the open's marks; the prices were reached together, so by symbol. */
function testAll(account: Account, candle: Candle, spot: Spot): void {
  if (!account.allDecimal && standsAt(account, candle, OPEN)) return;
  const breached = account.buckets().filter(bucket => account.isBreached(bucket, spot.place.mark));
  if (breached.length === 0) return;
  account.openTracks(spot.time, spot.place.mark);
  observe(account, candle, OPEN);
  for (const bucket of breached) liquidate(account, bucket, spot);
}

/** Its symbol has no candle now, but may have one again. */
const mustWait = ({ market }: Account, { symbol }: Order, { row, time }: Spot): boolean =>
  isStale(market, symbol, row) && !isExpired(market.series[symbol]!.instrument, time);

/** Market orders and money requests, in the order asked. What concerns a stale symbol waits. */
function serve(account: Account, spot: Spot): void {
  const waiting: Request[] = [];
  const groups = new Map<number, Order[]>();
  for (const request of account.orders.pending.splice(0)) {
    if ('money' in request) moveMoney(account, request.money, spot);
    else if (request.order.group !== null) {
      const { group } = request.order;
      groups.set(group, [...(groups.get(group) ?? []), request.order]);
    } else if (mustWait(account, request.order, spot)) waiting.push(request);
    else fillAtOpen(account, request.order, spot);
  }
  for (const orders of groups.values()) {
    if (orders.some(order => mustWait(account, order, spot)))
      waiting.push(...orders.map(order => ({ order })));
    else fillTogether(account, orders, spot);
  }
  account.orders.pending.unshift(...waiting);
}

function fillAtOpen(account: Account, order: Order, spot: Spot): void {
  const price = slipped(spot.place.last[order.symbol]!, sideOf(account, order), account.terms.slippageRate);
  fillOrder(account, order, price, true, spot);
}

/** All or nothing: tried on a copy of the account first. */
function fillTogether(account: Account, orders: Order[], spot: Spot): void {
  const trial = rehearse(account);
  for (const order of orders) fillAtOpen(trial, order, spot);
  if (trial.watch.rejections === 0) for (const order of orders) fillAtOpen(account, order, spot);
  else {
    const [reason] = Object.keys(trial.watch.refusals) as [Refusal];
    for (const order of orders) refuse(account, order, reason, spot);
  }
}

function moveMoney(account: Account, request: MoneyRequest, spot: Spot): void {
  const { ledger } = account;
  const facts = { request: request.id, amount: text(request.amount), asked: request.kind };
  if (!mayMove(account, request, spot))
    return ledger.row(spot.time, 'refusal', { ...facts, reason: whyNot(account, request) });
  const signed =
    request.kind === 'remove-margin' || request.kind === 'withdraw' ? request.amount.neg() : request.amount;
  if (request.symbol < 0) {
    moveWallet(account, signed, spot);
    return ledger.row(spot.time, signed.isNegative() ? 'withdrawal' : 'deposit', facts);
  }
  book(account, { bucket: request.symbol, marks: spot.place.mark, cause: 'transfers' }, () =>
    ledger.transferMargin(request.symbol, signed),
  );
  ledger.row(spot.time, 'transfer', { ...facts, symbol: ledger.symbols[request.symbol] });
}

/** Money from outside, or back to it, in quote. */
function moveWallet(account: Account, amount: Decimal, spot: Spot): void {
  const { ledger } = account;
  const bucket = ledger.collateral === 'pooled' ? ACCOUNT : null;
  if (bucket === null) {
    ledger.deposit(amount);
    return account.mirror();
  }
  book(account, { bucket, marks: spot.place.mark, cause: 'transfers' }, () => ledger.deposit(amount));
}

const whyNot = ({ ledger }: Account, { kind }: MoneyRequest): string =>
  ledger.collateral === 'pooled' && kind.endsWith('margin') ? 'no-margin-of-its-own' : 'insufficient-margin';

/** Margin may be topped up from the free wallet, and reduced to what the position's leverage asks. */
function mayMove(account: Account, { kind, symbol, amount }: MoneyRequest, spot: Spot): boolean {
  const { ledger, terms } = account;
  if (kind === 'deposit' || terms.rules === null) return kind === 'deposit' || kind === 'withdraw';
  const { mark } = spot.place;
  if (kind === 'withdraw') {
    if (ledger.wallet.lt(amount)) return false;
    if (ledger.collateral === 'isolated') return true;
    return account.equity(ACCOUNT, mark).sub(amount).gte(account.initial(ACCOUNT, mark));
  }
  const position = ledger.positions[symbol];
  if (ledger.collateral === 'pooled' || !position) return false;
  if (kind === 'add-margin') return ledger.walletOf(symbol).gte(amount);
  const own = ledger.assets.instruments[symbol]!;
  const initial = notionalOf(own, position.quantity, mark[symbol]!).div(account.leverages[symbol]!);
  // Equity is in quote; the margin of an inverse contract is in coin.
  const worth = account.equity(symbol, mark).div(isInverse(own) ? mark[symbol]! : 1);
  return Decimal.min(position.margin, worth).sub(amount).gte(initial);
}
