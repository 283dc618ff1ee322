/** The audit: `replay(journal)` makes every ledger's books from its rows alone (semantics §8). */
import { Decimal, text, ZERO } from '../basics/money.ts';

export interface RebuiltLedger {
  /** Balance of every money account, the trader's and the world's. */
  balances: Map<string, Decimal>;
  positions: Map<string, { quantity: Decimal; cost: Decimal }>;
  rows: number;
}

interface Line {
  run: string;
  path: string;
  mode: string;
  seq: number;
  postings: [string, string, string][];
  positions: [string, string, string][];
}

/**
 * Rebuilds all ledgers of a `journal.jsonl`.
 * @param lines rows in the order they were written
 * @returns by `run/path/mode`
 */
export function replay(lines: Iterable<string>): Map<string, RebuiltLedger> {
  const ledgers = new Map<string, RebuiltLedger>();
  for (const line of lines) {
    if (line === '') continue;
    const row = JSON.parse(line) as Line;
    const key = `${row.run}/${row.path}/${row.mode}`;
    let ledger = ledgers.get(key);
    if (!ledger) ledgers.set(key, (ledger = { balances: new Map(), positions: new Map(), rows: 0 }));
    if (row.seq !== ++ledger.rows)
      throw new Error(`Journal of ${key} is broken: row ${ledger.rows} is missing`);
    apply(ledger, row);
  }
  return ledgers;
}

function apply(ledger: RebuiltLedger, row: Line): void {
  const credit = (account: string, amount: Decimal) =>
    ledger.balances.set(account, (ledger.balances.get(account) ?? ZERO).add(amount));
  for (const [source, target, amount] of row.postings) {
    credit(source, new Decimal(amount).neg());
    credit(target, new Decimal(amount));
  }
  for (const [symbol, quantity, cost] of row.positions) {
    const held = ledger.positions.get(symbol) ?? { quantity: ZERO, cost: ZERO };
    ledger.positions.set(symbol, { quantity: held.quantity.add(quantity), cost: held.cost.add(cost) });
  }
}

/** A rebuilt ledger as plain text, zero entries left out: for comparing two of them. */
export function books(ledger: RebuiltLedger): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [account, amount] of ledger.balances)
    if (!amount.isZero()) entries.push([account, text(amount)]);
  for (const [symbol, { quantity, cost }] of ledger.positions)
    if (!quantity.isZero()) entries.push([`position:${symbol}`, `${text(quantity)} cost ${text(cost)}`]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
