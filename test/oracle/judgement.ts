/** What the naive implementation says of a ledger in the end (semantics §7). */
import type { CauseParts } from './causes.ts';
import { priceOf, sum, type Amounts, type Prices } from './contracts.ts';
import { worthOf, type ForcedEvent, type Ledger } from './ledger.ts';

export type Verdict = 'not-held' | 'untouched' | 'margin-called' | 'reduced' | 'liquidated' | 'bankrupt';

/** One step of the venue's procedure. */
export interface LiquidationRecord {
  time: number;
  bucket: string;
  /** Steps of one forced event, at one place, share this number. */
  event: number;
  closedBucket: boolean;
  prices: Record<string, string>;
  quantities: Record<string, string>;
  fee: string;
  deficit: string;
  beforeMove: boolean;
  /** Part by part; null where it is not told. */
  cause: Record<string, string> | null;
}

export interface Judgement {
  verdict: Verdict;
  /** Open time of the candle of the first event of the verdict's class; null for `untouched`. */
  at: number | null;
  liquidations: LiquidationRecord[];
  minHealth: number | null;
  minHealthAt: number | null;
  /** In quote, every asset at its full price. */
  equityEnd: string;
  feesPaid: string;
  fundingPaid: string;
  interestPaid: string;
  /** No forced trade, in the move or in the lead before it: what died in the lead was not kept. */
  positionsKept: boolean;
  accountAlive: boolean;
  rejections: number;
}

const texts = (values: Prices): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([symbol, value]) => [symbol, value.toFixed()]));

function verdictOf(ledger: Ledger): { verdict: Verdict; at: number | null } {
  if (ledger.refusedAt !== null) return { verdict: 'not-held', at: ledger.refusedAt };
  const events = ledger.events.filter(event => event.time >= ledger.input.windowStart);
  const classes: [Verdict, ForcedEvent | undefined][] = [
    ['bankrupt', events.find(event => event.deficit.gt(0))],
    ['liquidated', events.find(event => event.closedBucket)],
    ['reduced', events[0]],
  ];
  for (const [verdict, event] of classes) if (event !== undefined) return { verdict, at: event.time };
  if (ledger.warnedAt !== null) return { verdict: 'margin-called', at: ledger.warnedAt };
  return { verdict: 'untouched', at: null };
}

function causeTexts({ since, price, ...parts }: CauseParts): Record<string, string> {
  const priced = Object.entries(price).map(([symbol, won]) => [`price ${symbol}`, won] as const);
  return { since: String(since), ...texts({ ...parts, ...Object.fromEntries(priced) }) };
}

const recordOf = (event: ForcedEvent, windowStart: number): LiquidationRecord => ({
  time: event.time,
  bucket: event.bucket,
  event: event.event,
  closedBucket: event.closedBucket,
  prices: texts(event.prices),
  quantities: texts(event.quantities),
  fee: event.fee.toFixed(),
  deficit: event.deficit.toFixed(),
  beforeMove: event.time < windowStart,
  cause: event.cause && causeTexts(event.cause),
});

export function judgementOf(ledger: Ledger, endMarks: Prices): Judgement {
  const { input, events, buckets, paid, desk } = ledger;
  const inQuote = (amounts: Amounts): string =>
    sum(
      Object.entries(amounts).map(([asset, amount]) => amount.times(priceOf(desk.pricedBy, asset, endMarks))),
    ).toFixed();
  return {
    ...verdictOf(ledger),
    liquidations: events.map(event => recordOf(event, input.windowStart)),
    minHealth: ledger.minHealth?.toNumber() ?? null,
    minHealthAt: ledger.minHealthAt,
    equityEnd: worthOf(ledger, endMarks).toFixed(),
    feesPaid: inQuote(paid.fees),
    fundingPaid: inQuote(paid.funding),
    interestPaid: inQuote(paid.interest),
    positionsKept: events.length === 0,
    accountAlive:
      input.mode === 'isolated'
        ? Object.values(ledger.free).some(amount => amount.gt(0)) ||
          buckets.some(bucket => bucket.holdings.length > 0)
        : !events.some(event => event.closedBucket),
    rejections: ledger.refusedAt === null ? 0 : input.positions.length,
  };
}
