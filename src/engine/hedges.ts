/**
 * Spot in use: the part of a coin's balance that offsets the contracts on it, at most what they are short of
 * (rules: portfolio.md §1.2, spot-derivatives offset). In units of the coin, so that it moves only with the books.
 */
import { type Decimal, ONE, ZERO } from '../basics/money.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Holding } from '../margin/model.ts';
import { coefficientOf } from './form.ts';

export function spotHedges({ assets, positions, balances }: Ledger): Holding[] {
  return assets.instruments.flatMap(({ kind, underlying }, spot) => {
    const owned = balances[assets.base[spot]!];
    if (kind !== 'spot' || !owned?.gt(0)) return [];
    let held: Decimal = ZERO;
    positions.forEach((position, symbol) => {
      if (position && assets.instruments[symbol]!.underlying === underlying)
        held = held.add(coefficientOf(assets, symbol, position));
    });
    if (!held.isNegative()) return [];
    const quantity = held.neg().lt(owned) ? held.neg() : owned;
    return [{ symbol: spot, quantity, cost: ZERO, leverage: ONE.toNumber() }];
  });
}
