/**
 * The verdict of a static book in one window, by the semantics page and nothing else: a second, naive,
 * all-decimal implementation that the engine is checked against. Slow on purpose where slow is plain.
 */
import { equityOf, isBreached, liquidate, type Bucket, type ForcedTrade, type Spot } from './bucket.ts';
import { momentsOf, ratesByMoment, type BookInput, type Moment } from './book.ts';
import { openOf, pricesAt, walk } from './paths.ts';
import { Dec, larger, rulesOf, sum, zero, type Holding, type Prices, type Rules } from './requirements.ts';

export type Verdict = 'not-held' | 'untouched' | 'margin-called' | 'reduced' | 'liquidated' | 'bankrupt';

/** One step of the venue's procedure. */
export interface LiquidationRecord {
  time: number;
  bucket: string;
  /** Steps of one forced event, at one place, share this number. */
  event: number;
  closedBucket: boolean;
  prices: Record<string, string>;
  quantities: Record<string, string>;
  fee: string;
  deficit: string;
  beforeMove: boolean;
}

export interface Judgement {
  verdict: Verdict;
  /** Open time of the candle of the first event of the verdict's class; null for `untouched`. */
  at: number | null;
  liquidations: LiquidationRecord[];
  minHealth: number | null;
  minHealthAt: number | null;
  equityEnd: string;
  /** No forced trade, in the move or in the lead before it: what died in the lead was not kept. */
  positionsKept: boolean;
  accountAlive: boolean;
  rejections: number;
}

interface ForcedEvent extends ForcedTrade {
  time: number;
  bucket: string;
  event: number;
  closedBucket: boolean;
  /** Where in the candle: leg −1 is the open. */
  leg: number;
  fraction: Dec;
}

interface Ledger {
  readonly input: BookInput;
  readonly rules: Rules;
  readonly slippage: Dec;
  /** Cash that backs no bucket: the free wallet of isolated margin. */
  free: Dec;
  buckets: Bucket[];
  events: ForcedEvent[];
  eventCount: number;
  refusedAt: number | null;
  minHealth: Dec | null;
  minHealthAt: number | null;
  warnedAt: number | null;
}

function newLedger(input: BookInput): Ledger {
  const pooled = input.mode !== 'isolated';
  const capital = new Dec(input.capital);
  return {
    input,
    rules: rulesOf(input.mode, input.model, input.tiers ?? {}),
    slippage: new Dec(input.slippageBps ?? 0).div(10_000),
    free: pooled ? zero : capital,
    buckets: pooled ? [{ name: 'account', cash: capital, holdings: [] }] : [],
    events: [],
    eventCount: 0,
    refusedAt: null,
    minHealth: null,
    minHealthAt: null,
    warnedAt: null,
  };
}

/* One moment. */

function settle(ledger: Ledger, rates: { symbol: string; rate: Dec }[], marks: Prices): void {
  for (const { symbol, rate } of rates) {
    for (const bucket of ledger.buckets) {
      for (const holding of bucket.holdings) {
        if (holding.symbol !== symbol) continue;
        bucket.cash = bucket.cash.minus(holding.quantity.times(marks[symbol]!).times(rate));
      }
    }
  }
}

function visit(ledger: Ledger, bucket: Bucket, marks: Prices, time: number): void {
  if (time < ledger.input.windowStart || bucket.holdings.length === 0) return;
  const required = ledger.rules.maintenance(bucket.holdings, marks);
  if (required.isZero()) return;
  const health = equityOf(bucket, marks).div(required);
  if (health.lt(ledger.rules.warning)) ledger.warnedAt ??= time;
  // Two crossings have the same health but for the last digits: the first of them stands.
  if (ledger.minHealth === null || health.lt(ledger.minHealth.minus('1e-15'))) {
    ledger.minHealth = health;
    ledger.minHealthAt = time;
  }
}

function breach(ledger: Ledger, bucket: Bucket, spot: Spot, time: number, leg: number, fraction: Dec): void {
  visit(ledger, bucket, spot.mark, time);
  const trades = liquidate(bucket, spot, ledger.rules, ledger.slippage);
  const event = ledger.eventCount++;
  const closed = bucket.holdings.length === 0;
  trades.forEach((trade, i) => {
    const closedBucket = closed && i === trades.length - 1;
    ledger.events.push({ ...trade, time, bucket: bucket.name, event, closedBucket, leg, fraction });
  });
  if (closed && ledger.input.mode === 'isolated') {
    ledger.free = ledger.free.plus(bucket.cash);
    bucket.cash = zero;
  }
}

function testAtOpen(ledger: Ledger, moment: Moment): void {
  const spot = { mark: openOf(moment.mark), last: openOf(moment.last) };
  for (const bucket of ledger.buckets) {
    if (isBreached(bucket, spot.mark, ledger.rules)) breach(ledger, bucket, spot, moment.time, -1, zero);
  }
}

/** Opens one position in a ledger, or says no: the acceptance test of §5. */
function accept(ledger: Ledger, order: BookInput['positions'][number], moment: Moment): boolean {
  const { rules, slippage } = ledger;
  const { symbol } = order;
  const marks = openOf(moment.mark);
  const side = new Dec(order.quantity ?? order.notional!).s;
  const fill = moment.last[symbol]!.open.times(slippage.times(side).plus(1));
  const quantity =
    order.quantity === undefined
      ? new Dec(order.notional!).div(fill).toDecimalPlaces(15, Dec.ROUND_DOWN)
      : new Dec(order.quantity);
  const leverage = new Dec(order.leverage);
  const holding: Holding = { symbol, quantity, entry: fill, leverage };
  const notional = quantity.abs().times(fill);
  const fee = notional.times(rules.takerRate);
  if (leverage.gt(rules.leverageCap(symbol, quantity.abs().times(marks[symbol]!)))) return false;
  if (ledger.input.mode === 'isolated') {
    const margin = notional.div(leverage);
    const openLoss = larger(quantity.times(fill.minus(marks[symbol]!)), zero);
    if (ledger.free.lt(margin.plus(fee).plus(openLoss))) return false;
    ledger.free = ledger.free.minus(margin).minus(fee);
    ledger.buckets.push({ name: symbol, cash: margin, holdings: [holding] });
    return true;
  }
  const account = ledger.buckets[0]!;
  account.cash = account.cash.minus(fee);
  account.holdings.push(holding);
  return equityOf(account, marks).gte(rules.initial(account.holdings, marks));
}

/** All or nothing: tried on a ledger of its own, taken over only when every order passed. */
function openBook(ledger: Ledger, moment: Moment): void {
  const trial = newLedger(ledger.input);
  if (!ledger.input.positions.every(order => accept(trial, order, moment))) {
    ledger.refusedAt = moment.time;
    return;
  }
  ledger.free = trial.free;
  ledger.buckets = trial.buckets.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function walkCandle(ledger: Ledger, moment: Moment): void {
  const before = ledger.events.length;
  for (const bucket of ledger.buckets) {
    if (bucket.holdings.length === 0) continue;
    visit(ledger, bucket, openOf(moment.mark), moment.time);
    walk(ledger.input.path, bucket, moment, ledger.rules, {
      breach: (spot, leg, fraction) => breach(ledger, bucket, spot, moment.time, leg, fraction),
      visit: marks => visit(ledger, bucket, marks, moment.time),
    });
  }
  // Buckets do not touch each other, so they are walked one by one and their events put in order after.
  const inOrder = ledger.events.splice(before).sort((a, b) => a.leg - b.leg || a.fraction.cmp(b.fraction));
  ledger.events.push(...inOrder);
}

/* The verdict. */

const texts = (values: Prices): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([symbol, value]) => [symbol, value.toFixed()]));

function verdictOf(ledger: Ledger): { verdict: Verdict; at: number | null } {
  if (ledger.refusedAt !== null) return { verdict: 'not-held', at: ledger.refusedAt };
  const events = ledger.events.filter(event => event.time >= ledger.input.windowStart);
  const classes: [Verdict, ForcedEvent | undefined][] = [
    ['bankrupt', events.find(event => event.deficit.gt(0))],
    ['liquidated', events.find(event => event.closedBucket)],
    ['reduced', events[0]],
  ];
  for (const [verdict, event] of classes) if (event !== undefined) return { verdict, at: event.time };
  if (ledger.warnedAt !== null) return { verdict: 'margin-called', at: ledger.warnedAt };
  return { verdict: 'untouched', at: null };
}

function judgementOf(ledger: Ledger, endMarks: Prices): Judgement {
  const { input, events, buckets } = ledger;
  const beforeMove = (event: ForcedEvent): boolean => event.time < input.windowStart;
  return {
    ...verdictOf(ledger),
    liquidations: events.map(event => ({
      time: event.time,
      bucket: event.bucket,
      event: event.event,
      closedBucket: event.closedBucket,
      prices: texts(event.prices),
      quantities: texts(event.quantities),
      fee: event.fee.toFixed(),
      deficit: event.deficit.toFixed(),
      beforeMove: beforeMove(event),
    })),
    minHealth: ledger.minHealth?.toNumber() ?? null,
    minHealthAt: ledger.minHealthAt,
    equityEnd: ledger.free.plus(sum(buckets.map(bucket => equityOf(bucket, endMarks)))).toFixed(),
    positionsKept: events.length === 0,
    accountAlive:
      input.mode === 'isolated'
        ? ledger.free.gt(0) || buckets.some(bucket => bucket.holdings.length > 0)
        : !events.some(event => event.closedBucket),
    rejections: ledger.refusedAt === null ? 0 : input.positions.length,
  };
}

/** Replays a static book through one window on one path and judges it. */
export function judge(input: BookInput): Judgement {
  const ledger = newLedger(input);
  const moments = momentsOf(input);
  const rates = ratesByMoment(
    input,
    moments.map(moment => moment.time),
  );
  moments.forEach((moment, i) => {
    settle(ledger, rates.get(moment.time)!, openOf(moment.mark));
    testAtOpen(ledger, moment);
    // Asked for at the close of the first trading candle, met by the next open.
    if (i === 1) openBook(ledger, moment);
    testAtOpen(ledger, moment);
    walkCandle(ledger, moment);
  });
  const end = moments.at(-1);
  if (end === undefined) throw new Error('No candle in the window.');
  return judgementOf(
    ledger,
    pricesAt(end.mark, bar => bar.close),
  );
}
