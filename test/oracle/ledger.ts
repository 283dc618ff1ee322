/** One account of the naive implementation: its buckets, what it went through, and how an order is taken. */
import { deskOf, type BookInput, type Desk, type Moment } from './book.ts';
import { equityOf, initialOf, maintenanceOf, type Bucket } from './bucket.ts';
import {
  Dec,
  larger,
  priceOf,
  profit,
  sum,
  valueAt,
  zero,
  type Amounts,
  type Contract,
  type Holding,
  type Prices,
} from './contracts.ts';
import type { CauseParts, Track } from './causes.ts';
import type { ForcedTrade } from './liquidation.ts';
import { openOf } from './paths.ts';
import { rulesOf, type Rules } from './requirements.ts';

export interface ForcedEvent extends ForcedTrade {
  time: number;
  bucket: string;
  event: number;
  closedBucket: boolean;
  /** Of a bucket's first event, at its first step. */
  cause: CauseParts | null;
  /** Where in the candle: leg −1 is the open. */
  leg: number;
  fraction: Dec;
}

export interface Ledger {
  readonly input: BookInput;
  readonly desk: Desk;
  readonly rules: Rules;
  readonly slippage: Dec;
  /** Cash that backs no bucket: the free wallet of isolated margin. */
  free: Amounts;
  buckets: Bucket[];
  /** Paid in each asset. */
  paid: Record<'fees' | 'funding' | 'interest', Amounts>;
  /** How each bucket came to where it is; none once it was forced. */
  tracks: Map<Bucket, Track>;
  events: ForcedEvent[];
  eventCount: number;
  refusedAt: number | null;
  minHealth: Dec | null;
  minHealthAt: number | null;
  warnedAt: number | null;
}

function bucketsOf(desk: Desk, rules: Rules): Bucket[] {
  if (rules.backing.pool === 'all')
    return [{ name: 'account', kind: 'all', cash: { ...desk.capital }, holdings: [] }];
  return desk.assets.map((asset, k) => ({
    name: k === 0 ? 'account' : `account:${asset}`,
    kind: 'asset',
    cash: { [asset]: desk.capital[asset]! },
    holdings: [],
  }));
}

export function newLedger(input: BookInput, desk = deskOf(input)): Ledger {
  const { several, contracts, assets } = desk;
  const { asOf: time = 0, tiers = {} } = input;
  const rules = rulesOf(input.mode, input.model, { time, contracts, several, tiers });
  const nothing = (): Amounts => Object.fromEntries(assets.map(asset => [asset, zero]));
  const isolated = input.mode === 'isolated';
  return {
    input,
    desk,
    rules,
    slippage: new Dec(input.slippageBps ?? 0).div(10_000),
    free: isolated ? { ...desk.capital } : nothing(),
    buckets: isolated ? [] : bucketsOf(desk, rules),
    paid: { fees: nothing(), funding: nothing(), interest: nothing() },
    tracks: new Map(),
    events: [],
    eventCount: 0,
    refusedAt: null,
    minHealth: null,
    minHealthAt: null,
    warnedAt: null,
  };
}

/** Takes a payment from a purse. */
export function pay(
  ledger: Ledger,
  purse: Amounts,
  what: keyof Ledger['paid'],
  asset: string,
  amount: Dec,
): void {
  purse[asset] = purse[asset]!.minus(amount);
  ledger.paid[what][asset] = ledger.paid[what][asset]!.plus(amount);
}

/** What everything is worth to its owner, in quote: every asset at its full price. */
export function worthOf({ free, buckets, rules, desk }: Ledger, marks: Prices): Dec {
  const whole: Rules = {
    ...rules,
    backing: { ...rules.backing, counted: (_, amount) => amount, profitCounts: 'whole' },
  };
  const wallet = Object.entries(free).map(([asset, amount]) =>
    amount.times(priceOf(desk.pricedBy, asset, marks)),
  );
  const own = buckets.map(bucket => {
    // A coin is worth what its own series says, but for what a position holds of it.
    if (bucket.kind === 'position') return equityOf(bucket, marks, whole, desk);
    return equityOf({ ...bucket, kind: 'all' }, marks, whole, desk);
  });
  return sum([...wallet, ...own]);
}

/* Orders: the acceptance test of §5. */

interface Fill {
  contract: Contract;
  quantity: Dec;
  price: Dec;
  leverage: Dec;
  fee: Dec;
}

function fillOf(ledger: Ledger, order: BookInput['positions'][number], moment: Moment): Fill {
  const contract = ledger.desk.contracts.find(({ symbol }) => symbol === order.symbol)!;
  const side = new Dec(order.quantity ?? order.notional!).s;
  const price = moment.last[order.symbol]!.open.times(ledger.slippage.times(side).plus(1));
  const each = contract.kind === 'inverse' ? contract.size : price.times(contract.size);
  const quantity =
    order.quantity === undefined
      ? new Dec(order.notional!).div(each).toDecimalPlaces(15, Dec.ROUND_DOWN)
      : new Dec(order.quantity);
  const fee = valueAt(contract, quantity, price).times(ledger.rules.takerRate);
  return { contract, quantity, price, leverage: new Dec(order.leverage), fee };
}

const poolOf = (ledger: Ledger, asset: string): Bucket =>
  ledger.buckets.find(({ kind, cash }) => kind !== 'position' && cash[asset] !== undefined)!;

/** E >= IM in every pool that stands for something. */
const poolsStand = ({ buckets, rules, desk }: Ledger, marks: Prices, always: Bucket | null): boolean =>
  buckets
    .filter(bucket => bucket === always || bucket.holdings.length > 0)
    .every(bucket => equityOf(bucket, marks, rules, desk).gte(initialOf(bucket, marks, rules, desk)));

/** Spot: paid for with what is there, or with what the pool may owe. */
function exchange(ledger: Ledger, { contract, quantity, price, fee }: Fill, marks: Prices): boolean {
  const { rules, input } = ledger;
  const { underlying: coin, settle } = contract;
  const purse = (asset: string): Amounts =>
    input.mode === 'isolated' ? ledger.free : poolOf(ledger, asset).cash;
  const lends = rules.backing.borrowing !== null;
  const cost = quantity.times(price);
  const has = quantity.gt(0)
    ? purse(settle)[settle]!.gte(cost.plus(fee))
    : purse(coin)[coin]!.gte(quantity.abs());
  if (!lends && !has) return false;
  purse(coin)[coin] = purse(coin)[coin]!.plus(quantity);
  purse(settle)[settle] = purse(settle)[settle]!.minus(cost);
  pay(ledger, purse(settle), 'fees', settle, fee);
  return input.mode === 'isolated' || poolsStand(ledger, marks, lends ? poolOf(ledger, coin) : null);
}

function openIsolated(ledger: Ledger, fill: Fill, holding: Holding, marks: Prices): boolean {
  const { contract, quantity, price, fee } = fill;
  const { settle, symbol } = contract;
  const margin = ledger.rules.posted(holding);
  const openLoss = larger(profit(contract, quantity, price, marks[symbol]!).neg(), zero);
  if (ledger.free[settle]!.lt(margin.plus(fee).plus(openLoss))) return false;
  ledger.free[settle] = ledger.free[settle]!.minus(margin);
  pay(ledger, ledger.free, 'fees', settle, fee);
  ledger.buckets.push({ name: symbol, kind: 'position', cash: { [settle]: margin }, holdings: [holding] });
  return true;
}

function isReduceOnly(bucket: Bucket, marks: Prices, { rules, desk }: Ledger): boolean {
  const required = maintenanceOf(bucket, marks, rules, desk);
  if (rules.reduceOnlyBelow === null || required.isZero()) return false;
  return equityOf(bucket, marks, rules, desk).lt(required.times(rules.reduceOnlyBelow));
}

/** Opens one position in a ledger, or says no. */
export function accept(ledger: Ledger, order: BookInput['positions'][number], moment: Moment): boolean {
  const { rules } = ledger;
  const marks = openOf(moment.mark);
  const fill = fillOf(ledger, order, moment);
  const { contract, quantity, price, leverage, fee } = fill;
  if (contract.kind === 'spot') return exchange(ledger, fill, marks);
  const holding: Holding = { contract, quantity, entry: price, leverage };
  const cap = rules.leverageCap(holding, marks);
  if (cap !== null && leverage.gt(cap)) return false;
  if (ledger.input.mode === 'isolated') return openIsolated(ledger, fill, holding, marks);
  const pool = poolOf(ledger, contract.settle);
  if (isReduceOnly(pool, marks, ledger)) return false;
  pay(ledger, pool.cash, 'fees', contract.settle, fee);
  pool.holdings = [...pool.holdings, holding].sort((a, b) =>
    a.contract.symbol < b.contract.symbol ? -1 : 1,
  );
  return poolsStand(ledger, marks, null);
}
