/** What of an account's assets counts, and what a debt costs, venue by venue (rules: binance-bybit.md §2.7, §4, §5.4; portfolio.md §1.4). */
import { Dec, one, smaller, zero } from './contracts.ts';
import binance from '../../src/venue/binance-collateral.json' with { type: 'json' };
import bybit from '../../src/venue/bybit.json' with { type: 'json' };

export interface Borrowing {
  hourlyRate: Dec;
  freeAmount(asset: string): Dec;
  maintenanceRate: Dec;
  initialRate: Dec;
  /** A debt beyond the limit is repaid by selling at this share of the price. */
  convert: { limit(asset: string): Dec | null; proceeds: Dec } | null;
}

export interface Backing {
  /** Each asset for what settles in it, or one pool of all. */
  pool: 'settle' | 'all';
  /** What an amount counts for, in the asset; below zero: a debt. */
  counted(asset: string, amount: Dec): Dec;
  /** Does profit that is not realised count like the asset it is in, or whole? */
  profitCounts: 'like-its-asset' | 'whole';
  borrowing: Borrowing | null;
}

export const apart: Backing = {
  pool: 'settle',
  counted: (_, amount) => amount,
  profitCounts: 'whole',
  borrowing: null,
};

const stables = new Set(['USDT', 'USDC', 'USD', 'BUSD', 'FDUSD', 'DAI', 'USDE']);
const less = (amount: Dec, haircut: Dec): Dec => (amount.lt(0) ? amount : amount.times(one.minus(haircut)));

/** Ours: dollars whole, BTC and ETH 95 %, others 90 %; a debt costs nothing. */
export const genericPool: Backing = {
  pool: 'all',
  counted: (asset, amount) =>
    less(amount, new Dec(stables.has(asset) ? 0 : asset === 'BTC' || asset === 'ETH' ? '0.05' : '0.1')),
  profitCounts: 'whole',
  borrowing: null,
};

const dated = <T extends { validFrom: string }>(entries: T[], time: number): T =>
  entries.filter(entry => Date.parse(`${entry.validFrom}T00:00:00Z`) <= time).at(-1) ?? entries[0]!;
type Figures = Record<string, number | undefined>;

/** Multi-assets mode: balance × (1 − buffer), a debt × (1 + buffer), automatic exchange beyond a limit. */
export function binanceMultiAssets(time: number): Backing {
  const table = dated(binance.multiAssets, time);
  const [haircuts, limits]: Figures[] = [table.haircuts, table.debtLimits];
  return {
    pool: 'all',
    counted: (asset, amount) => {
      const haircut = haircuts![asset];
      if (haircut === undefined) return amount.lt(0) ? amount : zero;
      return amount.times(amount.lt(0) ? one.plus(haircut) : one.minus(haircut));
    },
    profitCounts: 'like-its-asset',
    borrowing: {
      hourlyRate: zero,
      freeAmount: () => zero,
      maintenanceRate: zero,
      initialRate: zero,
      convert: {
        limit: asset => (limits![asset] === undefined ? null : new Dec(limits![asset])),
        proceeds: new Dec('0.975'),
      },
    },
  };
}

/** Portfolio margin: min(E·rate, E); a debt is a loan at 10 %, initially 25 %, for 0.01164 % a day. */
export function binancePortfolio(time: number): Backing {
  const { haircuts, unlisted } = binance.portfolioMargin;
  const own: Figures = dated(haircuts, time).haircuts;
  const standIn: Figures = binance.multiAssets[0]!.haircuts;
  return {
    pool: 'all',
    counted: (asset, amount) => less(amount, new Dec(own[asset] ?? standIn[asset] ?? unlisted)),
    profitCounts: 'like-its-asset',
    borrowing: {
      hourlyRate: new Dec('0.0001164').div(24),
      freeAmount: () => zero,
      maintenanceRate: new Dec('0.1'),
      initialRate: new Dec('0.25'),
      convert: null,
    },
  };
}

const okxFree: Record<string, number> = {
  USDT: 20_000,
  USDC: 5000,
  BTC: 1,
  ETH: 5,
  LTC: 10,
  XRP: 5000,
  LINK: 50,
  ADA: 500,
  TRX: 30_000,
  DOT: 50,
};

/** Multi-currency margin: Σ equity of an asset × its first discount. */
export const okxPool: Backing = {
  pool: 'all',
  counted: (asset, amount) => {
    const rate = stables.has(asset) ? '1' : asset === 'BTC' ? '0.98' : asset === 'ETH' ? '0.975' : '0.85';
    return less(amount, one.minus(rate));
  },
  profitCounts: 'like-its-asset',
  borrowing: {
    hourlyRate: new Dec('0.00001'),
    freeAmount: asset => new Dec(okxFree[asset] ?? 0),
    maintenanceRate: new Dec('0.03'),
    initialRate: new Dec('0.1'),
    convert: null,
  },
};

/** Unified account: slices of an amount by their ratio, profit and debts whole. */
export function bybitPool(time: number): Backing {
  const sliced = time >= Date.parse('2025-02-19T00:00:00Z');
  const slicesOf = (asset: string): [number, number][] => {
    if (asset === 'BTC')
      return sliced ? (bybit.collateral.BTC as [number, number][]) : [[1e30, bybit.collateral.BTC[0]![1]!]];
    return [[1e30, stables.has(asset) ? 1 : asset === 'ETH' ? 0.95 : 0.9]];
  };
  return {
    pool: 'all',
    counted: (asset, amount) => {
      if (amount.lt(0)) return amount;
      let [counted, from] = [zero, zero];
      for (const [to, ratio] of slicesOf(asset)) {
        if (amount.gt(from)) counted = counted.plus(smaller(amount, new Dec(to)).minus(from).times(ratio));
        from = new Dec(to);
      }
      return counted;
    },
    profitCounts: 'whole',
    borrowing: {
      hourlyRate: new Dec('0.000014621596'),
      freeAmount: () => zero,
      maintenanceRate: new Dec('0.04'),
      initialRate: new Dec('0.2'),
      convert: null,
    },
  };
}
