/**
 * The journal: append-only, double-entry. Everything that ever changed a ledger is a row here, so that
 * `rebuild` (rebuild.ts) makes the same books from the rows alone.
 */
import { type Decimal, text } from '../basics/money.ts';

type Place = 'wallet' | 'market' | 'fees' | 'funding' | 'interest' | 'insurance' | 'external';

/**
 * Where money can be. `wallet` and `margin:<SYMBOL>` are the trader's; the others are the world: `market` pays and
 * takes PnL and the other side of an exchange, `fees`, `funding`, `interest` and `insurance` say whom it went to,
 * `external` is deposits. Money in another asset than the run's quote names it: `wallet:BTC`.
 */
export type MoneyAccount = Place | `${Place}:${string}` | `margin:${string}`;

/** An amount above zero moves from source to target, so every posting sums to zero by construction. */
export interface Posting {
  source: MoneyAccount;
  target: MoneyAccount;
  amount: Decimal;
}

/** How a booking changed a position: signed quantity, and the signed cost (quantity × price) that went with it. */
export interface PositionChange {
  symbol: string;
  quantity: Decimal;
  cost: Decimal;
}

export type RowKind =
  | 'deposit'
  | 'withdrawal'
  | 'transfer'
  | 'funding'
  | 'interest'
  | 'conversion'
  | 'order'
  | 'cancel'
  | 'expiry'
  | 'refusal'
  | 'fill'
  | 'liquidation'
  | 'settlement';

/** One row. `facts` tell the story (ids, prices, reasons) and change no books. */
export interface JournalRow {
  time: number;
  kind: RowKind;
  postings: readonly Posting[];
  positions: readonly PositionChange[];
  facts: Readonly<Record<string, unknown>>;
}

/** Which ledger of which replay a row belongs to. */
export interface LedgerId {
  run: string;
  path: string;
  mode: string;
}

/** Takes lines of `journal.jsonl`. */
export type JournalSink = (line: string) => void;

/** The writing end of one ledger's journal: numbers the rows and turns them into lines. */
export class Journal {
  postings = 0;
  private sequence = 0;
  private readonly head: string;

  constructor(
    id: LedgerId,
    private readonly sink: JournalSink | null,
  ) {
    this.head = JSON.stringify(id).slice(0, -1);
  }

  append({ time, kind, postings, positions, facts }: JournalRow): void {
    this.sequence++;
    this.postings += postings.length;
    if (this.sink === null) return;
    let line = `${this.head},"seq":${this.sequence},"time":${time},"kind":"${kind}"`;
    for (const name in facts) line += `,"${name}":${value(facts[name])}`;
    line += ',"postings":[';
    for (let k = 0; k < postings.length; k++) {
      const { source, target, amount } = postings[k]!;
      line += `${k > 0 ? ',' : ''}[${value(source)},${value(target)},"${text(amount)}"]`;
    }
    line += '],"positions":[';
    for (let k = 0; k < positions.length; k++) {
      const { symbol, quantity, cost } = positions[k]!;
      line += `${k > 0 ? ',' : ''}[${value(symbol)},"${text(quantity)}","${text(cost)}"]`;
    }
    this.sink(`${line}]}`);
  }
}

const PLAIN = /^[\w .:@+-]*$/;

/** One value as JSON. Nearly all are numbers and plain words; the rest is JSON's own business. */
function value(fact: unknown): string {
  if (typeof fact === 'string' && PLAIN.test(fact)) return `"${fact}"`;
  return typeof fact === 'number' ? String(fact) : JSON.stringify(fact);
}
