/** Whole-position tiers on random books: what the screen, the breaks and the laws of margins promise. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, ZERO } from '../../src/basics/money.ts';
import { type Instrument, makeInstrument, perpetual, unitValue } from '../../src/market/instrument.ts';
import type { Holding } from '../../src/margin/model.ts';
import type { MarginTier } from '../../src/margin/tiered-model.ts';
import { okx } from './okx-book.ts';

const inverse = (symbol: string) => makeInstrument({ symbol, kind: 'inverse-perpetual', contractSize: 10 });
/** Rates that rise by odd steps, one of them no step at all. */
const odd: MarginTier[] = [
  [1_000, 0.01],
  [2_000, 0.05],
  [5_000, 0.05],
  [9_000, 0.06],
  [1e12, 0.5],
].map(([cap, rate], k, all) => ({
  floor: new Decimal(k === 0 ? 0 : all[k - 1]![0]!),
  cap: new Decimal(cap!),
  maintenanceMarginRate: new Decimal(rate!),
  maxLeverage: 10,
  deduction: ZERO,
}));

interface Case {
  name: string;
  instrument: Instrument;
  own?: MarginTier[];
  /** Where the tiers' edges lie: sizes, and prices to walk. */
  sizes: [from: number, to: number];
  prices: [from: number, to: number];
  jumps: boolean;
}
const CASES: Case[] = [
  {
    name: 'by size, linear',
    instrument: perpetual('ETHUSDT'),
    sizes: [1, 20_000],
    prices: [50, 5_000],
    jumps: false,
  },
  {
    name: 'by size, inverse',
    instrument: inverse('SOLUSD_PERP'),
    sizes: [100, 500_000],
    prices: [1, 300],
    jumps: false,
  },
  {
    name: 'by value, inverse',
    instrument: inverse('ETHUSD_PERP'),
    sizes: [1_000, 2e6],
    prices: [50, 5_000],
    jumps: true,
  },
  {
    name: 'by value, given',
    instrument: perpetual('ETHUSDT'),
    own: odd,
    sizes: [0.5, 20],
    prices: [50, 5_000],
    jumps: true,
  },
  {
    name: 'by value, inverse, given',
    instrument: inverse('ETHUSD_PERP'),
    own: odd,
    sizes: [1_000, 1e7],
    prices: [50, 5_000],
    jumps: true,
  },
];

/** The largest error of doubles in sums of one position, as a share of its value (semantics §8). */
const ERROR = 2 ** -41;

describe.each(CASES)('$name', ({ instrument, own, sizes, prices, jumps }) => {
  const { model } = okx([instrument], own ? { overrides: { tiers: { [instrument.symbol]: own } } } : {});
  const between = ([from, to]: [number, number]) =>
    fc
      .double({ min: Math.log(from), max: Math.log(to), noNaN: true })
      .map(log => Number(Math.exp(log).toPrecision(9)));
  const held = fc.tuple(between(sizes), fc.boolean()).map(([size, short]): Holding => {
    const quantity = new Decimal(size).mul(short ? -1 : 1);
    return {
      symbol: 0,
      quantity,
      cost: unitValue(instrument, new Decimal(1000)).mul(quantity),
      leverage: 10,
    };
  });
  const price = between(prices);
  const exact = (holding: Holding, at: number | Decimal) => model.maintenance([holding], [new Decimal(at)]);
  const screen = (of: 'screenMaintenance' | 'screenCeiling', { quantity }: Holding, at: number) =>
    model[of](
      Int32Array.of(0),
      Float64Array.of(quantity.toNumber()),
      Float64Array.of(at),
      Float64Array.of(0),
    );
  const gross = ({ quantity }: Holding, at: number) =>
    quantity.abs().mul(instrument.contractSize).toNumber() * (instrument.kind.startsWith('inverse') ? 1 : at);
  const always = <T>(law: (holding: Holding, a: number, b: number, share: number) => T) =>
    fc.assert(
      fc.property(held, price, price, fc.double({ min: 0, max: 1, noNaN: true }), (...given) => {
        law(...given);
      }),
      { numRuns: own || !jumps ? 400 : 60 },
    );
  const nearBreak = (holding: Holding, at: number) =>
    model.breaks(holding).some(edge => Math.abs(edge.toNumber() / at - 1) < 1e-12);

  it('is the same in doubles away from the edges', () => {
    always((holding, at) => {
      if (nearBreak(holding, at)) return;
      const apart = Math.abs(exact(holding, at).toNumber() - screen('screenMaintenance', holding, at));
      expect(apart).toBeLessThanOrEqual(ERROR * gross(holding, at));
    });
  });

  it('lies under a ceiling, at the edges too, that is convex along the price', () => {
    always((holding, a, b, share) => {
      const at = a + (b - a) * share;
      for (const p of [a, b, at, ...model.breaks(holding).map(edge => edge.toNumber())]) {
        if (p < prices[0] || p > prices[1]) continue;
        const slack = ERROR * gross(holding, p);
        expect(screen('screenCeiling', holding, p) + slack).toBeGreaterThanOrEqual(
          exact(holding, p).toNumber(),
        );
        // Just beyond the edge, where the higher tier has taken over.
        for (const beyond of [p * (1 - 1e-13), p * (1 + 1e-13)])
          expect(screen('screenCeiling', holding, p) + slack).toBeGreaterThanOrEqual(
            exact(holding, beyond).toNumber(),
          );
      }
      const chord =
        screen('screenCeiling', holding, a) * (1 - share) + screen('screenCeiling', holding, b) * share;
      expect(screen('screenCeiling', holding, at)).toBeLessThanOrEqual(
        chord + 4 * ERROR * gross(holding, Math.max(a, b)),
      );
    });
  });

  it('has a ceiling that rises no faster and no slower than its bounds say', () => {
    always((holding, a, b, share) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const mid = low + (high - low) * share;
      const book = {
        quantities: Float64Array.of(holding.quantity.toNumber()),
        constants: new Float64Array(1),
      };
      const rise = screen('screenCeiling', holding, high) - screen('screenCeiling', holding, mid);
      const slack = 4 * ERROR * gross(holding, high);
      expect(rise).toBeGreaterThanOrEqual(model.slopeAtLeast(0, book, low) * (high - mid) - slack);
      expect(rise).toBeLessThanOrEqual(model.slopeAtMost(0, book, low, high) * (high - mid) + slack);
    });
  });

  it('jumps at its breaks and nowhere else', () => {
    let seen = 0;
    always((holding, a, b) => {
      const edges = model.breaks(holding).map(edge => edge.toNumber());
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const inside = edges.filter(edge => edge >= low && edge <= high);
      seen += inside.length;
      for (const edge of inside) {
        const [below, above] = [exact(holding, edge * (1 - 1e-10)), exact(holding, edge * (1 + 1e-10))];
        expect(above.sub(below).abs().toNumber()).toBeGreaterThan(5e-4 * gross(holding, edge));
      }
      expect(edges).toEqual(edges.toSorted((x, y) => x - y));
      if (inside.length > 0) return;
      const middle = new Decimal(low).add(high).div(2);
      const bend = exact(holding, low).add(exact(holding, high)).div(2).sub(exact(holding, middle));
      expect(bend.abs().toNumber()).toBeLessThan(1e-20 * gross(holding, high));
    });
    expect(seen > 0).toBe(jumps);
  });

  it('has the slope of its own tier', () => {
    always((holding, at) => {
      const step = new Decimal(at).mul('1e-12');
      if (nearBreak(holding, at)) return;
      const slope = model.slope([holding], [new Decimal(at)], [new Decimal(1)]);
      const rise = exact(holding, new Decimal(at).add(step)).sub(exact(holding, at)).div(step);
      expect(rise.sub(slope).abs().toNumber()).toBeLessThanOrEqual(1e-15 * (gross(holding, at) / at));
    });
  });
});

describe('a size that doubles cannot tell from an edge', () => {
  it('is counted beyond it by the ceiling', () => {
    const { model } = okx(['ETHUSDT']);
    const quantity = new Decimal('300.000000000000001');
    const holding: Holding = { symbol: 0, quantity, cost: quantity.mul(1000), leverage: 10 };
    const ceiling = model.screenCeiling(
      Int32Array.of(0),
      Float64Array.of(quantity.toNumber()),
      Float64Array.of(1000),
      Float64Array.of(0),
    );
    expect(ceiling).toBeGreaterThanOrEqual(
      model.maintenance([holding], [new Decimal(1000)]).toNumber() * (1 - 1e-15),
    );
  });
});

describe('laws of a book', () => {
  const symbols = ['ETHUSDT', 'BTCUSDT', 'SOLUSDT', 'AAVEUSDT'];
  const { model } = okx(symbols);
  const book = fc.tuple(
    ...symbols.map(() =>
      fc.tuple(fc.integer({ min: -4000, max: 4000 }), fc.integer({ min: 1, max: 50_000 })),
    ),
  );
  const asked = (rows: readonly (readonly [number, number])[], order: readonly number[], factor = 1) => {
    const prices = rows.map(([, price]) => new Decimal(price));
    const holdings = order.map(symbol => {
      const quantity = new Decimal(rows[symbol]![0]).mul(factor);
      return { symbol, quantity, cost: quantity.mul(prices[symbol]!), leverage: 10 };
    });
    return { maintenance: model.maintenance(holdings, prices), initial: model.initial(holdings, prices) };
  };

  it('the order of the positions does not matter, their direction neither', () => {
    fc.assert(
      fc.property(book, rows => {
        const one = asked(rows, [0, 1, 2, 3]);
        expect(asked(rows, [3, 1, 0, 2])).toEqual(one);
        expect(
          asked(
            rows.map(([quantity, price]) => [-quantity, price] as const),
            [0, 1, 2, 3],
          ),
        ).toEqual(one);
        expect(one.initial.gte(one.maintenance.mul('0.9'))).toBe(true);
      }),
    );
  });

  it('nothing held asks nothing', () => {
    expect(model.maintenance([], []).toFixed()).toBe('0');
    expect(model.initial([], []).toFixed()).toBe('0');
    expect(
      asked(
        [
          [0, 10],
          [0, 10],
          [0, 10],
          [0, 10],
        ],
        [0, 1, 2, 3],
      ).maintenance.toFixed(),
    ).toBe('0');
  });

  it('within the first tier the requirement grows with the book, beyond it faster', () => {
    const rows = [
      [100, 2000],
      [5, 40_000],
      [10, 100],
      [5, 300],
    ] as const;
    const one = asked(rows, [0, 1, 2, 3]).maintenance;
    expect(asked(rows, [0, 1, 2, 3], 3).maintenance.eq(one.mul(3))).toBe(true);
    expect(asked(rows, [0, 1, 2, 3], 30).maintenance.gt(one.mul(30))).toBe(true);
  });
});
