/**
 * What a bucket is worth, as linear forms of the marks: one for each asset, in quote. Contracts and coins are both
 * linear in the price they go by, inverse contracts too, because a coin's profit is turned into quote at the
 * contract's own mark: q·size·(1/entry − 1/p)·p = −cost·p − q·size.
 *
 * A form counts with the weight of an asset that is owned or owed, whichever it comes to: the smaller of the two
 * lines, so that equity stays concave along straight legs.
 */
import { Decimal, min, ONE, ZERO } from '../basics/money.ts';
import { isInverse, sizeOf } from '../market/instrument.ts';
import type { Assets } from '../ledger/assets.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Position } from '../ledger/position.ts';
import type { CollateralRules } from '../venue/venue.ts';

export interface Form {
  /** Share that counts of what is owned, and of what is owed. */
  owned: Decimal;
  owed: Decimal;
  /** Value = base + Σ coefficient × mark. */
  base: Decimal;
  symbols: number[];
  coefficients: Decimal[];
}

/** Σ coefficient × of the symbols' own. */
function dot({ symbols, coefficients }: Form, of: readonly Decimal[], start: Decimal): Decimal {
  let sum = start;
  for (let k = 0; k < symbols.length; k++) sum = sum.add(coefficients[k]!.mul(of[symbols[k]!]!));
  return sum;
}

const lineAt = (form: Form, marks: readonly Decimal[]): Decimal => dot(form, marks, form.base);

export function valueOf(form: Form, marks: readonly Decimal[]): Decimal {
  const line = lineAt(form, marks);
  if (form.owned === form.owed) return form.owned === ONE ? line : line.mul(form.owned);
  return min(line.mul(form.owned), line.mul(form.owed));
}

/** Derivative of the value along the direction `drift` of the marks. */
export function formSlope(form: Form, marks: readonly Decimal[], drift: readonly Decimal[]): Decimal {
  const slope = dot(form, drift, ZERO);
  if (form.owned === form.owed) return slope.mul(form.owned);
  return slope.mul(lineAt(form, marks).isNegative() ? form.owed : form.owned);
}

export const emptyForm = (owned: Decimal, owed: Decimal): Form => ({
  owned,
  owed,
  base: ZERO,
  symbols: [],
  coefficients: [],
});

export function addTerm(form: Form, symbol: number, coefficient: Decimal): void {
  const at = form.symbols.indexOf(symbol);
  if (at >= 0) form.coefficients[at] = form.coefficients[at]!.add(coefficient);
  else {
    form.symbols.push(symbol);
    form.coefficients.push(coefficient);
  }
}

/** The value of a position beyond what was paid for it: added to a form. */
export function addPosition(form: Form, assets: Assets, symbol: number, position: Position): void {
  const instrument = assets.instruments[symbol]!;
  const size = sizeOf(instrument, position.quantity);
  if (isInverse(instrument)) {
    addTerm(form, symbol, position.cost.neg());
    form.base = form.base.sub(size);
  } else {
    addTerm(form, symbol, size);
    if (!assets.isPremium[symbol]) form.base = form.base.sub(position.cost);
  }
}

/** Quote won per unit that the mark rises. */
export const coefficientOf = (assets: Assets, symbol: number, position: Position): Decimal => {
  const instrument = assets.instruments[symbol]!;
  return isInverse(instrument) ? position.cost.neg() : sizeOf(instrument, position.quantity);
};

/** An isolated bucket: its margin and its position. */
export function isolatedForm(ledger: Ledger, symbol: number): Form {
  const form = emptyForm(ONE, ONE);
  const position = ledger.positions[symbol]!;
  addPosition(form, ledger.assets, symbol, position);
  if (isInverse(ledger.assets.instruments[symbol]!)) addTerm(form, symbol, position.margin);
  else form.base = form.base.add(position.margin);
  return form;
}

/** One asset's pool: its balance and what settles in it, all at the contracts' own marks. */
export function settleForm(ledger: Ledger, asset: number): Form {
  const { assets, positions, balances } = ledger;
  const form = emptyForm(ONE, ONE);
  let pricedBy = assets.pricedBy[asset]!;
  positions.forEach((position, symbol) => {
    if (!position || position.quantity.isZero() || assets.settle[symbol] !== asset) return;
    if (isInverse(assets.instruments[symbol]!)) pricedBy = symbol;
    addPosition(form, assets, symbol, position);
  });
  addBalance(form, balances[asset]!, pricedBy);
  return form;
}

function addBalance(form: Form, balance: Decimal, pricedBy: number): void {
  if (pricedBy < 0) form.base = form.base.add(balance);
  else if (!balance.isZero()) addTerm(form, pricedBy, balance);
}

/** The pool of everything: a form for each asset that counts differently. */
export function pooledForms(ledger: Ledger, rules: CollateralRules | null): Form[] {
  const { assets, positions, balances } = ledger;
  const whole = emptyForm(ONE, ONE);
  const forms = [whole];
  const own = assets.names.map((name, asset) => {
    const balance = balances[asset]!;
    const { owned, owed } = weights(rules, name, balance);
    const counted = rules?.unrealised === 'counted';
    if (owned.eq(ONE) && owed.eq(ONE)) {
      addBalance(whole, balance, assets.pricedBy[asset]!);
      return whole;
    }
    const weight = balance.isNegative() ? owed : owned;
    const form = counted ? emptyForm(owned, owed) : emptyForm(weight, weight);
    addBalance(form, balance, assets.pricedBy[asset]!);
    forms.push(form);
    return counted ? form : whole;
  });
  positions.forEach((position, symbol) => {
    if (position && !position.quantity.isZero())
      addPosition(own[assets.settle[symbol]!]!, assets, symbol, position);
  });
  return forms.filter(form => form === whole || !form.base.isZero() || form.symbols.length > 0);
}

/** The rate at which a balance counts as it stands, concentration included, and at which a debt would. */
function weights(rules: CollateralRules | null, asset: string, balance: Decimal) {
  if (rules === null) return { owned: ONE, owed: ONE };
  const owned = balance.gt(0) ? rules.counted(asset, balance).div(balance) : rules.counted(asset, ONE);
  const owed = rules.counted(asset, ONE.neg()).neg();
  return { owned, owed: Decimal.max(owed, owned) };
}

/** Everything an account owns and owes at full value: what it is worth to its owner. */
export function worthForm(ledger: Ledger): Form {
  const { assets, positions, balances } = ledger;
  const form = emptyForm(ONE, ONE);
  balances.forEach((balance, asset) => addBalance(form, balance, assets.pricedBy[asset]!));
  positions.forEach((position, symbol) => {
    if (!position) return;
    if (!position.quantity.isZero()) addPosition(form, assets, symbol, position);
    if (isInverse(assets.instruments[symbol]!)) addTerm(form, symbol, position.margin);
    else form.base = form.base.add(position.margin);
  });
  return form;
}
