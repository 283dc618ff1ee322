/** A venue's published rates, and those that a caller puts in their place. */
import { configError } from '../basics/errors.ts';
import type { Decimal } from '../basics/money.ts';
import { type Amount, decimal } from './formula-trade.ts';

export type Resolved<R> = { readonly [K in keyof R]: Decimal };

/**
 * All rates in decimals, the later of several winning.
 * @throws UserError 'config' naming a rate that the venue does not have, or that is no number
 */
export function resolveRates<R extends { [K in keyof R]: Amount }>(
  published: R,
  ...own: readonly Partial<R>[]
): Resolved<R> {
  for (const name of own.flatMap(rates => Object.keys(rates))) {
    if (!(name in published))
      throw configError(`${name}: no such rate here; there are ${Object.keys(published).join(', ')}`);
  }
  const all = Object.entries<Amount>(Object.assign({}, published, ...own) as Record<string, Amount>);
  return Object.fromEntries(all.map(([name, rate]) => [name, decimal(name, rate)])) as Resolved<R>;
}
