import { Journal } from '../journal/journal.ts';
import { Ledger } from '../ledger/ledger.ts';
import { Account } from './account.ts';
import { Screen } from './screen.ts';
import { Watch } from './watch.ts';

/** A copy of an account on which something can be tried: same books and leverages, no journal, no past. */
export function rehearse(account: Account): Account {
  const { ledger, terms, market } = account;
  const journal = new Journal({ run: '', path: '', mode: '' }, null);
  const books = new Ledger(ledger.collateral, ledger.symbols, ledger.assets, journal);
  ledger.balances.forEach((balance, asset) => (books.balances[asset] = balance));
  ledger.positions.forEach((position, symbol) => (books.positions[symbol] = position && { ...position }));
  const screen = new Screen(market.series, terms.rules?.model ?? null);
  const copy = new Account(
    market,
    terms,
    books,
    screen,
    new Watch(),
    account.path,
    account.capital,
    account.allDecimal,
  );
  copy.leverages.splice(0, copy.leverages.length, ...account.leverages);
  copy.mirror();
  return copy;
}
