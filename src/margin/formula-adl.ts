/**
 * Published figures of auto-deleveraging, public beside `assess`. A replay has no counterparties: there it is an
 * event given by the user (semantics §6).
 */
import { type Decimal, ONE, ZERO, max, min } from '../basics/money.ts';
import { type Amount, decimal, linearPnl, positive } from './formula-trade.ts';

/**
 * Binance's order of deleveraging: leverage PnL = PnL percentage · margin ratio, the highest first; the percentage
 * is max(0, uPnL) ÷ max(1, wallet balance), the ratio MM ÷ (wallet + uPnL), taken as 0 where nothing is left.
 * @source https://www.binance.com/en/support/faq/360033525471
 */
export function adlRank(position: {
  unrealisedPnl: Amount;
  walletBalance: Amount;
  marginRatio: Amount | null;
}): { pnlPercentage: Decimal; leveragePnl: Decimal } {
  const gain = max(ZERO, decimal('unrealisedPnl', position.unrealisedPnl));
  const pnlPercentage = gain.div(max(ONE, decimal('walletBalance', position.walletBalance)));
  return { pnlPercentage, leveragePnl: pnlPercentage.mul(decimal('marginRatio', position.marginRatio ?? 0)) };
}

/**
 * Bybit: a symbol's loss against its insurance pool. Deleveraging starts when PnL change ÷ highest balance of the
 * pool, both of eight hours, falls below `startRatio`, and takes the loss beyond it.
 * @returns `excessLoss` in the pool's currency, 0 while not started
 * @source https://bybit-exchange.github.io/docs/v5/market/adl-alert
 */
export function poolDrawdown(pool: { highestBalance: Amount; pnlChange: Amount; startRatio: Amount }): {
  pnlRatio: Decimal;
  excessLoss: Decimal;
} {
  const highest = positive('highestBalance', pool.highestBalance);
  const pnlRatio = decimal('pnlChange', pool.pnlChange).div(highest);
  const beyond = decimal('startRatio', pool.startRatio).sub(pnlRatio);
  return { pnlRatio, excessLoss: max(ZERO, beyond).mul(highest) };
}

interface Counterparty {
  id: string;
  /** Signed, against the position that is taken over. */
  quantity: Amount;
  entryPrice: Amount;
  equity: Amount;
}

/**
 * Closes a bankrupt linear position against its counterparties at its bankruptcy price, the first in rank first:
 * by unrealised PnL at the price ÷ equity, or by size; ties by the lower id.
 * @returns who is closed, by how much, and with what equity and position they are left
 * @source FLOX, liquidation engine
 */
export function autoDeleverage(event: {
  quantity: Amount;
  bankruptcyPrice: Amount;
  price: Amount;
  counterparties: readonly Counterparty[];
  ranking?: 'pnl-ratio' | 'size';
}): { id: string; closed: Decimal; equity: Decimal; quantity: Decimal }[] {
  const side = decimal('quantity', event.quantity).s;
  const rank = (party: Counterparty): Decimal =>
    event.ranking === 'size'
      ? decimal('quantity', party.quantity).abs()
      : linearPnl({ ...party, price: event.price }).div(positive('equity', party.equity));
  const ranked = event.counterparties
    .filter(party => decimal('quantity', party.quantity).mul(side).lt(0))
    .sort((a, b) => rank(b).cmp(rank(a)) || a.id.localeCompare(b.id, 'en', { numeric: true }));
  let left = decimal('quantity', event.quantity).abs();
  return ranked.flatMap(party => {
    const quantity = decimal('quantity', party.quantity);
    const closed = min(left, quantity.abs());
    if (closed.isZero()) return [];
    left = left.sub(closed);
    const part = closed.mul(quantity.s);
    const realised = linearPnl({
      quantity: part,
      entryPrice: party.entryPrice,
      price: event.bankruptcyPrice,
    });
    return [
      {
        id: party.id,
        closed,
        equity: decimal('equity', party.equity).add(realised),
        quantity: quantity.sub(part),
      },
    ];
  });
}
