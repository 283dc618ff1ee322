/** A real chain: an option market made of its forwards must show the venue's own marks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { impliedVolatility } from '../../src/margin/formulas.ts';
import { makeInstrument, type OptionRight } from '../../src/market/instrument.ts';
import { loadMarket } from '../../src/market/load-market.ts';
import type { MarketConfig } from '../../src/market/market-config.ts';
import { marketDir } from '../market-dir.ts';
import { CsvFolder, DAY, candle, marketOf } from './csv-folder.ts';

interface Quote {
  symbol: string;
  forward: number;
  strike: number;
  right: OptionRight;
  expiry: number;
  /** In ETH, as the venue quotes; rounded to 1e-6. */
  mark: number;
}

/** 2024-01-08 11:19:41 UTC. */
const NOW = 1_704_712_781_000;
const MINUTE = 60_000;
const YEAR = 365 * DAY;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Deribit's options expire at 08:00 UTC. */
function expiryOf(text: string): number {
  const [, day, month, year] = /^(\d+)([A-Z]{3})(\d\d)$/.exec(text)!;
  return Date.UTC(2000 + Number(year), MONTHS.indexOf(month!), Number(day), 8);
}

function quotes(): Quote[] {
  const file = join(marketDir!, 'options/deribit_ETH_option_chain_2024-01-08T1119Z.csv');
  const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[];
  return rows.map(row => ({
    symbol: row['instrument_name']!,
    forward: Number(Number(row['underlying_price']).toPrecision(15)),
    strike: Number(row['strike_price']),
    right: row['option_type'] === 'C' ? 'call' : 'put',
    expiry: expiryOf(row['expire_date']!),
    mark: Number(row['mark_price']),
  }));
}

/** The venue marks a call and a put of one strike with one volatility; the one out of the money tells it best. */
function volatilityOf(chain: readonly Quote[], { strike, expiry, forward }: Quote): number | null {
  const right = strike >= forward ? 'call' : 'put';
  const quote = chain.find(own => own.strike === strike && own.expiry === expiry && own.right === right);
  if (!quote || quote.mark < 1e-5) return null;
  const yearsToExpiry = (expiry - NOW) / YEAR;
  return impliedVolatility({
    forward: quote.forward,
    strike,
    right,
    yearsToExpiry,
    price: quote.mark * quote.forward,
  });
}

describe.skipIf(marketDir === null)('a real option chain of 8 January 2024', () => {
  const folder = new CsvFolder();

  /** Opening prices in ETH of the options of one expiry, by symbol. */
  async function opens(chain: readonly Quote[], expiry: number): Promise<{ quote: Quote; price: number }[]> {
    const own = chain.filter(quote => quote.expiry === expiry);
    const { forward } = own[0]!;
    const flat = [candle(NOW, forward), candle(NOW + MINUTE, forward)];
    const options = own.flatMap((quote): MarketConfig[] => {
      const volatility = volatilityOf(chain, quote);
      if (volatility === null) return [];
      const instrument = makeInstrument({ ...quote, kind: 'option' });
      return [
        { ...marketOf(quote.symbol, { instrument }), impliedVolatility: { kind: 'constant', volatility } },
      ];
    });
    const eth = marketOf('ETHUSDT', { candles: [folder.candles('eth.csv', flat)] });
    const { series } = await loadMarket([eth, ...options], { segmentGapMs: DAY });
    return series.flatMap(({ symbol, last }) => {
      const quote = own.find(one => one.symbol === symbol);
      return quote ? [{ quote, price: last.open[0]! / forward }] : [];
    });
  }

  it('comes out of its forwards and volatilities, in and out of the money, for every expiry', async () => {
    const chain = quotes();
    const isInTheMoney = ({ right, strike, forward }: Quote) => (right === 'call') === strike < forward;
    let inTheMoney = 0;
    let compared = 0;
    for (const expiry of new Set(chain.map(quote => quote.expiry))) {
      for (const { quote, price } of await opens(chain, expiry)) {
        // Marks are rounded to 1e-6 ETH; those of one expiry were made at forwards up to 7 cents apart.
        expect(Math.abs(price - quote.mark), `${quote.symbol}: ${price} and ${quote.mark}`).toBeLessThan(
          1e-4,
        );
        compared++;
        if (isInTheMoney(quote)) inTheMoney++;
      }
    }
    expect(compared).toBe(674);
    expect(inTheMoney).toBeGreaterThan(300);
  });
});
