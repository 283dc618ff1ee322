/**
 * Which corner of a candle's box hurts a bucket most (semantics §4, pessimistic): as a rule each mark at the extreme
 * against its exposure. The box is searched where the requirement is not convex (options, scenario models), and where
 * a coin so nearly hedges the contract it is priced by that what the price does to the requirement weighs more: every
 * corner of a small box, of a large one by turning one mark at a time until none makes it worse.
 */
import type { Account } from './account.ts';
import { type Candle, cellOf } from './candle.ts';
import type { Bucket } from './screen-bucket.ts';

/** Corners of a box with so many marks are all tried: 2⁶ evaluations. */
const ALL_CORNERS_MAX = 6;
const PASSES_MAX = 3;

/** Sets the sides from which the pessimistic path takes its corner, and whether they are sure for the optimistic one. */
export function aim(account: Account, candle: Candle): void {
  const { screen, path, terms } = account;
  screen.adverse = null;
  screen.isInDoubt = false;
  if (path === 'nominal' || terms.rules === null) return;
  screen.isInDoubt =
    !terms.rules.model.isConvex || screen.buckets.some(own => isHedged(account, candle, own));
  if (path !== 'pessimistic' || !screen.isInDoubt) return;
  const sides = Int8Array.from(screen.exposure, exposure => -Math.sign(exposure));
  for (const bucket of screen.buckets) search(account, candle, bucket, sides);
  screen.adverse = sides;
}

/** Is there a mark that may raise or lower f otherwise than it does equity? */
function isHedged(account: Account, candle: Candle, bucket: Bucket): boolean {
  const { screen, market, terms } = account;
  const level = terms.rules!.liquidationHealth;
  const [low, high] = [screen.prices.slice(), screen.prices.slice()];
  for (const symbol of bucket.priced) {
    const { columns, index } = cellOf(market, candle, symbol, 'mark');
    low[symbol] = columns.low[index]!;
    high[symbol] = columns.high[index]!;
  }
  return bucket.priced.some(symbol => {
    const [slow, fast] = screen.requirementSlopes(bucket, symbol, low[symbol]!, high[symbol]!);
    const [least, most] = bucket.slopesWithin(symbol, low, high);
    return !(screen.exposure[symbol]! < 0 ? most < level * slow : least > level * fast);
  });
}

/** Puts the sides of a bucket's worst corner into `sides`. */
function search(account: Account, candle: Candle, bucket: Bucket, sides: Int8Array): void {
  const worst = { sides, distance: distanceAt(account, candle, bucket, sides) };
  if (bucket.priced.length <= ALL_CORNERS_MAX) everyCorner(account, candle, bucket, worst);
  else byTurns(account, candle, bucket, worst);
  sides.set(worst.sides);
}

interface Corner {
  sides: Int8Array;
  distance: number;
}

function everyCorner(account: Account, candle: Candle, bucket: Bucket, worst: Corner): void {
  const { priced } = bucket;
  for (let corner = 0; corner < 2 ** priced.length; corner++) {
    const sides = worst.sides.slice();
    priced.forEach((symbol, k) => (sides[symbol] = (corner >> k) & 1 ? 1 : -1));
    take(worst, sides, distanceAt(account, candle, bucket, sides));
  }
}

function byTurns(account: Account, candle: Candle, bucket: Bucket, worst: Corner): void {
  for (let pass = 0, before = Infinity; pass < PASSES_MAX && worst.distance < before; pass++) {
    before = worst.distance;
    for (const symbol of bucket.priced) {
      const sides = worst.sides.slice();
      sides[symbol] = sides[symbol]! < 0 ? 1 : -1;
      take(worst, sides, distanceAt(account, candle, bucket, sides));
    }
  }
}

function take(worst: Corner, sides: Int8Array, distance: number): void {
  if (!(distance < worst.distance)) return;
  worst.sides = sides;
  worst.distance = distance;
}

/** A bucket's distance with every mark at the low (−1), the high (+1) or the open (0). */
function distanceAt(account: Account, candle: Candle, bucket: Bucket, sides: Int8Array): number {
  const { screen, market, terms } = account;
  for (const symbol of bucket.priced) {
    const { columns, index } = cellOf(market, candle, symbol, 'mark');
    const side = sides[symbol]!;
    screen.prices[symbol] = (side < 0 ? columns.low : side > 0 ? columns.high : columns.open)[index]!;
  }
  screen.evaluate(bucket);
  return screen.equity - terms.rules!.liquidationHealth * screen.maintenance;
}
