/** What a model that changes with time may know of an account file: one moment, its own. */
import { configError } from '../basics/errors.ts';
import { YEAR_MS } from '../basics/time.ts';
import { impliedVolatility } from '../market/implied-volatility.ts';
import { underlyingOf } from '../market/underlying.ts';
import type { Moments } from '../margin/moments.ts';
import type { ParsedAccount } from './account-schema.ts';
import type { Book } from './book.ts';

/** Volatility: as given, for the symbol or its position, else what the option's own mark says. */
export function momentsOf(account: ParsedAccount, { instruments, marks }: Book): Moments {
  const time = (): number => {
    if (account.asOf !== undefined) return account.asOf;
    throw configError('asOf: is missing; options and futures age, so say of which time the book is asked.');
  };
  const volatilityAt = (symbol: number): number => {
    const { symbol: name, option, expiry } = instruments[symbol]!;
    if (option === null || expiry === null) return NaN;
    const given =
      account.impliedVolatilities?.[name] ??
      account.positions.find(own => own.symbol === name)?.impliedVolatility;
    if (given !== undefined) return given;
    const index = underlyingOf(instruments, symbol);
    const implied =
      index < 0
        ? null
        : impliedVolatility({
            forward: marks[index]!.toNumber(),
            strike: option.strike.toNumber(),
            right: option.right,
            yearsToExpiry: (expiry - time()) / YEAR_MS,
            price: marks[symbol]!.toNumber(),
          });
    if (implied !== null) return implied;
    throw configError(`impliedVolatilities.${name}: is missing, and no volatility gives its mark; add it.`);
  };
  return { rows: 1, timeAt: time, volatilityAt, dailyCloses: {} };
}
