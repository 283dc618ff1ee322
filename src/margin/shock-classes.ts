/**
 * The price shock of an underlying under the scenario models, by class: BTC and ETH, the eleven majors,
 * others (rules: portfolio.md §1.2, OKX portfolio margin from January 2025).
 */
export type ShockClass = 'btc-eth' | 'major' | 'other';

const MAJORS = new Set(['SOL', 'DOGE', 'PEPE', 'XRP', 'BNB', 'SHIB', 'LTC', 'ORDI', 'WLD', 'BCH', 'ADA']);

export function shockClass(underlying: string): ShockClass {
  if (underlying === 'BTC' || underlying === 'ETH') return 'btc-eth';
  return MAJORS.has(underlying) ? 'major' : 'other';
}

/** R: the largest move of the price grid, as decimal text. */
export const SHOCK: Record<ShockClass, string> = { 'btc-eth': '0.12', major: '0.18', other: '0.25' };
