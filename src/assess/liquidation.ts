/** The prices of one symbol, all else at its mark, at which a bucket is liquidated or has nothing left. */
import { Decimal } from '../basics/money.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { Book } from './book.ts';
import type { Bucket, Marks } from './bucket.ts';
import { type Distance, zeroPrice } from './price-search.ts';

export interface CriticalPrices {
  liquidation: Decimal | null;
  bankruptcy: Decimal | null;
}

/** How far the price is moved to see on which side the bucket loses. */
const NUDGE = new Decimal('1e-9');

export function criticalPrices(book: Book, bucket: Bucket, rules: ModeRules, symbol: number): CriticalPrices {
  const mark = book.marks[symbol]!;
  const at = (of: (marks: Marks) => Decimal): Distance => {
    const along = (price: Decimal) => of(marksAt(book, symbol, price));
    return bucket.isCoin ? price => along(price).mul(price) : along;
  };
  const equity = at(marks => bucket.equity(marks));
  const distance = at(marks =>
    bucket.equity(marks).sub(bucket.maintenance(marks).mul(rules.liquidationHealth)),
  );
  const losing = losingSide(book, bucket, symbol);
  return {
    liquidation: zeroPrice(distance, mark, losing, edgesOf(bucket, rules, symbol)),
    bankruptcy: zeroPrice(equity, mark, losing, []),
  };
}

/** The coin of a contract goes with it: its balance is valued in proportion. An option's mark moves alone. */
function marksAt({ instruments, marks }: Book, symbol: number, price: Decimal): Decimal[] {
  const { underlying, option } = instruments[symbol]!;
  const ratio = price.div(marks[symbol]!);
  return instruments.map((instrument, number) => {
    if (number === symbol) return price;
    const follows = option === null && instrument.kind === 'spot' && instrument.underlying === underlying;
    return follows ? marks[number]!.mul(ratio) : marks[number]!;
  });
}

/** Where equity falls; where it does not move at all (legs that offset each other), below mark. */
function losingSide(book: Book, bucket: Bucket, symbol: number): 'down' | 'up' {
  const higher = book.marks[symbol]!.mul(NUDGE.add(1));
  return bucket.equity(marksAt(book, symbol, higher)).lt(bucket.equity(book.marks)) ? 'up' : 'down';
}

/** Of all legs of the symbol. */
function edgesOf(bucket: Bucket, { model }: ModeRules, symbol: number): Decimal[] {
  const own = bucket.legs.filter(({ holding }) => holding.symbol === symbol);
  return own.flatMap(({ holding }) => [...model.breaks(holding)]).sort((a, b) => a.cmp(b));
}
