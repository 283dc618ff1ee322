/** The published figures, and what they leave open: the range inside which a made-up price must stay. */

/** A day of published figures; prices are decimal text, hours are UTC. */
export interface DayFigures {
  open: string;
  high: string;
  highHour: number;
  low: string;
  lowHour: number;
  close: string;
}

/** Published figures of one symbol in one move, days in order; the mark's extremes are those of the whole window. */
export interface SymbolFigures {
  days: Record<string, DayFigures>;
  markLow?: string;
  markLowAt?: number;
  markHigh?: string;
  markHighAt?: number;
}

export interface Figures {
  moves: { id: string; symbols: Record<string, SymbolFigures> }[];
}

export interface Candle {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
}

export interface Bounds {
  low: number;
  high: number;
}

export const ANYWHERE: Bounds = { low: 0, high: Infinity };

/** The tick: as many decimals as the published prices of this symbol and move have. */
export function decimalsOf({ days }: SymbolFigures): number {
  const prices = Object.values(days).flatMap(({ open, high, low, close }) => [open, high, low, close]);
  return Math.max(...prices.map(price => (price.split('.')[1] ?? '').length));
}

/** From one tick above `low` to one tick below `high`. */
export function strictlyInside(low: number, high: number, decimals: number): Bounds {
  const tick = Number(`1e-${decimals}`);
  return { low: round(low + tick, decimals), high: round(high - tick, decimals) };
}

export const narrower = (a: Bounds, { low = 0, high = Infinity }: Partial<Bounds>): Bounds => ({
  low: Math.max(a.low, low),
  high: Math.min(a.high, high),
});
export const clamp = (price: number, { low, high }: Bounds): number => Math.min(Math.max(price, low), high);
export const round = (price: number, decimals: number): number => Number(price.toFixed(decimals));
