/** Accounts that a trader might have: a few positions in profit or loss, backed once to thrice what they ask. */
import fc from 'fast-check';
import type { Account, AccountPosition, Market } from '../../src/assess/account.ts';
import type { Engine, Listed } from './engines.ts';

export interface Scene {
  account: Account;
  market: Market;
}

const position = (listed: Listed, sizes: { min: number; max: number }): fc.Arbitrary<AccountPosition> =>
  fc
    .record({
      notional: fc.integer(sizes),
      long: fc.boolean(),
      entry: fc.integer({ min: 85, max: 115 }),
      leverage: fc.constantFrom(1, 2, 3, 5, 10),
    })
    .map(({ notional, long, entry, leverage }) => {
      const { symbol, kind, contractSize, price } = listed;
      const units = kind.startsWith('inverse') ? notional / Number(contractSize) : notional / price;
      return {
        symbol,
        kind,
        quantity: String(Number(units.toPrecision(6)) * (long ? 1 : -1)),
        entryPrice: String(Number(((price * entry) / 100).toPrecision(6))),
        leverage,
        ...(contractSize ? { contractSize } : {}),
      };
    });

/** In quote, whatever the contract. */
const MARGIN_UNITS = { min: 100, max: 3_000_000 };

/**
 * Books of contracts that one engine lists, of one kind, all backed by their settle assets.
 * @param sizes notional in dollars
 */
export function scenes({ linear, inverse }: Engine, sizes = MARGIN_UNITS): fc.Arbitrary<Scene> {
  const families = [linear, inverse].filter(list => list.length > 0);
  return fc.constantFrom(...families).chain(list =>
    fc.subarray([...list], { minLength: 1 }).chain(chosen =>
      fc
        .record({
          positions: fc.tuple(...chosen.map(own => position(own, sizes))),
          backed: fc.integer({ min: 110, max: 300 }),
        })
        .map(({ positions, backed }) => ({
          account: { collateral: backing(chosen, positions, backed / 100), positions },
          market: { asOf: '2025-10-01', prices: pricesOf(chosen) },
        })),
    ),
  );
}

const pricesOf = (chosen: readonly Listed[]): Record<string, string> =>
  Object.fromEntries(
    chosen.flatMap(({ symbol, underlying, settle, price }) => [
      [symbol, String(price)],
      ...(settle === underlying ? [[underlying, String(price)]] : []),
    ]),
  );

function backing(
  chosen: readonly Listed[],
  positions: readonly AccountPosition[],
  factor: number,
): Record<string, string> {
  const amounts: Record<string, number> = {};
  chosen.forEach(({ settle, contractSize, kind }, k) => {
    const { quantity, entryPrice, leverage } = positions[k]!;
    const size = Math.abs(Number(quantity));
    const value = kind.startsWith('inverse')
      ? (size * Number(contractSize)) / Number(entryPrice)
      : size * Number(entryPrice);
    amounts[settle] = (amounts[settle] ?? 0) + (value / leverage!) * factor;
  });
  return Object.fromEntries(Object.entries(amounts).map(([asset, amount]) => [asset, amount.toPrecision(8)]));
}

/** The scene with one symbol at another price, and its coin along with it. */
export function at({ account, market }: Scene, listed: Listed, price: string | number): Scene {
  const ratio = Number(price) / listed.price;
  const coin = market.prices[listed.underlying];
  const prices = {
    ...market.prices,
    ...(coin === undefined ? {} : { [listed.underlying]: String(Number(coin) * ratio) }),
    [listed.symbol]: String(price),
  };
  return { account, market: { ...market, prices } };
}
