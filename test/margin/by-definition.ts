/** The requirements once more, written down as semantics §6 words them: sums over scenarios and slices, in plain numbers. */

export interface Held {
  symbol: string;
  quantity: number;
  price: number;
}

export type Slices = readonly (readonly [floor: number, cap: number, rate: number])[];

const MAJORS = ['SOL', 'DOGE', 'PEPE', 'XRP', 'BNB', 'SHIB', 'LTC', 'ORDI', 'WLD', 'BCH', 'ADA'];
const underlying = (symbol: string) => symbol.replace(/USD[TC]$/, '');
const classOf = (symbol: string) => {
  if (['BTC', 'ETH'].includes(underlying(symbol))) return 0;
  return MAJORS.includes(underlying(symbol)) ? 1 : 2;
};
const delta = ({ quantity, price }: Held) => quantity * price;
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Every unit of notional pays the rate of the slice it lies in. */
export function tiered(book: readonly Held[], slicesOf: (symbol: string) => Slices): number {
  return total(
    book.map(held => {
      const notional = Math.abs(delta(held));
      return total(
        slicesOf(held.symbol).map(
          ([floor, cap, rate]) => Math.max(0, Math.min(notional, cap) - floor) * rate,
        ),
      );
    }),
  );
}

export const flat = (book: readonly Held[]): number => tiered(book, () => [[0, Infinity, 0.005]]);

/** max( √(Σu Σv ρuv Lu Lv), 1 % of gross ). */
export function correlated(book: readonly Held[]): number {
  const losses = new Map<string, number>();
  for (const held of book) {
    const name = underlying(held.symbol);
    losses.set(name, (losses.get(name) ?? 0) + [0.12, 0.18, 0.25][classOf(held.symbol)]! * delta(held));
  }
  let square = 0;
  for (const [u, lossU] of losses)
    for (const [v, lossV] of losses) square += (u === v ? 1 : 0.8) * lossU * lossV;
  return Math.max(Math.sqrt(Math.max(0, square)), 0.01 * total(book.map(held => Math.abs(delta(held)))));
}

const MULTIPLIED: Slices = [
  [0, 250_000, 1],
  [250_000, 500_000, 2],
  [500_000, 1_000_000, 4],
  [1_000_000, 2_000_000, 6],
  [2_000_000, 3_000_000, 8],
  [3_000_000, 4_000_000, 10],
  [4_000_000, Infinity, 12],
];

/** Per underlying max(MR1, MR6) + MR4, at least MR7. */
export function stress(book: readonly Held[]): number {
  const names = [...new Set(book.map(({ symbol }) => underlying(symbol)))];
  return total(
    names.map(name => {
      const own = book.filter(({ symbol }) => underlying(symbol) === name);
      const kind = classOf(own[0]!.symbol);
      const shock = [0.12, 0.18, 0.25][kind]!;
      const extreme = [0.24, 0.36, 0.5][kind]!;
      const net = total(own.map(delta));
      const gross = total(own.map(held => Math.abs(delta(held))));
      const grid = [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1].map(share => -share * shock * net);
      const extremes = [extreme, -extreme].map(move => -move * net * 0.5);
      const scan = Math.max(...grid, ...extremes) + [0.002, 0.008, 0.01][kind]! * gross;
      const charged = total(
        MULTIPLIED.map(([floor, cap, factor]) => Math.max(0, Math.min(gross, cap) - floor) * factor),
      );
      return Math.max(scan, [0.0045, 0.007, 0.01][kind]! * charged);
    }),
  );
}
