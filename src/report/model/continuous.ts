/** The continuous run by mode: one account traded through, not to be mixed up with the fresh accounts of the matrix. */
import { Decimal } from '../../basics/money.ts';
import type { ContinuousResult, Results } from '../../results/results.ts';
import type { MarginMode } from '../../strategy/strategy.ts';
import { formatCount, formatHealth, formatMoment, formatMoney, formatPercent, NONE } from '../format.ts';
import { logRows, type LiquidationView } from './liquidation.ts';
import { profitRatio } from './move-view.ts';

export interface ContinuousView {
  window: string;
  /** Into how many stretches long holes divide the data; the run is made on one of them. */
  stretches: number;
  rows: { label: string; values: string[] }[];
  log: LiquidationView[];
}

const ROWS: [label: string, value: (result: ContinuousResult) => string][] = [
  ['Equity at the start', result => formatMoney(result.equityStart)],
  ['Equity at the end', result => formatMoney(result.equityEnd)],
  ['New money', result => formatMoney(result.deposited)],
  ['P&L', result => formatPercent(profitRatio(result))],
  ['Largest drawdown', result => formatPercent(result.maxDrawdown)],
  ['Lowest health', result => formatHealth(result.minHealth)],
  [
    'Candle of the lowest health, UTC',
    result => (result.minHealthAt === null ? NONE : formatMoment(result.minHealthAt)),
  ],
  ['Forced trades', result => formatCount(result.liquidations.length)],
  ['Liquidation fees', result => total(result, 'fee')],
  ['Deficit left to insurance', result => total(result, 'deficit')],
  ['Fees paid', result => formatMoney(result.feesPaid)],
  ['Funding paid (received: −)', result => formatMoney(result.fundingPaid)],
  ['Interest paid', result => formatMoney(result.interestPaid)],
  ['Fills', result => formatCount(result.fills)],
  ['Orders refused', result => formatCount(result.rejections)],
  ['Orders expired', result => formatCount(result.ordersExpired)],
];

/** @returns null when the run has no continuous part */
export function continuousView(
  { continuous, run }: Results,
  modes: readonly MarginMode[],
): ContinuousView | null {
  if (modes.every(mode => continuous[mode] === undefined)) return null;
  const window = run.continuousWindow;
  return {
    window: window ? `${formatMoment(window.start)} to ${formatMoment(window.end)}` : '',
    stretches: run.segments.length,
    rows: ROWS.map(([label, value]) => ({
      label,
      values: modes.map(mode => (continuous[mode] ? value(continuous[mode]) : NONE)),
    })),
    log: logRows(modes.map(mode => ({ mode, liquidations: continuous[mode]?.liquidations ?? [] }))),
  };
}

const total = ({ liquidations }: ContinuousResult, what: 'fee' | 'deficit'): string =>
  formatMoney(liquidations.reduce((sum, row) => sum.plus(row[what]), new Decimal(0)).toFixed());
