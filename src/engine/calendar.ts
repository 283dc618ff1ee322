/** Which rows of a market bring more than prices: funding to settle, symbols that fell silent. Made once per market. */
import type { Market, SymbolSeries } from '../market/market.ts';

export interface FundingStamp {
  symbol: number;
  rate: number;
}

export interface Calendar {
  /** 1 at rows with an entry in one of the maps. */
  due: Uint8Array;
  /** Stamps a row pays, in order of time, then symbol. */
  funding: Map<number, FundingStamp[]>;
  /** Symbols that have been silent for longer than the segment gap at this row. */
  delisted: Map<number, number[]>;
  /** Contracts that expire at this row's open, or have since the row before. */
  expired: Map<number, number[]>;
}

export function makeCalendar(market: Market): Calendar {
  const due = new Uint8Array(market.times.length);
  const funding = fundingByRow(market);
  const delisted = new Map<number, number[]>();
  market.series.forEach((series, symbol) => {
    for (const row of silences(market, series)) delisted.set(row, [...(delisted.get(row) ?? []), symbol]);
  });
  const expired = new Map<number, number[]>();
  market.series.forEach(({ instrument }, symbol) => {
    if (instrument.expiry === null) return;
    const row = market.times.findIndex(time => time >= instrument.expiry!);
    if (row >= 0) expired.set(row, [...(expired.get(row) ?? []), symbol]);
  });
  for (const row of [...funding.keys(), ...delisted.keys(), ...expired.keys()]) due[row] = 1;
  return { due, funding, delisted, expired };
}

function fundingByRow(market: Market): Map<number, FundingStamp[]> {
  const stamps: { row: number; time: number; symbol: number; rate: number }[] = [];
  market.series.forEach(({ funding }, symbol) => {
    if (!funding) return;
    for (let k = 0; k < funding.row.length; k++)
      stamps.push({ row: funding.row[k]!, time: funding.time[k]!, symbol, rate: funding.rate[k]! });
  });
  stamps.sort((a, b) => a.row - b.row || a.time - b.time || a.symbol - b.symbol);
  const byRow = new Map<number, FundingStamp[]>();
  for (const { row, symbol, rate } of stamps) {
    const own = byRow.get(row);
    if (own) own.push({ symbol, rate });
    else byRow.set(row, [{ symbol, rate }]);
  }
  return byRow;
}

/** The first row of each silence at which it has lasted, from the close of its last candle, longer than the segment gap. */
function silences({ times, segmentGapMs, intervalMs }: Market, { stale, firstRow }: SymbolSeries): number[] {
  if (stale === null) return [];
  const rows: number[] = [];
  let heard = firstRow;
  let told = false;
  for (let row = firstRow; row < times.length; row++) {
    if (stale[row] === 0) {
      heard = row;
      told = false;
    } else if (!told && times[row]! - times[heard]! - intervalMs > segmentGapMs) {
      rows.push(row);
      told = true;
    }
  }
  return rows;
}
