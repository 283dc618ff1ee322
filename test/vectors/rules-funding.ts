/** Funding over the time a position is held, and accrued by a share of the interval. */
import { Decimal } from '../../src/basics/money.ts';
import * as f from '../../src/margin/formulas.ts';
import { type Sided, signed } from './shapes.ts';
import { rule } from './vectors.ts';

const INTERVAL_SECONDS = 8 * 3600;
const FREQTRADE_GRACE_MS = 15_000;

export const fundingRules = [
  rule(
    /^ft-funding-window-/,
    (
      i: Sided & {
        qty_base: string;
        open_time: string;
        close_time: string;
        funding_events: { time: string; rate: string; mark_price: string }[];
      },
    ) => ({
      funding_pnl: f.fundingWhileHeld({
        quantity: signed(i.side, i.qty_base),
        openTimeMs: Date.parse(i.open_time),
        closeTimeMs: Date.parse(i.close_time),
        settlements: i.funding_events.map(event => ({
          timeMs: Date.parse(event.time),
          rate: event.rate,
          price: event.mark_price,
        })),
        graceMs: FREQTRADE_GRACE_MS,
      }),
    }),
  ),
  // Where funding accrues all the time, a share of the interval pays that share of the rate.
  rule(
    /^ft-funding-kraken-/,
    (i: Sided & { qty_base: string; funding_rate: string; mark_price: string; time_in_ratio: string }) => ({
      funding_pnl: f.fundingPayment({
        quantity: signed(i.side, i.qty_base),
        price: i.mark_price,
        rate: new Decimal(i.funding_rate).mul(i.time_in_ratio),
      }),
    }),
  ),
  rule(
    /^mcdex-funding-/,
    (i: {
      unit_accumulative_funding: string;
      index_price: string;
      funding_rate_per_8h: string;
      elapsed_seconds: string;
    }) => {
      const paid = f
        .fundingPayment({
          quantity: 1,
          price: i.index_price,
          rate: new Decimal(i.funding_rate_per_8h).mul(i.elapsed_seconds).div(INTERVAL_SECONDS),
        })
        .neg();
      return { unit_accumulative_funding_after: paid.add(i.unit_accumulative_funding) };
    },
  ),
];
