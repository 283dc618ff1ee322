/** A bucket whose distance has reached zero goes through its venue's procedure; every step is a journal row. */
import { Decimal, min, roundMoney, text, ZERO } from '../basics/money.ts';
import type { LiquidationRow } from '../results/results.ts';
import type { DistressedBucket } from '../venue/venue.ts';
import { ACCOUNT, type Account } from './account.ts';
import { book } from './booking.ts';
import { slipped, type Spot } from './prices.ts';

/** Rounding to the booking grid leaves a few of its units; what is below this is nobody's debt. */
const DUST = new Decimal('1e-15');

/** Takes a breached bucket apart at a spot, and puts down what was done and why it came to that. */
export function liquidate(account: Account, bucket: number, spot: Spot): void {
  const { ledger, watch, terms } = account;
  const rules = terms.rules!;
  const worstScenario = rules.model.worstScenario(account.holdings(bucket), spot.place.mark);
  const cause = account.explain(bucket, spot.place.mark)!;
  const prices = Object.fromEntries(
    account.holdings(bucket).map(({ symbol }) => [ledger.symbols[symbol]!, text(spot.place.mark[symbol]!)]),
  );
  const distress = new Distress(account, bucket, spot);
  rules.liquidate(distress);
  const closed = account.holdings(bucket).length === 0;
  const deficit = closed ? settleBucket(account, bucket, spot) : ZERO;
  const kind = closed ? 'close' : 'reduce';
  watch.forced(spot.row, kind, deficit.gt(DUST));
  const row: LiquidationRow = {
    time: spot.time,
    bucket: nameOf(account, bucket),
    kind,
    prices,
    quantities: Object.fromEntries([...distress.closed].map(([s, q]) => [ledger.symbols[s]!, text(q)])),
    fee: text(distress.fee),
    deficit: text(deficit),
    beforeMove: false,
    worstScenario,
    cause,
  };
  watch.liquidations.push(row);
  if (closed) afterwards(account, spot);
}

/** Losses that no bucket backs any more (a voluntary close at last, far from mark) are the insurance fund's. */
export function coverLosses(account: Account, spot: Spot): void {
  const { ledger, watch } = account;
  if (account.terms.rules === null) return;
  const flat = account.heldSymbols().length === 0;
  const losses: number[] =
    ledger.collateral === 'pooled'
      ? flat && ledger.wallet.isNegative()
        ? [ACCOUNT]
        : []
      : ledger.positions.flatMap((position, s) =>
          position?.quantity.isZero() && position.margin.isNegative() ? [s] : [],
        );
  for (const bucket of losses) {
    const deficit = settleBucket(account, bucket, spot);
    if (deficit.lte(DUST)) continue;
    watch.forced(spot.row, 'close', true);
    watch.liquidations.push({
      time: spot.time,
      bucket: nameOf(account, bucket),
      kind: 'close',
      prices: {},
      quantities: {},
      fee: '0',
      deficit: text(deficit),
      beforeMove: false,
      worstScenario: null,
      cause: noCause(spot.time, deficit),
    });
    afterwards(account, spot);
  }
}

const nameOf = (account: Account, bucket: number): string =>
  bucket === ACCOUNT ? 'account' : account.ledger.symbols[bucket]!;

/** A loss by a fill of its own: from zero to the deficit, all of it trades. */
function noCause(time: number, deficit: Decimal): LiquidationRow['cause'] {
  const loss = text(deficit.neg());
  const zero = { funding: '0', fees: '0', interest: '0', collateral: '0', requirementByPrice: '0' };
  return {
    since: time,
    distanceStart: '0',
    distanceEnd: loss,
    price: {},
    ...zero,
    requirementByModel: '0',
    trades: loss,
    transfers: '0',
  };
}

/** A flat bucket: the fund pays what it lacks, or what is left of an isolated margin goes home. Returns the deficit. */
function settleBucket(account: Account, bucket: number, spot: Spot): Decimal {
  const { ledger } = account;
  const left = bucket === ACCOUNT ? ledger.wallet : (ledger.positions[bucket]?.margin ?? ZERO);
  const deficit = left.isNegative() ? left.neg() : ZERO;
  if (deficit.gt(0)) ledger.coverDeficit(bucket === ACCOUNT ? null : bucket, deficit);
  else if (bucket !== ACCOUNT) ledger.transferMargin(bucket, left.neg());
  if (bucket !== ACCOUNT) ledger.dropFlat(bucket);
  if (deficit.gt(0) || bucket !== ACCOUNT) {
    ledger.row(spot.time, 'liquidation', {
      bucket: nameOf(account, bucket),
      step: deficit.gt(0) ? 'deficit' : 'release',
    });
  }
  account.screen.mirror(ledger);
  account.causes.delete(bucket);
  return deficit;
}

function afterwards(account: Account, spot: Spot): void {
  const { ledger, terms } = account;
  if (terms.afterLiquidation === 'stop') {
    account.stopped = true;
    for (const order of account.orders.take(() => true))
      ledger.row(spot.time, 'cancel', { order: order.id, by: 'stop' });
  }
  if (terms.afterLiquidation === 'refill') {
    const missing = account.capital.sub(account.totalEquity(spot.place.mark));
    if (missing.lte(0)) return;
    ledger.deposit(roundMoney(missing));
    ledger.row(spot.time, 'deposit', { by: 'refill' });
    account.screen.mirror(ledger);
  }
}

/** The bucket as its venue's procedure sees it. */
class Distress implements DistressedBucket {
  fee = ZERO;
  /** Forced trades by symbol number, signed. */
  readonly closed = new Map<number, Decimal>();
  private step = 0;

  constructor(
    private readonly account: Account,
    private readonly bucket: number,
    private readonly spot: Spot,
  ) {}

  holdings() {
    const { mark } = this.spot.place;
    const model = this.account.terms.rules!.model;
    return this.account.holdings(this.bucket).map(holding => ({
      ...holding,
      notional: holding.quantity.mul(mark[holding.symbol]!).abs(),
      maintenance: model.maintenance([holding], mark),
    }));
  }

  isBreached(): boolean {
    return this.holdings().length > 0 && this.account.isBreached(this.bucket, this.spot.place.mark);
  }

  cancelOrders(): void {
    const { account, bucket, spot } = this;
    const cancelled = account.orders.take(order => bucket === ACCOUNT || order.symbol === bucket);
    for (const order of cancelled)
      account.ledger.row(spot.time, 'cancel', { order: order.id, by: 'liquidation' });
  }

  close(symbol: number, quantity: Decimal, at: 'mark' | 'last'): Decimal {
    const { account, spot } = this;
    const held = account.ledger.positions[symbol]!.quantity;
    const side = held.isNegative() ? 1 : -1;
    const trade = min(quantity, held.abs()).mul(side);
    const price = slipped(spot.place[at][symbol]!, side, account.terms.slippageRate);
    this.trade('close', symbol, trade, price);
    return trade.abs().mul(price);
  }

  chargeFee(amount: Decimal): void {
    const { account, bucket, spot } = this;
    // Rounded down: half a unit more than is left would make a debt of it.
    const left = account.equity(bucket, spot.place.mark).toDecimalPlaces(18, Decimal.ROUND_DOWN);
    const fee = min(roundMoney(amount), left);
    if (fee.lte(0)) return;
    account.ledger.liquidationFee(bucket === ACCOUNT ? null : bucket, fee);
    account.screen.mirror(account.ledger);
    account.causes.get(bucket)?.add('fees', fee.neg());
    this.fee = this.fee.add(fee);
    this.row('fee', { fee: text(fee) });
  }

  isExhausted(): boolean {
    return this.account.equity(this.bucket, this.spot.place.mark).lte(DUST);
  }

  takeOver(): void {
    const { mark } = this.spot.place;
    for (const { symbol, quantity } of this.holdings())
      this.trade('takeover', symbol, quantity.neg(), mark[symbol]!);
  }

  private trade(step: string, symbol: number, quantity: Decimal, price: Decimal): void {
    const { account, spot } = this;
    book(account, symbol, spot.place.mark, 'trades', () => {
      account.ledger.close(symbol, quantity, price);
      return { amount: quantity.mul(spot.place.mark[symbol]!.sub(price)) };
    });
    this.closed.set(symbol, (this.closed.get(symbol) ?? ZERO).add(quantity));
    this.row(step, { symbol: account.ledger.symbols[symbol], quantity: text(quantity), price: text(price) });
  }

  private row(step: string, facts: Record<string, unknown>): void {
    const { account, bucket, spot } = this;
    account.ledger.row(spot.time, 'liquidation', {
      bucket: nameOf(account, bucket),
      step,
      number: ++this.step,
      ...facts,
    });
  }
}
