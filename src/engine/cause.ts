/**
 * Why a bucket's distance f = E − w·MM shrank (semantics §6): from the later of the move's start and the
 * bucket's opening to the liquidation, split exactly. Between bookings f changes by prices alone, so it is
 * enough to look at the marks at each booking; what prices did to the requirement is what remains.
 */
import { type Decimal, roundMoney, text, ZERO } from '../basics/money.ts';
import type { Assets } from '../ledger/assets.ts';
import type { Position } from '../ledger/position.ts';
import type { Holding } from '../margin/model.ts';
import type { Cause } from '../results/results.ts';
import { coefficientOf } from './form.ts';

export type CauseKind = 'funding' | 'fees' | 'interest' | 'trades' | 'transfers';

/** A trade changed what is required; how much is worked out only when a cause is asked for. */
interface RequirementStep {
  row: number;
  before: readonly Holding[];
  after: readonly Holding[];
  marks: readonly Decimal[];
}

/** From where it is told; what was required there is worked out when it is asked for. */
interface Start {
  row: number;
  time: number;
  equity: Decimal;
  judged: readonly Holding[];
  marks: readonly Decimal[];
  /** w × what was asked for debts. */
  debts: Decimal;
}

export class CauseTrack {
  private readonly price: Decimal[];
  private readonly marks: (Decimal | null)[];
  private readonly steps: RequirementStep[] = [];
  private freedByTrades = ZERO;
  private readonly sums: Record<CauseKind, Decimal> = {
    funding: ZERO,
    fees: ZERO,
    interest: ZERO,
    trades: ZERO,
    transfers: ZERO,
  };

  constructor(
    private readonly assets: Assets,
    private readonly start: Start,
    holdings: readonly Holding[],
  ) {
    this.price = assets.instruments.map(() => ZERO);
    this.marks = assets.instruments.map(() => null);
    for (const { symbol } of holdings) this.marks[symbol] = start.marks[symbol]!;
  }

  /** Price PnL of a symbol up to its mark, with the position as it was until now. Call before its quantity changes. */
  reach(symbol: number, position: Position | null, mark: Decimal): void {
    const before = this.marks[symbol];
    if (!before || !position) return;
    const won = coefficientOf(this.assets, symbol, position).mul(mark.sub(before));
    this.price[symbol] = this.price[symbol]!.add(won);
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
   * The account of it, up to equity and distance at the marks last reached. Every part is rounded to 1e-18 and they
   * sum exactly: what equity lost beside them is the collateral's, what is left then the requirement's.
   * @param required w·MM of holdings at marks, as the model stood at a row
   */
  explain(
    equityEnd: Decimal,
    distanceEnd: Decimal,
    required: (holdings: readonly Holding[], marks: readonly Decimal[], row: number) => Decimal,
    now: { judged: readonly Holding[]; marks: readonly Decimal[]; row: number },
  ): Cause {
    for (const { row, before, after, marks } of this.steps.splice(0)) {
      const freed = required(before, marks, row).sub(required(after, marks, row));
      this.freedByTrades = this.freedByTrades.add(freed);
    }
    // How much more is required now than the model would have asked at the start, at the same prices.
    const grownByModel = required(now.judged, now.marks, now.row).sub(
      required(now.judged, now.marks, this.start.row),
    );
    const { funding, fees, interest, trades, transfers } = this.sums;
    const booked = [funding, fees, interest, trades, transfers, ...this.price];
    const start = roundMoney(
      this.start.equity
        .sub(required(this.start.judged, this.start.marks, this.start.row))
        .sub(this.start.debts),
    );
    const end = roundMoney(distanceEnd);
    const parts = {
      funding: roundMoney(funding),
      fees: roundMoney(fees),
      interest: roundMoney(interest),
      collateral: this.isPlain
        ? ZERO
        : roundMoney(booked.reduce((rest, part) => rest.sub(part), equityEnd.sub(this.start.equity))),
      requirementByModel: roundMoney(grownByModel.neg()),
      trades: roundMoney(trades.add(this.freedByTrades)),
      transfers: roundMoney(transfers),
    };
    const price = this.priceBySymbol();
    let rest = end.sub(start);
    for (const part of [...Object.values(parts), ...Object.values(price)]) rest = rest.sub(part);
    return {
      since: this.start.time,
      distanceStart: text(start),
      distanceEnd: text(end),
      price: Object.fromEntries(Object.entries(price).map(([symbol, amount]) => [symbol, text(amount)])),
      funding: text(parts.funding),
      fees: text(parts.fees),
      interest: text(parts.interest),
      collateral: text(parts.collateral),
      requirementByPrice: text(rest),
      requirementByModel: text(parts.requirementByModel),
      trades: text(parts.trades),
      transfers: text(parts.transfers),
    };
  }

  /** One asset that is worth itself: nothing but prices and bookings moves equity. */
  private get isPlain(): boolean {
    return this.assets.names.length === 1;
  }

  private priceBySymbol(): Record<string, Decimal> {
    const price: Record<string, Decimal> = {};
    this.assets.instruments.forEach(({ symbol }, s) => {
      const amount = roundMoney(this.price[s]!);
      if (!amount.isZero() || this.marks[s]) price[symbol] = amount;
    });
    return price;
  }
}
