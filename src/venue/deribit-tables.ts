/** Deribit's figures, each with its source; what has none is ours. */
import { Decimal } from '../basics/money.ts';
import { DERIBIT_FUTURE_RATES, type DeribitFutureRates } from '../margin/formula-option-margin.ts';
import type { Instrument } from '../market/instrument.ts';

/** Ours: the rules name no trading fees. */
export const FEE_TAKER_RATE = new Decimal('0.0005');
export const FEE_MAKER_RATE = new Decimal('0');

/** Of what a liquidation closes (rules: portfolio.md §2.2, D6); other coins: ours. */
const LIQUIDATION_FEE_RATES: Readonly<Record<string, string>> = { BTC: '0.0075', ETH: '0.009' };
const LIQUIDATION_FEE_RATE = '0.009';

export const liquidationFeeRate = ({ underlying }: Instrument): Decimal =>
  new Decimal(LIQUIDATION_FEE_RATES[underlying] ?? LIQUIDATION_FEE_RATE);

type Published = keyof typeof DERIBIT_FUTURE_RATES;
/** The only one of the contracts beyond BTC and ETH whose rates are known; an increment per coin is of one coin alone. */
const STAND_IN: Published = 'SOL';

/** Rates of a future or perpetual, and where they come from. */
export function futureRates({ symbol, underlying }: Instrument): { rates: DeribitFutureRates; fact: string } {
  if (!(underlying in DERIBIT_FUTURE_RATES)) {
    const rates = { ...DERIBIT_FUTURE_RATES[STAND_IN], ratePerCoin: '0' };
    return {
      rates,
      fact: `${symbol}: its rates are not known; those of ${STAND_IN} stand in (${words(rates)}), without their growth by size.`,
    };
  }
  const rates: DeribitFutureRates = DERIBIT_FUTURE_RATES[underlying as Published];
  const growth = `both ${percent(rates.ratePerCoin)} more for each ${underlying}`;
  return { rates, fact: `${symbol}: ${words(rates)}, ${growth}, for all dates.` };
}

const words = ({ initialRate, maintenanceRate }: DeribitFutureRates): string =>
  `initial margin ${percent(initialRate)}, maintenance ${percent(maintenanceRate)}`;

const percent = (rate: DeribitFutureRates['initialRate']): string =>
  `${new Decimal(rate).mul(100).toFixed()} %`;

/**
 * Haircuts on assets of the pool (X:SM). None on BTC and ETH in two answers of Deribit's (rules: portfolio.md §2.2, D1,
 * D2), none on dollar coins (ours); for others Kraken's table stands in (K1), 10 % where that has none (ours).
 */
const HAIRCUTS: Readonly<Record<string, string>> = {
  BTC: '0',
  ETH: '0',
  ADA: '0.05',
  XRP: '0.05',
  LINK: '0.075',
  SOL: '0.075',
  LTC: '0.075',
  ARB: '0.1',
};
const HAIRCUT = '0.1';

export const haircutOf = (asset: string): Decimal => new Decimal(HAIRCUTS[asset] ?? HAIRCUT);
