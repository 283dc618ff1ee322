/** Random books of contracts and options on two coins, in both tongues of a model. */
import { Decimal } from '../../src/basics/money.ts';
import type { Holding, MarginModel } from '../../src/margin/model.ts';
import { type Instrument, makeInstrument } from '../../src/market/instrument.ts';
import { type Dice, tidy } from '../engine/dice.ts';

export const NEAR = Date.UTC(2025, 5, 27, 8);
export const FAR = Date.UTC(2025, 8, 26, 8);

const option = (coin: string, expiry: number, strike: number, right: 'call' | 'put'): Instrument =>
  makeInstrument({
    symbol: `${coin}_USDC-${expiry}-${strike}-${right}`,
    kind: 'option',
    underlying: coin,
    settle: 'USDC',
    expiry,
    strike,
    right,
  });

/** Perpetuals, spot and, of each coin, both rights at three strikes of two expiries. */
export const INSTRUMENTS: readonly Instrument[] = ['BTC', 'ETH'].flatMap(coin => {
  const middle = coin === 'BTC' ? 100_000 : 3000;
  return [
    makeInstrument({ symbol: `${coin}_USDC-PERPETUAL`, kind: 'linear-perpetual' }),
    makeInstrument({ symbol: `${coin}_USDC`, kind: 'spot' }),
    ...[NEAR, FAR].flatMap(expiry =>
      [0.8, 1, 1.25].flatMap(share =>
        (['call', 'put'] as const).map(right => option(coin, expiry, middle * share, right)),
      ),
    ),
  ];
});

export const numberOf = (symbol: string): number => INSTRUMENTS.findIndex(own => own.symbol === symbol);

export interface Drawn {
  holdings: Holding[];
  prices: Decimal[];
  held: Int32Array;
  quantities: Float64Array;
  doubles: Float64Array;
  constants: Float64Array;
}

/** Marks are drawn freely: no model of them is asked for. */
export function drawBook(dice: Dice): Drawn {
  const doubles = Float64Array.from(INSTRUMENTS, ({ underlying, option: terms }) => {
    const level = (underlying === 'BTC' ? 100_000 : 3000) * Math.exp(dice.bell(0.2));
    return tidy(terms ? level * dice.between(0.0001, 0.4) : level);
  });
  const held = INSTRUMENTS.flatMap(({ kind }, symbol) =>
    kind !== 'spot' && dice.chance(0.4) ? [symbol] : [],
  );
  const quantities = new Float64Array(INSTRUMENTS.length);
  for (const symbol of held)
    quantities[symbol] = tidy(dice.between(0.01, 20) * (dice.chance(0.6) ? -1 : 1), 4);
  const prices = Array.from(doubles, price => new Decimal(price));
  return {
    holdings: held.map(symbol => {
      const quantity = new Decimal(quantities[symbol]!);
      return { symbol, quantity, cost: quantity.mul(prices[symbol]!), leverage: 1 };
    }),
    prices,
    held: Int32Array.from(held),
    quantities,
    doubles,
    constants: new Float64Array(INSTRUMENTS.length),
  };
}

export const fast = (model: MarginModel, { held, quantities, doubles, constants }: Drawn): number =>
  model.screenMaintenance(held, quantities, doubles, constants);

/** Σ |quantity × price| of what is held, and of the underlyings of what is. */
export const gross = ({ held, quantities, doubles }: Drawn): number =>
  Array.from(held).reduce((sum, symbol) => {
    const spot = doubles[numberOf(`${INSTRUMENTS[symbol]!.underlying}_USDC`)]!;
    return sum + Math.abs(quantities[symbol]!) * Math.max(spot, doubles[symbol]!);
  }, 0);

/** Σ quantity × mark of the options: what equity counts them for. */
export const optionValue = ({ holdings, prices }: Drawn): Decimal =>
  holdings.reduce(
    (sum, { symbol, quantity }) =>
      INSTRUMENTS[symbol]!.option ? sum.add(quantity.mul(prices[symbol]!)) : sum,
    new Decimal(0),
  );
