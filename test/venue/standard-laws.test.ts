/** What holds for both venues with a standard margin, on random books of contracts and options. */
import { describe, expect, it } from 'vitest';
import { Decimal, ONE } from '../../src/basics/money.ts';
import { ERROR } from '../../src/engine/screen.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import { Dice } from '../engine/dice.ts';
import { drawBook, type Drawn, fast, gross, INSTRUMENTS } from './option-books.ts';

const request = {
  mode: 'cross' as const,
  instruments: INSTRUMENTS,
  asOf: Date.UTC(2025, 5, 1),
  severalAssets: false,
  overrides: {},
};

describe.each(['deribit', 'derive'])('%s on 400 random books', venue => {
  const { model } = rulesOf(venue, request);
  const each = (law: (book: Drawn, dice: Dice) => void): void => {
    const dice = new Dice(7);
    for (let k = 0; k < 400; k++) law(drawBook(dice), dice);
  };
  /** The same book at other prices, up to a third away. */
  const moved = (book: Drawn, dice: Dice): Drawn => {
    const doubles = book.doubles.map(price => price * dice.between(0.7, 1.4));
    return { ...book, doubles, prices: Array.from(doubles, price => new Decimal(price)) };
  };
  const asked = ({ holdings, prices }: Drawn): Decimal => model.maintenance(holdings, prices);

  it('is the same in doubles, within the error that the screen allows for', () => {
    each(book => {
      const distance = asked(book).sub(fast(model, book)).abs().toNumber();
      expect(distance).toBeLessThanOrEqual(ERROR * gross(book));
    });
  });

  it('asks nothing of an empty book, k times as much of options k times as many, whatever their order', () => {
    expect(model.maintenance([], []).isZero()).toBe(true);
    each((book, dice) => {
      const options = book.holdings.filter(({ symbol }) => INSTRUMENTS[symbol]!.option !== null);
      const sum = model.maintenance(options, book.prices);
      const k = dice.integer(1, 9);
      const more = options.map(own => ({ ...own, quantity: own.quantity.mul(k), cost: own.cost.mul(k) }));
      for (const other of [more, more.toReversed()])
        expect(model.maintenance(other, book.prices).sub(sum.mul(k)).abs().lt('1e-25')).toBe(true);
    });
  });

  it('asks more to open than to keep', () => {
    each(({ holdings, prices }) => {
      const more = model.initial(holdings, prices).sub(model.maintenance(holdings, prices));
      expect(more.gt('-1e-25')).toBe(true);
    });
  });

  it('goes by nothing but what is held and what it watches', () => {
    each(book => {
      const watched = new Set([...book.held].flatMap(symbol => [symbol, ...model.watches!(symbol)]));
      const blind = book.prices.map((price, symbol) => (watched.has(symbol) ? price : new Decimal(NaN)));
      expect(model.maintenance(book.holdings, blind).eq(asked(book))).toBe(true);
    });
  });

  it('moves no faster and no slower with one price than its rates say', () => {
    each((book, dice) => {
      const symbol = dice.integer(0, INSTRUMENTS.length - 1);
      const low = book.doubles[symbol]!;
      const high = low * dice.between(1.0001, 1.5);
      const doubles = book.doubles.with(symbol, high);
      const rise = fast(model, { ...book, doubles }) - fast(model, book);
      const slack = 1e-9 * gross(book);
      const least = model.slopeAtLeast(symbol, book, low, high);
      expect(rise).toBeGreaterThanOrEqual(least * (high - low) - slack);
      expect(rise).toBeLessThanOrEqual(model.slopeAtMost(symbol, book, low, high) * (high - low) + slack);
    });
  });

  it('has the slope of its own figures', () => {
    each((book, dice) => {
      const to = moved(book, dice);
      const drift = book.prices.map((price, symbol) => to.prices[symbol]!.sub(price));
      const near = book.prices.map((price, symbol) => price.add(drift[symbol]!.mul('1e-18')));
      const rise = model.maintenance(book.holdings, near).sub(asked(book)).div('1e-18');
      const slope = model.slope(book.holdings, book.prices, drift);
      expect(rise.sub(slope).abs().lte(slope.abs().mul('1e-9').add('1e-9'))).toBe(true);
    });
  });

  it('says whether it is convex along every leg', () => {
    let dips = 0;
    each((book, dice) => {
      const to = moved(book, dice);
      const share = dice.between(0.05, 0.95);
      const middle = book.prices.map((price, s) => price.mul(ONE.sub(share)).add(to.prices[s]!.mul(share)));
      const chord = asked(book).mul(ONE.sub(share)).add(asked(to).mul(share));
      if (model.maintenance(book.holdings, middle).sub(chord).gt('1e-20')) dips++;
    });
    if (model.isConvex) expect(dips).toBe(0);
    else expect(dips).toBeGreaterThan(3);
  });
});
