/** Why a bucket came to its first forced event (semantics §6, cause), told from its opening or the start of the move. */
import { distanceOf, equityOf, maintenanceOf, type Bucket } from './bucket.ts';
import { isInverse, sum, zero, type Dec, type Holding, type Prices } from './contracts.ts';
import type { Ledger } from './ledger.ts';

/** Every part in quote; they sum to the distance at the end less that at the start. */
export interface CauseParts {
  since: number;
  distanceStart: Dec;
  distanceEnd: Dec;
  price: Prices;
  funding: Dec;
  interest: Dec;
  collateral: Dec;
  /** Exchanges of what is owned for what is owed. */
  trades: Dec;
  requirementByPrice: Dec;
}

/** Where the account of a bucket begins, and what was booked since. */
export interface Track {
  since: number;
  marks: Prices;
  distance: Dec;
  equity: Dec;
  required: Dec;
  booked: Record<'funding' | 'interest' | 'trades', Dec>;
}

const requiredOf = (bucket: Bucket, marks: Prices, { rules, desk }: Ledger): Dec =>
  maintenanceOf(bucket, marks, rules, desk).times(rules.triggerRatio);

export function startTrack(ledger: Ledger, bucket: Bucket, marks: Prices, time: number): void {
  const { rules, desk } = ledger;
  ledger.tracks.set(bucket, {
    since: time,
    marks,
    distance: distanceOf(bucket, marks, rules, desk),
    equity: equityOf(bucket, marks, rules, desk),
    required: requiredOf(bucket, marks, ledger),
    booked: { funding: zero, interest: zero, trades: zero },
  });
}

/** Books something, and puts what it did to the bucket's equity down to its cause. */
export function booking(
  ledger: Ledger,
  bucket: Bucket,
  marks: Prices,
  cause: keyof Track['booked'],
  write: () => void,
): void {
  const { rules, desk, tracks } = ledger;
  const before = equityOf(bucket, marks, rules, desk);
  write();
  const track = tracks.get(bucket);
  if (track === undefined) return;
  const won = equityOf(bucket, marks, rules, desk).minus(before);
  track.booked[cause] = track.booked[cause].plus(won);
}

/** Quote per unit of the mark: coins held, of an inverse contract those it was entered for. */
const coins = (holding: Holding): Dec => {
  const face = holding.quantity.times(holding.contract.size);
  return isInverse(holding) ? face.div(holding.entry) : face;
};

/** Before anything is closed. */
export function explain(ledger: Ledger, bucket: Bucket, marks: Prices): CauseParts | null {
  const track = ledger.tracks.get(bucket);
  if (track === undefined) return null;
  const { rules, desk } = ledger;
  const price = Object.fromEntries(
    bucket.holdings.map(holding => {
      const { symbol } = holding.contract;
      return [symbol, coins(holding).times(marks[symbol]!.minus(track.marks[symbol]!))];
    }),
  );
  const { funding, interest, trades } = track.booked;
  const won = equityOf(bucket, marks, rules, desk).minus(track.equity);
  const told = sum([...Object.values(price), funding, interest, trades]);
  return {
    since: track.since,
    distanceStart: track.distance,
    distanceEnd: distanceOf(bucket, marks, rules, desk),
    price,
    funding,
    interest,
    trades,
    collateral: won.minus(told),
    requirementByPrice: track.required.minus(requiredOf(bucket, marks, ledger)),
  };
}
