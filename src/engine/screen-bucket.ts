/** A bucket in doubles: what its equity is made of, and what the margin model needs to know of it. */
import { Decimal } from '../basics/money.ts';
import { type Account, ACCOUNT } from './account.ts';
import { type Form, worthForm } from './form.ts';

/** A linear form of the marks, with the share that counts of it while it is owned, and while it is owed. */
export interface Line {
  owned: number;
  owed: number;
  base: number;
  symbols: Int32Array;
  coefficients: Float64Array;
}

export class Bucket {
  constructor(
    /** The symbol number of an isolated bucket; below zero for a pool. */
    readonly symbol: number,
    readonly lines: readonly Line[],
    /** Symbols of the margin model; quantities and constants by symbol number. */
    readonly held: Int32Array,
    readonly quantities: Float64Array,
    readonly constants: Float64Array,
    /** Symbols whose marks move it. */
    readonly priced: Int32Array,
    /** Maintenance of its debts: a linear form, too. */
    private readonly debts: Line | null,
  ) {}

  debt(prices: Float64Array): number {
    if (this.debts === null) return 0;
    const { base, symbols, coefficients } = this.debts;
    let sum = base;
    for (let k = 0; k < symbols.length; k++) sum += coefficients[k]! * prices[symbols[k]!]!;
    return sum;
  }

  debtSlope(symbol: number): number {
    return this.debts === null ? 0 : coefficientAt(this.debts, symbol);
  }

  /** Bounds of ∂E/∂price of a symbol, whichever of its lines are owned or owed. */
  slopeAtMost(symbol: number): number {
    let sum = 0;
    for (const line of this.lines) {
      const coefficient = coefficientAt(line, symbol);
      sum += Math.max(line.owned * coefficient, line.owed * coefficient);
    }
    return sum;
  }

  slopeAtLeast(symbol: number): number {
    let sum = 0;
    for (const line of this.lines) {
      const coefficient = coefficientAt(line, symbol);
      sum += Math.min(line.owned * coefficient, line.owed * coefficient);
    }
    return sum;
  }
}

function coefficientAt({ symbols, coefficients }: Line, symbol: number): number {
  for (let k = 0; k < symbols.length; k++) if (symbols[k] === symbol) return coefficients[k]!;
  return 0;
}

export const bucketsOf = (account: Account): Bucket[] =>
  account.buckets().map(bucket => {
    const lines = account.forms(bucket).map(toLine);
    const judged = account.judged(bucket);
    const { model } = account.terms.rules ?? { model: null };
    const count = account.market.series.length;
    const quantities = new Float64Array(count);
    const constants = new Float64Array(count);
    for (const holding of judged) {
      quantities[holding.symbol]! += holding.quantity.toNumber();
      constants[holding.symbol] = model?.constant(holding).toNumber() ?? 0;
    }
    const held = Int32Array.from(new Set(judged.map(({ symbol }) => symbol)));
    const debts = bucket === ACCOUNT ? debtLine(account) : null;
    const priced = new Set<number>([
      ...held,
      ...(debts?.symbols ?? []),
      ...lines.flatMap(({ symbols }) => [...symbols]),
    ]);
    return new Bucket(bucket, lines, held, quantities, constants, Int32Array.from(priced), debts);
  });

export const worthLine = ({ ledger }: Account): Line => toLine(worthForm(ledger));

const toLine = ({ owned, owed, base, coefficients }: Form): Line => ({
  owned: owned.toNumber(),
  owed: owed.toNumber(),
  base: base.toNumber(),
  symbols: Int32Array.from(coefficients.keys()),
  coefficients: Float64Array.from(coefficients.values(), coefficient => coefficient.toNumber()),
});

/** What the venue asks to maintain debts, as a form of the prices of what is owed. */
function debtLine(account: Account): Line | null {
  const { terms, ledger } = account;
  const borrow = terms.rules?.collateral.borrow;
  if (!borrow || !account.owes()) return null;
  const { balances, assets } = ledger;
  const form: Form = {
    owned: new Decimal(1),
    owed: new Decimal(1),
    base: new Decimal(0),
    coefficients: new Map(),
  };
  balances.forEach((balance, asset) => {
    if (!balance.isNegative()) return;
    const amount = balance.neg().mul(borrow.maintenanceMarginRate(assets.names[asset]!));
    const symbol = assets.pricedBy[asset]!;
    if (symbol < 0) form.base = form.base.add(amount);
    else form.coefficients.set(symbol, (form.coefficients.get(symbol) ?? new Decimal(0)).add(amount));
  });
  return form.base.isZero() && form.coefficients.size === 0 ? null : toLine(form);
}
