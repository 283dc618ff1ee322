/** Made markets with options, written as files and loaded as a run loads them. */
import { expect } from 'vitest';
import type { UserError } from '../../src/basics/errors.ts';
import { makeInstrument, type OptionRight } from '../../src/market/instrument.ts';
import { loadMarket } from '../../src/market/load-market.ts';
import type { MarketConfig, VolatilitySource } from '../../src/market/market-config.ts';
import type { Market, SymbolSeries } from '../../src/market/market.ts';
import { CsvFolder, DAY, HOUR, START, marketOf, type Row } from './csv-folder.ts';

export const hour = (n: number): number => START + n * HOUR;

/** An option on BTC in USDT without candles, priced with a constant volatility of 80 % unless told otherwise. */
export function optionOf(
  right: OptionRight,
  strike: number,
  expiry: number,
  impliedVolatility: VolatilitySource = { kind: 'constant', volatility: 0.8 },
): MarketConfig {
  const symbol = `BTCUSDT-${strike}-${right}-${(expiry - START) / HOUR}`;
  const instrument = makeInstrument({ symbol, kind: 'option', right, strike, expiry });
  return { ...marketOf(symbol, { instrument }), impliedVolatility };
}

export const loadAll = (...markets: MarketConfig[]): Promise<Market> =>
  loadMarket(markets, { segmentGapMs: DAY });

export const seriesOf = ({ series }: Market, symbol: string): SymbolSeries =>
  series.find(own => own.symbol === symbol)!;

/** Hourly candles whose opens are the closes before them; `steps` are log returns, each with wicks of 2 %. */
export function walked(steps: readonly number[], from = 100): Row[] {
  let open = from;
  return steps.map((step, k) => {
    const close = digits(open * Math.exp(step));
    const row: Row = [
      hour(k),
      open,
      digits(Math.max(open, close) * 1.02),
      digits(Math.min(open, close) * 0.98),
      close,
    ];
    open = close;
    return row;
  });
}

const digits = (value: number): number => Number(value.toPrecision(12));

export const volatilities = (
  folder: CsvFolder,
  name: string,
  rows: readonly (readonly [time: number, value: number])[],
): string => folder.write(name, ['time,dvol_close', ...rows.map(row => row.join(','))]);

/** What a promise that must fail fails with. */
export const failure = (promise: Promise<unknown>): Promise<UserError> =>
  promise.then(
    () => expect.unreachable('no error'),
    (error: unknown) => error as UserError,
  );
