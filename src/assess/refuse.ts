/** What a mode cannot hold, said before it is assessed. */
import { configError } from '../basics/errors.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { Book } from './book.ts';
import { backingAssets } from './modes.ts';

/** @throws UserError 'config' naming the field and what to do */
export function refuse(mode: MarginMode, book: Book, rules: ModeRules): void {
  refuseOptions(book, rules);
  if (mode === 'isolated') refuseUnbacked(book);
  refuseDebts(mode, book, rules);
}

function refuseOptions({ contracts }: Book, { model }: ModeRules): void {
  const option = contracts.find(({ kind }) => kind === 'option');
  if (option && !model.knowsOptions)
    throw configError(
      `positions: ${option.symbol} is an option, and the model "${model.id}" does not revalue options; leave it out, or name an engine that does.`,
    );
}

/** Isolated: a leg must say what backs it, one leg at a time, and an option is paid for whole. */
function refuseUnbacked({ legs, assets, instruments }: Book): void {
  for (const { at, margin, holding, accrued } of legs) {
    if (assets.isPremium[holding.symbol])
      throw configError(
        `positions[${at}]: an option is held in no isolated margin; leave isolated out of modes.`,
      );
    if (margin === null)
      throw configError(
        `positions[${at}].leverage: is missing; isolated margin is posted by it, or give isolatedMargin.`,
      );
    const shared = legs.some(other => other.at !== at && other.holding.symbol === holding.symbol);
    if (shared && !accrued.isZero())
      throw configError(
        `accruedFunding.${instruments[holding.symbol]!.symbol}: has two legs, and isolated each has its own; take it off their isolatedMargin.`,
      );
  }
}

/** A debt stands against a pool that carries it: one of all assets, or of what settles in the same asset. */
function refuseDebts(mode: MarginMode, book: Book, { collateral, venue }: ModeRules): void {
  if (mode !== 'isolated' && collateral.pool === 'all') return;
  const carried = mode === 'isolated' ? [] : backingAssets(book);
  book.balances.forEach((amount, number) => {
    if (!amount.isNegative() || carried.includes(number)) return;
    throw configError(
      `collateral.${book.assets.names[number]!}: a debt needs a pool that carries it; ${mode} margin at ${venue} has none.`,
    );
  });
}
