/**
 * Which corner of a candle's box hurts a ledger most (semantics §4, pessimistic). For concave distances it is each
 * mark at the extreme against its exposure. Where the requirement is not convex (options, scenario models) the box
 * is searched: every corner of a small one, of a large one by turning one mark at a time until none makes it worse.
 */
import type { Account } from './account.ts';
import { type Candle, cellOf } from './candle.ts';

/** Corners of a box with so many marks are all tried: 2⁶ evaluations. */
const ALL_CORNERS_MAX = 6;
const PASSES_MAX = 3;

/** Sets the sides from which the pessimistic path takes its corner. */
export function aim(account: Account, candle: Candle): void {
  const { screen, path, terms } = account;
  screen.adverse = null;
  if (path !== 'pessimistic' || terms.rules === null || terms.rules.model.isConvex) return;
  const { priced } = screen;
  const sides = Int8Array.from(screen.exposure, exposure => -Math.sign(exposure));
  const worst = { sides, distance: distanceAt(account, candle, sides) };
  if (priced.length <= ALL_CORNERS_MAX) everyCorner(account, candle, worst);
  else byTurns(account, candle, worst);
  screen.adverse = worst.sides;
}

interface Corner {
  sides: Int8Array;
  distance: number;
}

function everyCorner(account: Account, candle: Candle, worst: Corner): void {
  const { priced } = account.screen;
  for (let corner = 0; corner < 2 ** priced.length; corner++) {
    const sides = worst.sides.slice();
    priced.forEach((symbol, k) => (sides[symbol] = (corner >> k) & 1 ? 1 : -1));
    take(worst, sides, distanceAt(account, candle, sides));
  }
}

function byTurns(account: Account, candle: Candle, worst: Corner): void {
  for (let pass = 0, before = Infinity; pass < PASSES_MAX && worst.distance < before; pass++) {
    before = worst.distance;
    for (const symbol of account.screen.priced) {
      const sides = worst.sides.slice();
      sides[symbol] = sides[symbol]! < 0 ? 1 : -1;
      take(worst, sides, distanceAt(account, candle, sides));
    }
  }
}

function take(worst: Corner, sides: Int8Array, distance: number): void {
  if (!(distance < worst.distance)) return;
  worst.sides = sides;
  worst.distance = distance;
}

/** The least distance of any bucket with every mark at the low (−1), the high (+1) or the open (0). */
function distanceAt(account: Account, candle: Candle, sides: Int8Array): number {
  const { screen, market, terms } = account;
  for (const symbol of screen.priced) {
    const { columns, index } = cellOf(market, candle, symbol, 'mark');
    const side = sides[symbol]!;
    screen.prices[symbol] = (side < 0 ? columns.low : side > 0 ? columns.high : columns.open)[index]!;
  }
  let least = Infinity;
  for (const bucket of screen.buckets) {
    screen.evaluate(bucket);
    least = Math.min(least, screen.equity - terms.rules!.liquidationHealth * screen.maintenance);
  }
  return least;
}
