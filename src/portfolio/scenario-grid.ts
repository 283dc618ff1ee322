/**
 * Profit and loss of a book in each cell of price moves × volatility moves, in doubles. One grid is filled, read and
 * cleared over and over: evaluating a book allocates nothing here.
 */
import { configError } from '../basics/errors.ts';
import { deviationOf, discountOf, optionPrice, signOf } from './option-value.ts';
import type { OptionLeg } from './portfolio-book.ts';

/** The volatility of an option of so many years in a scenario. */
export type VolatilityMove = (volatility: number, years: number) => number;

export class ScenarioGrid {
  /** By move, within a move by volatility. */
  readonly pnl: Float64Array;
  /** 1 + move, of options; its logarithm; what linear legs move by. */
  private readonly factors: Float64Array;
  private readonly logs: Float64Array;
  private readonly linear: Float64Array;
  private readonly states: number;

  /**
   * @param moves relative, above −1
   * @param linearRange linear legs move no further than this (Deribit's extended table)
   */
  constructor(
    moves: readonly number[],
    private readonly volatilityMoves: readonly VolatilityMove[],
    linearRange = Infinity,
  ) {
    const impossible = moves.find(move => !(move > -1 && move < Infinity));
    if (impossible !== undefined)
      throw configError(`price moves: expected numbers above -1, got ${impossible}`);
    this.states = volatilityMoves.length;
    this.pnl = new Float64Array(moves.length * this.states);
    this.factors = Float64Array.from(moves, move => 1 + move);
    this.logs = Float64Array.from(moves, move => Math.log1p(move));
    this.linear = Float64Array.from(moves, move => Math.max(-linearRange, Math.min(linearRange, move)));
  }

  clear(): void {
    this.pnl.fill(0);
  }

  /** What gains in proportion to the price: a linear contract, a coin, an inverse contract seen in USD. */
  addNotional(usd: number): void {
    const { pnl, linear, states } = this;
    for (let cell = 0, move = 0; move < linear.length; move++) {
      const gain = usd * linear[move]!;
      for (let state = 0; state < states; state++) pnl[cell++]! += gain;
    }
  }

  /** A contract that pays in coin, by the coins it is worth at its mark: q·(1 − 1 ÷ (1 + s)). */
  addInverseInCoin(coins: number): void {
    const { pnl, linear, states } = this;
    for (let cell = 0, move = 0; move < linear.length; move++) {
      const gain = coins * (1 - 1 / (1 + linear[move]!));
      for (let state = 0; state < states; state++) pnl[cell++]! += gain;
    }
  }

  /**
   * @param from value of one unit before the scenario, in USD
   * @param index of the coin it settles in, which moves too; null when it settles in USD
   */
  addOption(leg: OptionLeg, from: number, index: number | null): void {
    const { quantity, forward, strike, yearsToExpiry, volatility } = leg;
    if (quantity === 0 || (index !== null && !(index > 0))) return;
    const { pnl, factors, logs, states, volatilityMoves } = this;
    const sign = signOf(leg);
    const discount = discountOf(leg);
    const moneyness = Math.log(forward / strike);
    for (let state = 0; state < states; state++) {
      const deviation = deviationOf(volatilityMoves[state]!(volatility, yearsToExpiry), yearsToExpiry);
      for (let move = 0, cell = state; move < factors.length; move++, cell += states) {
        const factor = factors[move]!;
        const value = optionPrice(
          sign,
          forward * factor,
          strike,
          moneyness + logs[move]!,
          deviation,
          discount,
        );
        pnl[cell]! += quantity * (index === null ? value - from : value / (index * factor) - from / index);
      }
    }
  }
}

/** `steps` equal parts of a range to each side and what lies between: −range … 0 … +range. */
export const evenMoves = (range: number, steps: number): number[] =>
  Array.from({ length: 2 * steps + 1 }, (_, k) => (range * (k - steps)) / steps);

const MONTH_DAYS = 30;
const DAYS_PER_YEAR = 365;

/** σ·(1 + shock·(30 days ÷ time left)^power), never below 0; as it is where no time is left. */
export const byTimeLeft =
  (shock: number, power: (days: number) => number, daysAtLeast = 0): VolatilityMove =>
  (volatility, years) => {
    if (!(years > 0) || !(volatility > 0)) return volatility;
    const days = Math.max(years * DAYS_PER_YEAR, daysAtLeast);
    return Math.max(0, volatility * (1 + shock * (MONTH_DAYS / days) ** power(days)));
  };
