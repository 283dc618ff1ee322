/** What each model asks of small books, by hand, and of many, by definition. */
import { describe, expect, it } from 'vitest';
import { Decimal, ONE } from '../../src/basics/money.ts';
import { Dice } from '../engine/dice.ts';
import { ERROR } from '../../src/engine/screen.ts';
import { perpetual } from '../../src/market/instrument.ts';
import { bookOf, gross, MODELS, moved, randomBook, SYMBOLS } from './models.ts';

const ask = (name: string, ...held: [symbol: string, quantity: number, price: number][]) => {
  const { model } = MODELS.find(entry => entry.name === name)!;
  const book = bookOf(held.map(([symbol, quantity, price]) => ({ symbol, quantity, price })));
  return {
    maintenance: model.maintenance(book.holdings, book.prices).toFixed(),
    initial: model.initial(book.holdings, book.prices).toFixed(),
    worst: model.worstScenario(book.holdings, book.prices),
  };
};

describe('by hand', () => {
  it('a flat tier asks half a percent of notional, longs and shorts alike', () => {
    expect(ask('flat', ['BTCUSDT', 2, 100], ['ETHUSDT', -3, 10])).toEqual({
      maintenance: '1.15',
      initial: '23',
      worst: null,
    });
  });

  it('tiers ask what the slices of the notional ask', () => {
    // 50,000 at 0.4 %, then 0.5 %, then 1 %: the deductions of the table make the same sum.
    expect(ask('tiers', ['BTCUSDT', 5, 10_000]).maintenance).toBe('200');
    expect(ask('tiers', ['BTCUSDT', 8, 10_000]).maintenance).toBe('350');
    expect(ask('tiers', ['BTCUSDT', -30, 10_000]).maintenance).toBe('1700');
  });

  it('a symbol the venue does not know has the generic tier', () => {
    expect(ask('tiers', ['NEWUSDT', 10, 100]).maintenance).toBe('5');
  });

  it('pm-correlated asks a lone position for its shock, 1.3 times that to open it', () => {
    expect(ask('pm-correlated', ['BTCUSDT', 1, 1000])).toEqual({
      maintenance: '120',
      initial: '156',
      worst: null,
    });
    expect(ask('pm-correlated', ['DOGEUSDT', -1000, 1]).maintenance).toBe('180');
    expect(ask('pm-correlated', ['NEWUSDT', 1000, 1]).maintenance).toBe('250');
  });

  it('and a pair for what correlation leaves of it', () => {
    // √(120² + 120² − 2 × 0.8 × 120²) = 120 √0.4; the other way 120 √3.6
    const hedged = ask('pm-correlated', ['BTCUSDT', 1, 1000], ['ETHUSDT', -1, 1000]);
    expect(Number(hedged.maintenance)).toBeCloseTo(120 * Math.sqrt(0.4), 10);
    const doubled = ask('pm-correlated', ['BTCUSDT', 1, 1000], ['ETHUSDT', 1, 1000]);
    expect(Number(doubled.maintenance)).toBeCloseTo(120 * Math.sqrt(3.6), 10);
    // Two contracts of one underlying cancel, down to 1 % of gross.
    expect(ask('pm-correlated', ['BTCUSDT', 1, 1000], ['BTCUSDC', -1, 1000]).maintenance).toBe('20');
  });

  it('pm-stress asks for the worst of its moves and the basis, at least the minimum charge', () => {
    expect(ask('pm-stress', ['BTCUSDT', 1, 1000])).toEqual({
      maintenance: '122',
      initial: '158.6',
      worst: 'BTC −12 %',
    });
    expect(ask('pm-stress', ['DOGEUSDT', -1000, 1])).toEqual({
      maintenance: '188',
      initial: '244.4',
      worst: 'DOGE +18 %',
    });
    expect(ask('pm-stress', ['NEWUSDT', 1000, 1]).maintenance).toBe('260');
    // Hedged within the underlying: basis 0.2 % of 2000 against 0.45 % of 2000.
    expect(ask('pm-stress', ['BTCUSDT', 1, 1000], ['BTCUSDC', -1, 1000])).toEqual({
      maintenance: '9',
      initial: '11.7',
      worst: null,
    });
    // The minimum of a hedge of 2 × 1,000,000: 0.45 % of 250 + 250·2 + 500·4 + 1000·6 thousand.
    expect(ask('pm-stress', ['BTCUSDT', 100, 10_000], ['BTCUSDC', -100, 10_000]).maintenance).toBe('39375');
    // Different underlyings are summed.
    expect(ask('pm-stress', ['BTCUSDT', 1, 1000], ['ETHUSDT', -1, 1000]).worst).toBe('BTC −12 %, ETH +12 %');
    expect(ask('pm-stress', ['BTCUSDT', 1, 1000], ['ETHUSDT', -1, 1000]).maintenance).toBe('244');
  });

  it('contracts share the risk of their underlying, whatever they are settled in', () => {
    expect(
      ['BTCUSDT', 'BTCUSDC', '1000PEPEUSDT', 'ETHUSD_PERP'].map(symbol => perpetual(symbol).underlying),
    ).toEqual(['BTC', 'BTC', 'PEPE', 'ETH']);
  });
});

describe.each(MODELS)('$name on 2,500 random books', ({ model, byDefinition }) => {
  const each = (law: (dice: Dice) => void) => {
    const dice = new Dice(42);
    for (let k = 0; k < 2_500; k++) law(dice);
  };

  it('asks what its definition asks', () => {
    each(dice => {
      const book = randomBook(dice);
      const exact = model.maintenance(book.holdings, book.prices).toNumber();
      expect(Math.abs(exact - byDefinition(book.held))).toBeLessThanOrEqual(1e-12 * gross(book));
    });
  });

  it('is the same in doubles, within the error that the screen allows for', () => {
    each(dice => {
      const book = randomBook(dice);
      const exact = model.maintenance(book.holdings, book.prices);
      const fast = model.screenMaintenance(book.symbols, book.quantities, book.doubles, book.constants);
      expect(exact.sub(fast).abs().toNumber()).toBeLessThanOrEqual(ERROR * gross(book));
    });
  });

  it('is convex along every leg, and its slope is below every chord to the right', () => {
    each(dice => {
      const from = randomBook(dice);
      const to = moved(from, dice, 0.5);
      const share = new Decimal(dice.next());
      const rest = ONE.sub(share);
      const drift = from.prices.map((price, s) => to.prices[s]!.sub(price));
      const between = from.prices.map((price, s) => price.add(drift[s]!.mul(share)));
      const [a, m, b] = [from.prices, between, to.prices].map(prices =>
        model.maintenance(from.holdings, prices),
      );
      const slack = 1e-20 * (gross(from) + gross(to));
      expect(m!.sub(a!.mul(rest).add(b!.mul(share))).toNumber()).toBeLessThanOrEqual(slack);
      const rise = model.slope(from.holdings, between, drift).mul(rest);
      expect(m!.add(rise).sub(b!).toNumber()).toBeLessThanOrEqual(slack);
    });
  });

  it('moves no faster and no slower with one price than its proven rates say', () => {
    each(dice => {
      const book = randomBook(dice);
      const { symbol, quantity, price } = dice.pick(book.held);
      const index = SYMBOLS.indexOf(symbol);
      const higher = price * (1 + dice.between(0.0001, 0.5));
      const prices = book.prices.slice();
      prices[index] = prices[index]!.mul(higher / price);
      const step = prices[index]!.sub(book.prices[index]!).toNumber();
      const exposed = Math.abs(quantity) * step;
      const rise = model
        .maintenance(book.holdings, prices)
        .sub(model.maintenance(book.holdings, book.prices))
        .toNumber();
      const slack = 1e-9 * exposed;
      expect(rise).toBeGreaterThanOrEqual(
        model.slopeAtLeast(index, book, price, 1.0001 * higher) * step - slack,
      );
      expect(rise).toBeLessThanOrEqual(model.slopeAtMost(index, book, price, 1.0001 * higher) * step + slack);
    });
  });
});
