/** The plainest procedure, shared by venues that take a bucket as one. */
import { type Decimal, ZERO } from '../basics/money.ts';
import type { LiquidationProcedure } from './venue.ts';

/** Everything in one step at the crossing's marks; the fee, a rate of what was closed, comes out of what is left. */
export const closeWhole =
  (feeRate: Decimal): LiquidationProcedure =>
  bucket => {
    bucket.cancelOrders();
    if (!bucket.isBreached()) return;
    const closed = bucket
      .holdings()
      .reduce((sum, { symbol, quantity }) => sum.add(bucket.close(symbol, quantity.abs(), 'mark')), ZERO);
    bucket.chargeFee(closed.mul(feeRate));
  };
