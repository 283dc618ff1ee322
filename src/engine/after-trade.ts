/** What a bucket would be after a trade: booked on a copy of the account, which is thrown away. */
import type { Decimal } from '../basics/money.ts';
import type { Account } from './account.ts';
import { type BookedTrade, bookTrade } from './booking.ts';
import { rehearse } from './rehearse.ts';

export interface AfterTrade {
  equity: Decimal;
  maintenance: Decimal;
  initial: Decimal;
}

/**
 * @param leverage of the symbol from then on; what it has when left out
 * @param bucket the one asked about; the symbol's own when left out
 */
export function afterTrade(
  account: Account,
  trade: BookedTrade,
  marks: readonly Decimal[],
  leverage = account.leverages[trade.symbol]!,
  bucket = account.bucketOf(trade.symbol),
): AfterTrade {
  const copy = rehearse(account);
  copy.leverages[trade.symbol] = leverage;
  bookTrade(copy, trade, marks);
  return {
    equity: copy.equity(bucket, marks),
    maintenance: copy.maintenance(bucket, marks),
    initial: copy.initial(bucket, marks),
  };
}
