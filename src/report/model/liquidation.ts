/** Forced trades and why they came: the parts of a cause, checked to sum. */
import { Decimal } from '../../basics/money.ts';
import type { Cause, LiquidationRow, Results } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import {
  formatExact,
  formatMoment,
  formatMoney,
  formatPrice,
  formatSignedExact,
  formatSignedMoney,
} from '../format.ts';

export interface LogGroup {
  /** Number and name of the move. */
  number: number;
  name: string;
  rows: LiquidationView[];
}

export interface LiquidationView {
  mode: MarginMode;
  time: string;
  bucket: string;
  what: string;
  beforeMove: boolean;
  /** `BTCUSDT −1.5 at 7,031.2`: closed by force, price it was judged at; held symbols without a trade by price alone. */
  trades: string[];
  fee: string;
  deficit: string;
  worstScenario: string;
  cause: CauseView;
}

export interface CauseView {
  since: string;
  start: string;
  end: string;
  change: string;
  /** The largest part in words. */
  main: string;
  parts: { label: string; value: string; loss: boolean; /** 0 … 1 of the largest part. */ weight: number }[];
  /** Empty when the parts sum to the change of distance exactly; else what they miss it by. */
  missing: string;
}

const KINDS: Record<LiquidationRow['kind'], string> = {
  reduce: 'Part closed',
  close: 'Bucket closed',
  delisted: 'Settled: delisted',
};

/** Forced trades of the fresh-account replays, by move in the order of the matrix, then by time and mode. */
export function liquidationLog(results: Results, modes: readonly MarginMode[]): LogGroup[] {
  return results.matrix
    .filter(row => row.covered)
    .map(({ move, cells }, index) => ({
      number: index + 1,
      name: move.name,
      rows: logRows(modes.map(mode => ({ mode, liquidations: cells[mode]?.liquidations ?? [] }))),
    }))
    .filter(group => group.rows.length > 0);
}

export function logRows(
  byMode: readonly { mode: MarginMode; liquidations: LiquidationRow[] }[],
): LiquidationView[] {
  return byMode
    .flatMap(({ mode, liquidations }) => liquidations.map(row => ({ mode, row })))
    .sort((a, b) => a.row.time - b.row.time)
    .map(({ mode, row }) => liquidationView(mode, row));
}

function liquidationView(mode: MarginMode, row: LiquidationRow): LiquidationView {
  const symbols = [...new Set([...Object.keys(row.quantities), ...Object.keys(row.prices)])];
  return {
    mode,
    time: formatMoment(row.time),
    bucket: row.bucket,
    what: KINDS[row.kind],
    beforeMove: row.beforeMove,
    trades: symbols.map(symbol => {
      const [quantity, price] = [row.quantities[symbol], row.prices[symbol]];
      const amount = quantity === undefined ? '' : ` ${formatSigned(quantity)}`;
      return `${symbol}${amount}${price === undefined ? '' : ` at ${formatPrice(price)}`}`;
    }),
    fee: formatMoney(row.fee),
    deficit: formatMoney(row.deficit),
    worstScenario: row.worstScenario ?? '',
    cause: causeView(row.cause),
  };
}

const formatSigned = (quantity: string): string =>
  `${new Decimal(quantity).gt(0) ? '+' : ''}${formatPrice(quantity)}`;

/** Every part is signed as it moved the distance, so their plain sum is its change. */
export function causeView(cause: Cause): CauseView {
  const parts = [
    ...Object.entries(cause.price).map(([symbol, value]) => ({ label: `price of ${symbol}`, value })),
    { label: 'funding', value: cause.funding },
    { label: 'fees', value: cause.fees },
    { label: 'interest', value: cause.interest },
    { label: 'collateral revalued', value: cause.collateral },
    { label: 'requirement, by prices and tiers', value: cause.requirementByPrice },
    { label: 'requirement, by the model', value: cause.requirementByModel },
    { label: 'own trades', value: cause.trades },
    { label: 'transfers', value: cause.transfers },
  ].map(({ label, value }) => ({ label, amount: new Decimal(value) }));
  const moved = parts.filter(({ amount }) => !amount.isZero());
  const change = new Decimal(cause.distanceEnd).minus(cause.distanceStart);
  const missing = change.minus(moved.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0)));
  const largest = Decimal.max(1e-18, ...moved.map(({ amount }) => amount.abs()));
  return {
    since: formatMoment(cause.since),
    start: formatExact(cause.distanceStart),
    end: formatExact(cause.distanceEnd),
    change: formatSignedExact(change.toFixed()),
    main: mainCause(moved),
    parts: moved.map(({ label, amount }) => ({
      label,
      value: formatSignedExact(amount.toFixed()),
      loss: amount.isNegative(),
      weight: amount.abs().div(largest).toNumber(),
    })),
    missing: missing.isZero() ? '' : missing.toFixed(),
  };
}

function mainCause(moved: readonly { label: string; amount: Decimal }[]): string {
  const worst = moved.reduce<(typeof moved)[number] | null>(
    (found, part) => (part.amount.isNegative() && (!found || part.amount.lt(found.amount)) ? part : found),
    null,
  );
  return worst === null ? 'nothing shrank it' : `${worst.label} ${formatSignedMoney(worst.amount.toFixed())}`;
}
