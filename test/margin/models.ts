/** The models under test, and random books for them. */
import { Decimal } from '../../src/basics/money.ts';
import { perpetual } from '../../src/market/instrument.ts';
import { CorrelatedModel } from '../../src/margin/correlated-model.ts';
import type { Holding, MarginModel } from '../../src/margin/model.ts';
import { StressModel } from '../../src/margin/stress-model.ts';
import { plainTerms, TieredModel } from '../../src/margin/tiered-model.ts';
import { tiersAt } from '../../src/venue/binance-tiers.ts';
import { GENERIC_TIERS } from '../../src/venue/generic.ts';
import type { Dice } from '../engine/dice.ts';
import { tidy } from '../engine/dice.ts';
import { correlated, flat, type Held, type Slices, stress, tiered } from './by-definition.ts';

export const SYMBOLS = ['BTCUSDC', 'BTCUSDT', 'DOGEUSDT', 'ETHUSDT', 'NEWUSDT', 'SOLUSDT'];
export const INSTRUMENTS = SYMBOLS.map(perpetual);
const tiers = SYMBOLS.map(symbol => tiersAt(symbol, Date.UTC(2022, 2, 1))?.tiers ?? GENERIC_TIERS);
const slicesOf = (symbol: string): Slices =>
  tiers[SYMBOLS.indexOf(symbol)]!.map(({ floor, cap, maintenanceMarginRate }, k, all) => [
    floor.toNumber(),
    k === all.length - 1 ? Infinity : cap.toNumber(),
    maintenanceMarginRate.toNumber(),
  ]);

export const MODELS: { name: string; model: MarginModel; byDefinition: (book: readonly Held[]) => number }[] =
  [
    {
      name: 'flat',
      model: new TieredModel(
        'flat',
        INSTRUMENTS.map(own => plainTerms(own, GENERIC_TIERS)),
      ),
      byDefinition: flat,
    },
    {
      name: 'tiers',
      model: new TieredModel(
        'tiers',
        INSTRUMENTS.map((own, k) => plainTerms(own, tiers[k]!)),
      ),
      byDefinition: book => tiered(book, slicesOf),
    },
    { name: 'pm-correlated', model: new CorrelatedModel(INSTRUMENTS), byDefinition: correlated },
    { name: 'pm-stress', model: new StressModel(INSTRUMENTS), byDefinition: stress },
  ];

/** A book and its prices in both tongues of a model. */
export interface Book {
  held: Held[];
  holdings: Holding[];
  prices: Decimal[];
  symbols: Int32Array;
  quantities: Float64Array;
  doubles: Float64Array;
  constants: Float64Array;
}

export function bookOf(held: readonly Held[]): Book {
  const sorted = [...held].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const doubles = new Float64Array(SYMBOLS.length).fill(1);
  const quantities = new Float64Array(SYMBOLS.length);
  const indices = sorted.map(({ symbol, quantity, price }) => {
    const index = SYMBOLS.indexOf(symbol);
    quantities[index] = quantity;
    doubles[index] = price;
    return index;
  });
  return {
    held: sorted,
    holdings: sorted.map(({ quantity, price }, k) => ({
      symbol: indices[k]!,
      quantity: new Decimal(quantity),
      cost: new Decimal(quantity).mul(price),
      leverage: 10,
    })),
    prices: Array.from(doubles, price => new Decimal(price)),
    symbols: Int32Array.from(indices),
    quantities,
    doubles,
    constants: new Float64Array(SYMBOLS.length),
  };
}

/** Notionals from 10 to 100 million, hedges within an underlying included. */
export function randomBook(dice: Dice): Book {
  const size = 10 ** dice.between(1, 8);
  const chosen = SYMBOLS.filter(() => dice.chance(0.5));
  const held = (chosen.length > 0 ? chosen : ['BTCUSDT']).map(symbol => {
    const price = tidy(10 ** dice.between(-2, 5));
    const quantity = tidy((size * dice.between(0.1, 1) * (dice.chance(0.5) ? 1 : -1)) / price, 9);
    return { symbol, quantity, price };
  });
  return bookOf(held);
}

export const moved = ({ held }: Book, dice: Dice, width: number): Book =>
  bookOf(held.map(own => ({ ...own, price: tidy(own.price * Math.exp(dice.bell(width))) })));

export const gross = ({ held }: Book): number =>
  held.reduce((sum, { quantity, price }) => sum + Math.abs(quantity * price), 0);
