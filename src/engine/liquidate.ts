/** A bucket whose distance has reached zero goes through its venue's procedure; every step is a journal row. */
import { Decimal, ONE, roundMoney, text, ZERO } from '../basics/money.ts';
import { assetPrice } from '../ledger/assets.ts';
import type { LiquidationRow } from '../results/results.ts';
import { ACCOUNT, type Account } from './account.ts';
import { inQuote } from './booking.ts';
import { repay } from './debts.ts';
import { Distress, dustIn, nameOf } from './distress.ts';
import type { Spot } from './prices.ts';

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
  watch.forced(spot.row, kind, deficit.gt(dustIn(account, spot)));
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
  const { watch } = account;
  if (account.terms.rules === null) return;
  for (const bucket of lostBuckets(account, spot)) {
    const deficit = settleBucket(account, bucket, spot);
    if (deficit.lte(dustIn(account, spot))) continue;
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

/** Buckets without a position that are below zero. */
function lostBuckets(account: Account, spot: Spot): number[] {
  const { ledger } = account;
  if (ledger.collateral === 'isolated')
    return ledger.positions.flatMap((position, s) =>
      position?.quantity.isZero() && position.margin.isNegative() ? [s] : [],
    );
  const held = new Set(account.heldSymbols().map(symbol => account.bucketOf(symbol)));
  if (account.isPooledWhole())
    return held.size === 0 && account.worth(spot.place.mark).isNegative() ? [ACCOUNT] : [];
  return ledger.balances.flatMap((balance, asset) =>
    balance.isNegative() && !held.has(ACCOUNT - asset) ? [ACCOUNT - asset] : [],
  );
}

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

/** A flat bucket: the fund pays what it lacks, or what is left of an isolated margin goes home. Returns the deficit in quote. */
function settleBucket(account: Account, bucket: number, spot: Spot): Decimal {
  const { ledger } = account;
  if (bucket >= 0) return settleMargin(account, bucket, spot);
  if (account.isPooledWhole()) ledger.balances.forEach((_, asset) => repay(account, asset, ONE, spot));
  let deficit = ZERO;
  ledger.balances.forEach((left, asset) => {
    if (!left.isNegative() || (!account.isPooledWhole() && asset !== ACCOUNT - bucket)) return;
    ledger.coverDeficit({ asset }, left.neg());
    deficit = deficit.add(left.neg().mul(assetPrice(ledger.assets, asset, spot.place.mark)));
    ledger.row(spot.time, 'liquidation', { bucket: nameOf(account, bucket), step: 'deficit' });
  });
  account.mirror();
  account.causes.delete(bucket);
  return deficit;
}

function settleMargin(account: Account, symbol: number, spot: Spot): Decimal {
  const { ledger } = account;
  const left = ledger.positions[symbol]?.margin ?? ZERO;
  const deficit = left.isNegative() ? left.neg() : ZERO;
  if (deficit.gt(0)) ledger.coverDeficit({ symbol }, deficit);
  else ledger.transferMargin(symbol, left.neg());
  ledger.dropFlat(symbol);
  ledger.row(spot.time, 'liquidation', {
    bucket: nameOf(account, symbol),
    step: deficit.gt(0) ? 'deficit' : 'release',
  });
  account.mirror();
  account.causes.delete(symbol);
  return inQuote(account, symbol, deficit, spot.place.mark);
}

function afterwards(account: Account, spot: Spot): void {
  const { ledger, terms } = account;
  if (terms.afterLiquidation === 'stop') {
    account.stopped = true;
    for (const order of account.orders.take(() => true))
      ledger.row(spot.time, 'cancel', { order: order.id, by: 'stop' });
  }
  if (terms.afterLiquidation === 'refill') refill(account, spot);
}

/** Back to the capital of the opening: what is missing, in the assets that are short of it. */
function refill(account: Account, spot: Spot): void {
  const { ledger, capital } = account;
  const { mark } = spot.place;
  let missing = capital.amounts.reduce(
    (sum, amount, asset) => sum.add(amount.mul(assetPrice(ledger.assets, asset, mark))),
    account.worth(mark).neg(),
  );
  if (missing.lte(0)) return;
  capital.amounts.forEach((amount, asset) => {
    const price = assetPrice(ledger.assets, asset, mark);
    const wanted =
      capital.amounts.filter(other => other.gt(0)).length === 1
        ? missing
        : amount.sub(ledger.balances[asset]!).mul(price);
    const given = Decimal.min(missing, wanted);
    if (amount.lte(0) || given.lte(0)) return;
    ledger.deposit(roundMoney(given.div(price)), asset);
    missing = missing.sub(given);
  });
  ledger.row(spot.time, 'deposit', { by: 'refill' });
  account.mirror();
}
