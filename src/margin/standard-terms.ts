/** What a standard margin has to know of each option of a run, found once. */
import { configError } from '../basics/errors.ts';
import type { Decimal } from '../basics/money.ts';
import type { Instrument, OptionRight } from '../market/instrument.ts';
import { underlyingOf } from '../market/underlying.ts';
import type { ShortOptionRates } from './formula-option-margin.ts';
import type { Resolved } from './rates.ts';

/** A whole expiry asks for no more than its worst payoff and these shares of the forward for each unpaired short call. */
export interface ExpiryBound {
  initialScale: Decimal;
  maintenanceScale: Decimal;
}

export interface OptionRules {
  rates: Resolved<ShortOptionRates>;
  /** Null: each option is asked alone (Deribit). */
  bound: ExpiryBound | null;
}

export interface StandardTerms extends OptionRules {
  right: OptionRight;
  strike: Decimal;
  /** Units of the underlying per contract. */
  contractSize: Decimal;
  /** Symbol number whose price is that of the underlying, and that of its forward for the expiry. */
  spot: number;
  forward: number;
  /** Options with the same number are of one expiry. */
  expiry: number;
}

/**
 * Terms by symbol number, null for what is no option. The forward is a linear future of the same expiry where the run
 * has one, else the underlying's price.
 * @throws UserError 'config' for an option whose underlying no symbol of the run prices, or that is settled in coin
 */
export function standardTerms(
  instruments: readonly Instrument[],
  rulesOf: (instrument: Instrument) => OptionRules,
): (StandardTerms | null)[] {
  const expiries = [...new Set(instruments.map(expiryName))];
  return instruments.map((instrument, symbol) => {
    const { option, underlying, settle } = instrument;
    if (option === null) return null;
    if (settle === underlying)
      throw configError(
        `${instrument.symbol}: an option settled in ${underlying} is taken as settled in ${instrument.quote} here; leave settle out and give its candles in ${instrument.quote}.`,
      );
    const spot = underlyingOf(instruments, symbol);
    if (spot < 0)
      throw configError(
        `${instrument.symbol}: the margin of an option goes by the price of its underlying, and nothing here prices ${underlying}; add its spot or a perpetual on it.`,
      );
    const future = instruments.findIndex(
      own => own.kind === 'linear-future' && expiryName(own) === expiryName(instrument),
    );
    return {
      ...rulesOf(instrument),
      right: option.right,
      strike: option.strike,
      contractSize: instrument.contractSize,
      spot,
      forward: future < 0 ? spot : future,
      expiry: expiries.indexOf(expiryName(instrument)),
    };
  });
}

const expiryName = ({ underlying, expiry, settle }: Instrument): string =>
  [underlying, settle, expiry].join(' ');
