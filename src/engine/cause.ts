/**
 * Why a bucket's distance f = E − w·MM shrank (semantics §6): from the later of the move's start and the
 * bucket's opening to the liquidation, split exactly. Between bookings f changes by prices alone, so it is
 * enough to look at the marks at each booking; what prices did to the requirement is what remains.
 */
import { type Decimal, roundMoney, text, ZERO } from '../basics/money.ts';
import type { Position } from '../ledger/position.ts';
import type { Holding } from '../margin/model.ts';
import type { Cause } from '../results/results.ts';

export type CauseKind = 'funding' | 'fees' | 'trades' | 'transfers';

/** A trade changed what is required; how much is worked out only when a cause is asked for. */
interface RequirementStep {
  before: readonly Holding[];
  after: readonly Holding[];
  marks: readonly Decimal[];
}

export class CauseTrack {
  private readonly price: Decimal[];
  private readonly marks: (Decimal | null)[];
  private readonly steps: RequirementStep[] = [];
  private readonly sums: Record<CauseKind, Decimal> = {
    funding: ZERO,
    fees: ZERO,
    trades: ZERO,
    transfers: ZERO,
  };

  constructor(
    private readonly symbols: readonly string[],
    private readonly since: number,
    /** Equity, holdings and marks from which it is told; what they required is worked out when it is. */
    private readonly equityStart: Decimal,
    private readonly holdingsStart: readonly Holding[],
    private readonly marksStart: readonly Decimal[],
  ) {
    this.price = symbols.map(() => ZERO);
    this.marks = symbols.map(() => null);
    for (const { symbol } of holdingsStart) this.marks[symbol] = marksStart[symbol]!;
  }

  /** Price PnL of a symbol up to its mark, with the position as it was until now. Call before its quantity changes. */
  reach(symbol: number, position: Position | null, mark: Decimal): void {
    const before = this.marks[symbol];
    if (!before || !position) return;
    this.price[symbol] = this.price[symbol]!.add(position.quantity.mul(mark.sub(before)));
    this.marks[symbol] = mark;
  }

  /** Call after its quantity has changed: a symbol that came or went starts anew from this mark. */
  restart(symbol: number, position: Position | null, mark: Decimal): void {
    this.marks[symbol] = position ? mark : null;
  }

  /** Equity won or lost by a booking. */
  add(kind: CauseKind, amount: Decimal): void {
    this.sums[kind] = this.sums[kind].add(amount);
  }

  /** A trade: the requirement it adds or frees counts as the trade's. */
  traded(step: RequirementStep): void {
    this.steps.push(step);
  }

  /**
   * The account of it, up to a distance at the marks last reached. Every part is rounded to 1e-18 and they sum exactly.
   * @param required w·MM of holdings at marks
   */
  explain(
    distanceEnd: Decimal,
    required: (holdings: readonly Holding[], marks: readonly Decimal[]) => Decimal,
  ): Cause {
    for (const { before, after, marks } of this.steps.splice(0))
      this.add('trades', required(before, marks).sub(required(after, marks)));
    const start = roundMoney(this.equityStart.sub(required(this.holdingsStart, this.marksStart)));
    const end = roundMoney(distanceEnd);
    const sums = { funding: ZERO, fees: ZERO, trades: ZERO, transfers: ZERO };
    let rest = end.sub(start);
    for (const kind of Object.keys(sums) as CauseKind[]) {
      sums[kind] = roundMoney(this.sums[kind]);
      rest = rest.sub(sums[kind]);
    }
    const price: Record<string, string> = {};
    this.symbols.forEach((symbol, s) => {
      const amount = roundMoney(this.price[s]!);
      if (!amount.isZero() || this.marks[s]) price[symbol] = text(amount);
      rest = rest.sub(amount);
    });
    return {
      since: this.since,
      distanceStart: text(start),
      distanceEnd: text(end),
      price,
      funding: text(sums.funding),
      fees: text(sums.fees),
      interest: '0',
      collateral: '0',
      requirementByPrice: text(rest),
      requirementByModel: '0',
      trades: text(sums.trades),
      transfers: text(sums.transfers),
    };
  }
}
