/** A bucket in doubles: what its equity is made of, and what the margin model needs to know of it. */
import { ONE, ZERO } from '../basics/money.ts';
import { type Account, ACCOUNT } from './account.ts';
import { addTerm, emptyForm, type Form, worthForm } from './form.ts';

/** A linear form of the marks, with the share that counts of it while it is owned, and while it is owed. */
export interface Line {
  owned: number;
  owed: number;
  base: number;
  symbols: readonly number[];
  coefficients: readonly number[];
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

  /** The same for prices in a box: bounds that know which lines are owned there, and which owed. */
  slopesWithin(symbol: number, low: Float64Array, high: Float64Array): [least: number, most: number] {
    let [least, most] = [0, 0];
    for (const line of this.lines) {
      const coefficient = coefficientAt(line, symbol);
      if (coefficient === 0) continue;
      const slopes = weightsWithin(line, low, high).map(weight => weight * coefficient);
      least += Math.min(...slopes);
      most += Math.max(...slopes);
    }
    return [least, most];
  }
}

/** The weight with which a line counts in a box of prices: as owned, as owed, or either. */
function weightsWithin(line: Line, low: Float64Array, high: Float64Array): [number, number] {
  const { owned, owed, base, symbols, coefficients } = line;
  const sum = (worst: Float64Array, best: Float64Array) =>
    symbols.reduce((value, symbol, k) => {
      const coefficient = coefficients[k]!;
      return value + coefficient * (coefficient > 0 ? worst : best)[symbol]!;
    }, base);
  if (sum(low, high) >= 0) return [owned, owned];
  return sum(high, low) <= 0 ? [owed, owed] : [owned, owed];
}

function coefficientAt({ symbols, coefficients }: Line, symbol: number): number {
  for (let k = 0; k < symbols.length; k++) if (symbols[k] === symbol) return coefficients[k]!;
  return 0;
}

/**
 * Every bucket of an account.
 * @param quantity of the positions, by symbol number
 */
export function bucketsOf(account: Account, quantity: Float64Array): Bucket[] {
  const { rules } = account.terms;
  const count = quantity.length;
  return account.buckets().map(bucket => {
    const lines = account.forms(bucket).map(form => toLine(form, account, quantity));
    const judged = account.judged(bucket);
    // No bucket but the one with coins that hedge has quantities of its own.
    const hedged = judged.length > account.holdings(bucket).length;
    const quantities = hedged ? quantity.slice() : quantity;
    let constants = zeros(count);
    for (const holding of judged) {
      const { symbol } = holding;
      if (quantity[symbol] === 0) quantities[symbol] = holding.quantity.toNumber();
      const constant = rules?.model.constant(holding) ?? ZERO;
      if (constant.isZero()) continue;
      if (constants === zeros(count)) constants = new Float64Array(count);
      constants[symbol] = constant.toNumber();
    }
    const debts = bucket === ACCOUNT ? debtLine(account) : null;
    const held = bucket >= 0 ? aloneAt(bucket) : Int32Array.from(judged, ({ symbol }) => symbol);
    const [only] = lines;
    const watched = rules?.model.watches ? judged.flatMap(({ symbol }) => rules.model.watches!(symbol)) : [];
    const isSame =
      watched.length === 0 && lines.length === 1 && debts === null && only!.symbols.length === held.length;
    const priced =
      isSame && only!.symbols.every((s, k) => s === held[k])
        ? held
        : pricedBy([...held, ...watched], lines, debts);
    return new Bucket(bucket, lines, held, quantities, constants, priced, debts);
  });
}

function pricedBy(held: readonly number[], lines: readonly Line[], debts: Line | null): Int32Array {
  const symbols = new Set<number>(held);
  for (const line of lines) for (const symbol of line.symbols) symbols.add(symbol);
  for (const symbol of debts?.symbols ?? []) symbols.add(symbol);
  return Int32Array.from(symbols).sort();
}

/** Symbols that move any bucket, ascending; as a rule those that are held. */
export function pricedSymbols(buckets: readonly Bucket[], held: Int32Array): Int32Array {
  if (
    buckets.every(({ priced, held: own }) => priced === own) &&
    buckets.every(({ quantities }) => quantities === buckets[0]!.quantities)
  )
    return held;
  const symbols = new Set<number>();
  for (const { priced } of buckets) for (const symbol of priced) symbols.add(symbol);
  return Int32Array.from(symbols).sort();
}

const ALONE: Int32Array[] = [];

/** The list of one symbol. */
const aloneAt = (symbol: number): Int32Array => (ALONE[symbol] ??= Int32Array.of(symbol));

const ZEROS = new Map<number, Float64Array>();

/** One column of zeros for all that have no constants. */
function zeros(count: number): Float64Array {
  let column = ZEROS.get(count);
  if (!column) ZEROS.set(count, (column = new Float64Array(count)));
  return column;
}

/** All a ledger is worth, as a line. In one asset it is what the buckets are, and what is free. */
export function worthLine(account: Account, buckets: readonly Bucket[], wallet: number): Line {
  const { ledger } = account;
  if (ledger.assets.names.length > 1) return toLine(worthForm(ledger), account);
  const isolated = ledger.collateral === 'isolated';
  if (buckets.length === 1 && !isolated) return buckets[0]!.lines[0]!;
  const lines = buckets.map(({ lines: [only] }) => only!);
  return {
    owned: 1,
    owed: 1,
    base: lines.reduce((sum, { base }) => sum + base, wallet),
    symbols: lines.map(({ symbols }) => symbols[0]!),
    coefficients: lines.map(({ coefficients }) => coefficients[0]!),
  };
}

/** @param quantity of the positions as doubles, which most coefficients are */
function toLine(form: Form, { ledger }: Account, quantity?: Float64Array): Line {
  const { owned, owed, base, symbols, coefficients } = form;
  return {
    owned: owned === ONE ? 1 : owned.toNumber(),
    owed: owed === ONE ? 1 : owed.toNumber(),
    base: base.toNumber(),
    symbols,
    coefficients: coefficients.map((coefficient, k) => {
      const symbol = symbols[k]!;
      return quantity && coefficient === ledger.positions[symbol]?.quantity
        ? quantity[symbol]!
        : coefficient.toNumber();
    }),
  };
}

/** What the venue asks to maintain debts, as a form of the prices of what is owed. */
function debtLine(account: Account): Line | null {
  const { terms, ledger } = account;
  const borrow = terms.rules?.collateral.borrow;
  if (!borrow || !account.owes()) return null;
  const { balances, assets } = ledger;
  const form = emptyForm(ONE, ONE);
  balances.forEach((balance, asset) => {
    if (!balance.isNegative()) return;
    const amount = balance.neg().mul(borrow.maintenanceMarginRate(assets.names[asset]!));
    const symbol = assets.pricedBy[asset]!;
    if (symbol < 0) form.base = form.base.add(amount);
    else addTerm(form, symbol, amount);
  });
  return form.base.isZero() && form.symbols.length === 0 ? null : toLine(form, account);
}
