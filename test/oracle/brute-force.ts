/**
 * The verdict of a static book in one window, by the semantics page and nothing else: a second, naive,
 * all-decimal implementation that the engine is checked against. Slow on purpose where slow is plain.
 */
import { momentsOf, ratesByMoment, type BookInput, type Moment } from './book.ts';
import { debtsOf, equityOf, isAtStake, isBreached, maintenanceOf, type Bucket, type Spot } from './bucket.ts';
import { booking, explain, startTrack, type CauseParts } from './causes.ts';
import { Dec, profit, valueAt, zero, type Contract, type Prices } from './contracts.ts';
import { liquidate, repay, settleFlat } from './force.ts';
import { dust, type ForcedTrade } from './liquidation.ts';
import { judgementOf, type Judgement } from './judgement.ts';
import { accept, newLedger, pay, worthOf, type Ledger } from './ledger.ts';
import { isMonotone, openOf, pricesAt, walk } from './paths.ts';

/* One moment: what falls due. */

function payFunding(ledger: Ledger, rates: { symbol: string; rate: Dec }[], marks: Prices): void {
  for (const { symbol, rate } of rates) {
    for (const bucket of ledger.buckets) {
      for (const { contract, quantity } of bucket.holdings) {
        if (contract.symbol !== symbol) continue;
        const value = valueAt(contract, quantity, marks[symbol]!).times(quantity.s);
        booking(ledger, bucket, marks, 'funding', () =>
          pay(ledger, bucket.cash, 'funding', contract.settle, value.times(rate)),
        );
      }
    }
  }
}

/** The mark of the underlying's spot, else of a perpetual on it, linear before inverse; else its own. */
function settlementPrice({ desk }: Ledger, expired: Contract, marks: Prices): Dec {
  const on = desk.contracts.filter(
    own => own.underlying === expired.underlying && own.symbol !== expired.symbol,
  );
  const index =
    on.find(({ kind }) => kind === 'spot') ??
    on.find(({ kind, expiry }) => kind === 'linear' && expiry === null) ??
    on.find(({ kind }) => kind === 'inverse') ??
    expired;
  return marks[index.symbol]!;
}

/** Without a fee, into what backs it. */
function expire(ledger: Ledger, moment: Moment, previous: number): void {
  const marks = openOf(moment.mark);
  for (const contract of ledger.desk.contracts) {
    if (contract.expiry === null || contract.expiry > moment.time || contract.expiry <= previous) continue;
    for (const bucket of ledger.buckets) {
      const holding = bucket.holdings.find(own => own.contract === contract);
      if (holding === undefined) continue;
      const price = settlementPrice(ledger, contract, marks);
      const won = profit(contract, holding.quantity, holding.entry, price);
      bucket.cash[contract.settle] = bucket.cash[contract.settle]!.plus(won);
      bucket.holdings = bucket.holdings.filter(own => own !== holding);
      // What is held is not what it was: its cause is told by the engine alone.
      ledger.tracks.delete(bucket);
      coverLosses(ledger, bucket, contract, moment.time, marks);
    }
  }
}

/** What a flat bucket lost beyond what backed it is the fund's; what is left of an isolated margin goes home. */
function coverLosses(ledger: Ledger, bucket: Bucket, contract: Contract, time: number, marks: Prices): void {
  if (bucket.holdings.length > 0) return;
  const worth = worthOf({ ...ledger, free: {}, buckets: [bucket] }, marks);
  if (worth.lt(0)) {
    const coin = contract.kind === 'inverse' ? marks[contract.symbol]! : null;
    const deficit = settleFlat(bucket, marks, ledger.desk, coin);
    if (deficit.gt(dust)) {
      const trade: ForcedTrade = { prices: {}, quantities: {}, fee: zero, deficit };
      note(ledger, bucket, [trade], time, -1, zero, null);
    }
  }
  release(ledger, bucket);
}

function release(ledger: Ledger, bucket: Bucket): void {
  if (bucket.kind !== 'position' || bucket.holdings.length > 0) return;
  for (const [asset, amount] of Object.entries(bucket.cash)) {
    ledger.free[asset] = ledger.free[asset]!.plus(amount);
    bucket.cash[asset] = zero;
  }
}

const HOUR = 3_600_000;

/** Interest by the full hour on what is owed beyond the free amount; then what is owed beyond the venue's limit is exchanged. */
function settleDebts(ledger: Ledger, hours: number, marks: Prices): void {
  const { borrowing } = ledger.rules.backing;
  if (borrowing === null) return;
  for (const bucket of ledger.buckets) {
    const owed = debtsOf(bucket);
    for (const [asset, amount] of owed) {
      const charged = amount.minus(borrowing.freeAmount(asset));
      if (charged.lte(0)) continue;
      booking(ledger, bucket, marks, 'interest', () =>
        pay(ledger, bucket.cash, 'interest', asset, charged.times(borrowing.hourlyRate).times(hours)),
      );
    }
    const { convert } = borrowing;
    if (convert === null) continue;
    for (const [asset] of owed) {
      const limit = convert.limit(asset);
      if (limit === null || bucket.cash[asset]!.neg().lte(limit)) continue;
      booking(ledger, bucket, marks, 'trades', () =>
        repay(bucket, asset, convert.proceeds, marks, ledger.desk),
      );
    }
  }
}

/* What happens to a bucket. */

function visit(ledger: Ledger, bucket: Bucket, marks: Prices, time: number): void {
  const { rules, desk, input } = ledger;
  if (time < input.windowStart || !isAtStake(bucket)) return;
  const required = maintenanceOf(bucket, marks, rules, desk);
  if (required.isZero()) return;
  const health = equityOf(bucket, marks, rules, desk).div(required);
  if (health.lt(rules.warning)) ledger.warnedAt ??= time;
  // Two crossings have the same health but for the last digits: the first of them stands.
  if (ledger.minHealth === null || health.lt(ledger.minHealth.minus('1e-15'))) {
    ledger.minHealth = health;
    ledger.minHealthAt = time;
  }
}

function note(
  ledger: Ledger,
  bucket: Bucket,
  trades: ForcedTrade[],
  time: number,
  leg: number,
  fraction: Dec,
  cause: CauseParts | null,
): void {
  const event = ledger.eventCount++;
  const closed = bucket.holdings.length === 0;
  trades.forEach((trade, i) => {
    const closedBucket = closed && i === trades.length - 1;
    const own = i === 0 ? cause : null;
    ledger.events.push({
      ...trade,
      time,
      bucket: bucket.name,
      event,
      closedBucket,
      cause: own,
      leg,
      fraction,
    });
  });
  ledger.tracks.delete(bucket);
}

function breach(ledger: Ledger, bucket: Bucket, spot: Spot, time: number, leg: number, fraction: Dec): void {
  visit(ledger, bucket, spot.mark, time);
  const cause = explain(ledger, bucket, spot.mark);
  const trades = liquidate(bucket, spot, ledger.rules, ledger.desk, ledger.slippage);
  note(ledger, bucket, trades, time, leg, fraction, cause);
  release(ledger, bucket);
}

function testAtOpen(ledger: Ledger, moment: Moment): void {
  const spot = { mark: openOf(moment.mark), last: openOf(moment.last) };
  for (const bucket of ledger.buckets) {
    if (isBreached(bucket, spot.mark, ledger.rules, ledger.desk))
      breach(ledger, bucket, spot, moment.time, -1, zero);
  }
}

/** All or nothing: tried on a ledger of its own, taken over only when every order passed. */
function openBook(ledger: Ledger, moment: Moment): void {
  const trial = newLedger(ledger.input, ledger.desk);
  if (!ledger.input.positions.every(order => accept(trial, order, moment))) {
    ledger.refusedAt = moment.time;
    return;
  }
  ledger.free = trial.free;
  ledger.buckets = trial.buckets.sort((a, b) => (a.name < b.name ? -1 : 1));
  ledger.paid = trial.paid;
}

function walkCandle(ledger: Ledger, moment: Moment): void {
  const before = ledger.events.length;
  const { rules, desk } = ledger;
  const atStake = ledger.buckets.filter(isAtStake);
  const statesAreCertain =
    ledger.input.path === 'optimistic' &&
    rules.singleAdverse &&
    atStake.every(bucket => isMonotone(bucket, moment.mark, rules, desk));
  for (const bucket of atStake) {
    visit(ledger, bucket, openOf(moment.mark), moment.time);
    walk(ledger.input.path, moment, {
      bucket,
      rules,
      desk,
      statesAreCertain,
      hasCompany: atStake.length > 1,
      breach: (spot, leg, fraction) => breach(ledger, bucket, spot, moment.time, leg, fraction),
      visit: marks => visit(ledger, bucket, marks, moment.time),
    });
  }
  // Buckets do not touch each other, so they are walked one by one and their events put in order after.
  const inOrder = ledger.events.splice(before).sort((a, b) => a.leg - b.leg || a.fraction.cmp(b.fraction));
  ledger.events.push(...inOrder);
}

/** An account of causes begins where a bucket opens, and for all of them anew where the move does. */
function startTracks(ledger: Ledger, moment: Moment): void {
  for (const bucket of ledger.buckets.filter(isAtStake))
    startTrack(ledger, bucket, openOf(moment.mark), moment.time);
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
    const marks = openOf(moment.mark);
    if (moment.time === input.windowStart) startTracks(ledger, moment);
    const previous = moments[i - 1]?.time ?? moment.time;
    payFunding(ledger, rates.get(moment.time)!, marks);
    expire(ledger, moment, previous);
    settleDebts(ledger, Math.floor(moment.time / HOUR) - Math.floor(previous / HOUR), marks);
    testAtOpen(ledger, moment);
    // Asked for at the close of the first trading candle, met by the next open.
    if (i === 1) {
      openBook(ledger, moment);
      testAtOpen(ledger, moment);
      startTracks(ledger, moment);
    }
    walkCandle(ledger, moment);
  });
  const end = moments.at(-1);
  if (end === undefined) throw new Error('No candle in the window.');
  return judgementOf(
    ledger,
    pricesAt(end.mark, bar => bar.close),
  );
}

export type { Judgement, LiquidationRecord, Verdict } from './judgement.ts';
