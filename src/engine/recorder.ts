/** Close-of-candle figures of one ledger, in columns (semantics §3.4). */
import type { Account } from './account.ts';

export class Recorder {
  readonly equity: Float64Array;
  readonly maintenance: Float64Array;
  readonly initial: Float64Array;
  /** Of the weakest bucket; NaN while nothing is required. */
  readonly health: Float64Array;

  constructor(
    private readonly account: Account,
    private readonly firstRow: number,
    rows: number,
  ) {
    this.equity = new Float64Array(rows);
    this.maintenance = new Float64Array(rows);
    this.initial = new Float64Array(rows);
    this.health = new Float64Array(rows);
  }

  /** Takes the figures at a row's marks. */
  close(row: number): void {
    const { screen, market, leverages, terms } = this.account;
    const { held, prices, buckets } = screen;
    const at = row - this.firstRow;
    const pooled = this.account.ledger.collateral === 'pooled';
    let equity = pooled && buckets.length > 0 ? 0 : screen.wallet;
    let maintenance = 0;
    let health = Infinity;
    for (let k = 0; k < held.length; k++) prices[held[k]!] = market.series[held[k]!]!.mark.close[row]!;
    for (let b = 0; b < buckets.length; b++) {
      screen.evaluate(buckets[b]!);
      equity += screen.equity;
      maintenance += screen.maintenance;
      if (screen.maintenance > 0) {
        const own = screen.equity / screen.maintenance;
        if (own < health) health = own;
      }
    }
    this.equity[at] = equity;
    this.maintenance[at] = maintenance;
    this.initial[at] = terms.rules === null ? 0 : terms.rules.model.screenInitial(held, screen.quantity, prices, leverages);
    this.health[at] = health === Infinity ? NaN : health;
  }
}

/** Largest fall of equity from an earlier high, as a fraction at or below zero. */
export function maxDrawdown(equity: Float64Array): number {
  let peak = -Infinity;
  let worst = 0;
  for (let row = 0; row < equity.length; row++) {
    const value = equity[row]!;
    if (value > peak) peak = value;
    else if (peak > 0 && value / peak - 1 < worst) worst = value / peak - 1;
  }
  return worst;
}
