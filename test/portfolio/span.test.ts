import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  interCommodityCredits,
  interMonthCharge,
  SPAN_PARAMETER_SOURCES,
  spanParameters,
  type SpanParameters,
  spanPortfolio,
  spanPriceRisk,
  spanRiskArray,
  spanScanRisk,
} from '../../src/index.ts';
import { bookOf, dollars, future, option, perp, randomBook, scaled, unit } from './scan-books.ts';

const NAMES = ['BTC', 'ETH', 'SOL'];
const plain = spanParameters(NAMES);
const btc = plain.underlyings['BTC']!;
const correlated: SpanParameters = {
  ...plain,
  credits: [
    { underlyings: ['BTC', 'ETH'], rate: 0.5 },
    { underlyings: ['BTC', 'SOL'], rate: 0.3 },
  ],
};
const withRange = (parameters: SpanParameters, factor: number): SpanParameters => ({
  ...parameters,
  underlyings: Object.fromEntries(
    Object.entries(parameters.underlyings).map(([name, own]) => [
      name,
      { ...own, priceScanRange: own.priceScanRange * factor },
    ]),
  ),
});

describe('the scan', () => {
  it("is the covered write of McMillan: the future's array and a short call's", () => {
    const { scanRisk, activeScenario } = spanScanRisk([
      {
        gains: [
          0, 0, 3330, 3330, -3330, -3330, 6670, 6670, -6670, -6670, 10000, 10000, -10000, -10000, 7000, -7000,
        ],
      },
      {
        gains: [
          460, -610, 2640, 1730, -1270, -2340, 5210, 4540, -2540, -3430, 8060, 7640, -3380, -3990, 3130,
          -1500,
        ],
        quantity: -1,
      },
    ]);
    expect({ scanRisk, activeScenario }).toEqual({ scanRisk: 6620, activeScenario: 13 });
  });

  it('of a future: thirds of the range in SPAN order, the extreme in part', () => {
    const array = spanRiskArray(unit('BTC', { linear: [perp(1, 100_000)] }), btc);
    const third = 4_000;
    const expected = [0, 0, 1, 1, -1, -1, 2, 2, -2, -2, 3, 3, -3, -3].map(k => k * third);
    [...expected, 36_000 * 0.32, -36_000 * 0.32].forEach((pnl, k) => expect(array[k]).toBeCloseTo(pnl, 6));
  });

  it('of an inverse contract is that of its USD size', () => {
    const inverse = { ...perp(1_000, 100_000), inverseSize: 100 };
    expect(spanRiskArray(unit('BTC', { linear: [inverse] }), btc)).toEqual(
      spanRiskArray(unit('BTC', { linear: [perp(1, 100_000)] }), btc),
    );
  });

  it('values options a day later, and with volatility up higher than down', () => {
    const array = spanRiskArray(unit('BTC', { options: [option(1)] }), btc);
    for (let k = 0; k < 14; k += 2) expect(array[k]!).toBeGreaterThan(array[k + 1]!);
    const still = spanRiskArray(unit('BTC', { options: [option(1)] }), { ...btc, volatilityScanRange: 0 });
    expect(still[0]!).toBeLessThan(0);
    expect(still[0]!).toBe(still[1]!);
  });

  it('never takes a price below zero', () => {
    const array = spanRiskArray(unit('BTC', { linear: [perp(1, 100_000)] }), { ...btc, priceScanRange: 0.5 });
    expect(array[15]).toBeCloseTo(-100_000 * 0.32, 6);
  });

  it('refuses an array that is not one', () => {
    expect(() => spanScanRisk([{ gains: [1, 2] }])).toThrow('positions[0].gains: expected 16 numbers');
  });
});

describe('spreads', () => {
  const months = [
    { years: 0, units: 2, price: 100 },
    { years: 0.1, units: -1, price: 101 },
    { years: 0.5, units: -3, price: 105 },
  ];

  it('between expiries: the nearest long meets the nearest short, the far leg is charged', () => {
    const charge = interMonthCharge(months, {
      tiers: [{ fromYears: 0, toYears: Infinity }],
      spreads: [{ tiers: [0, 0], rate: 0.0175 }],
    });
    expect(charge).toBeCloseTo(0.0175 * (101 + 105), 12);
  });

  it('between tiers: in their order, each delta once', () => {
    const tiers = [
      { fromYears: 0, toYears: 0.3 },
      { fromYears: 0.3, toYears: Infinity },
    ];
    const spreads = [
      { tiers: [0, 1] as const, rate: 0.02 },
      { tiers: [0, 0] as const, rate: 0.01 },
    ];
    expect(interMonthCharge(months, { tiers, spreads })).toBeCloseTo(0.02 * 2 * 105, 12);
    expect(interMonthCharge(months, { tiers, spreads: spreads.toReversed() })).toBeCloseTo(
      0.01 * 101 + 0.02 * 105,
      12,
    );
  });

  it('a calendar is charged and nothing else', () => {
    const calendar = bookOf(unit('BTC', { linear: [perp(1, 100_000), future(-1, 101_000, 0.25)] }));
    const { parts } = spanPortfolio(calendar, plain);
    expect(parts['interMonth']).toBeCloseTo(0.0175 * 101_000, 6);
    // What the future is dearer by is scanned.
    expect(parts['scan']).toBeCloseTo(0.12 * 1_000, 6);
  });

  it('price risk: the mean of both volatilities, less what time costs', () => {
    const array = Array.from({ length: 16 }, () => 0);
    [array[0], array[1], array[12], array[13]] = [-10, -20, -500, -400];
    expect(spanPriceRisk(array, 13)).toBe(450 - 15);
    array[15] = -600;
    expect(spanPriceRisk(array, 16)).toBe(600 - 15);
    expect(spanPriceRisk(array, null)).toBe(0);
  });

  it('credits use deltas up in their order and by their ratio', () => {
    const legs = {
      A: { delta: 10, unitPriceRisk: 3 },
      B: { delta: -4, unitPriceRisk: 5 },
      C: { delta: -20, unitPriceRisk: 7 },
      D: { delta: 5, unitPriceRisk: 1 },
    };
    const given = interCommodityCredits(legs, [
      { underlyings: ['A', 'B'], deltasPerSpread: [2, 1], rate: 0.5 },
      { underlyings: ['A', 'C'], rate: 0.4 },
      { underlyings: ['A', 'D'], rate: 0.9 },
    ]);
    // Four spreads take 8 of A and all of B; C meets the 2 that are left; A and D are on the same side.
    expect(given['A']).toBeCloseTo(8 * 3 * 0.5 + 2 * 3 * 0.4, 12);
    expect(given['B']).toBeCloseTo(4 * 5 * 0.5, 12);
    expect(given['C']).toBeCloseTo(2 * 7 * 0.4, 12);
    expect(given['D']).toBeUndefined();
  });

  it('a long against a short of equal dollars: half of both scans comes back at 50 %', () => {
    const { maintenanceMargin, initialMargin, parts } = spanPortfolio(
      dollars({ BTC: 100_000, ETH: -100_000 }),
      correlated,
    );
    expect(parts['scan']).toBeCloseTo(24_000, 6);
    expect(parts['interCommodity']).toBeCloseTo(-12_000, 6);
    expect(maintenanceMargin).toBeCloseTo(12_000, 6);
    expect(initialMargin).toBeCloseTo(13_200, 6);
    expect(spanPortfolio(dollars({ BTC: 100_000, ETH: 100_000 }), correlated).maintenanceMargin).toBeCloseTo(
      24_000,
      6,
    );
  });
});

describe('options', () => {
  it('a far short option pays the minimum', () => {
    const far = option(-1, { strike: 400_000, mark: 1, yearsToExpiry: 3 / 365 });
    const { maintenanceMargin, parts } = spanPortfolio(bookOf(unit('BTC', { options: [far] })), plain);
    expect(maintenanceMargin).toBeCloseTo(300, 6);
    expect(parts['scan']! + parts['shortOptionMinimum']!).toBeCloseTo(300, 6);
  });

  it('their value counts only where equity is cash, and never makes a requirement negative', () => {
    const held = (quantity: number) => bookOf(unit('BTC', { options: [option(quantity)] }));
    const asCash = { ...plain, deductsOptionValue: true };
    const long = spanPortfolio(held(1), plain).maintenanceMargin;
    expect(spanPortfolio(held(1), asCash).maintenanceMargin).toBe(Math.max(0, long - 5_700));
    const short = spanPortfolio(held(-1), plain).maintenanceMargin;
    expect(spanPortfolio(held(-1), asCash).maintenanceMargin).toBeCloseTo(short + 5_700, 9);
  });

  it('coins offset what is short of them and no more', () => {
    const short = (spot: number) =>
      spanPortfolio(bookOf(unit('BTC', { linear: [perp(-2, 100_000)], spot })), plain).maintenanceMargin;
    expect([0, 1, 2, 9].map(short)).toEqual([24_000, 12_000, 0, 0]);
  });
});

describe('laws of pm-span', () => {
  const required = (book: Parameters<typeof spanPortfolio>[0]) => spanPortfolio(book, correlated);

  it('nothing held, nothing asked', () => {
    expect(required(bookOf())).toMatchObject({ maintenanceMargin: 0, initialMargin: 0, worst: null });
    expect(required(dollars({ BTC: 0, ETH: 0 }))).toMatchObject({ maintenanceMargin: 0, worst: null });
  });

  it('parts sum to the requirement, the worst scenario loses the scan, order does not matter, size scales', () => {
    fc.assert(
      fc.property(randomBook(true), fc.double({ min: 0.1, max: 10, noNaN: true }), (book, factor) => {
        const { maintenanceMargin, initialMargin, parts, worst } = required(book);
        const scale = 1e-9 * (1 + maintenanceMargin * factor + Math.abs(parts['scan']!));
        const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(scale);
        near(
          Object.values(parts).reduce((a, b) => a + b, 0),
          maintenanceMargin,
        );
        near(worst?.pnl ?? 0, -parts['scan']!);
        near(initialMargin, 1.1 * maintenanceMargin);
        near(required({ units: book.units.toReversed() }).maintenanceMargin, maintenanceMargin);
        near(required(scaled(book, factor)).maintenanceMargin, factor * maintenanceMargin);
        expect(maintenanceMargin).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('a wider range never asks less of a linear book', () => {
    fc.assert(
      fc.property(randomBook(false), fc.double({ min: 1, max: 2.5, noNaN: true }), (book, factor) => {
        const wider = spanPortfolio(book, withRange(correlated, factor)).maintenanceMargin;
        expect(wider).toBeGreaterThanOrEqual(required(book).maintenanceMargin * (1 - 1e-12));
      }),
    );
  });

  it('without credits a book asks at most what its underlyings ask alone', () => {
    fc.assert(
      fc.property(randomBook(true), book => {
        const alone = book.units.reduce(
          (sum, own) => sum + spanPortfolio(bookOf(own), plain).maintenanceMargin,
          0,
        );
        expect(spanPortfolio(book, plain).maintenanceMargin).toBeCloseTo(alone, 5);
        expect(required(book).maintenanceMargin).toBeLessThanOrEqual(alone * (1 + 1e-12));
      }),
    );
  });

  it('no NaN without time, volatility or price', () => {
    const dead = option(-1, { yearsToExpiry: 0, volatility: 0, forward: 0, mark: 0 });
    const book = bookOf({ ...unit('BTC', { options: [dead], linear: [perp(1, 0)] }), index: 0 });
    expect(required(book).maintenanceMargin).toBe(0);
  });
});

describe('parameters', () => {
  it('each says where it comes from', () => {
    const fields = new Set([...Object.keys(plain), ...Object.keys(btc)]);
    expect(new Set(Object.keys(SPAN_PARAMETER_SOURCES))).toEqual(fields);
  });

  it('of a history: the 99 % move, at least the floor of the class; credit by correlation', () => {
    const times = Array.from({ length: 500 }, (_, day) => day * 86_400_000);
    const wild = times.map((_, day) => (day < 6 ? -0.3 : day % 2 ? 0.01 : -0.01));
    const calm = times.map((_, day) => (day % 2 ? 0.01 : -0.01));
    const history = { times, returns: { BTC: wild, ETH: calm, SOL: calm.map(value => -value) } };
    const { underlyings, credits } = spanParameters(NAMES, history);
    expect(underlyings['BTC']!.priceScanRange).toBeCloseTo(1 - Math.exp(-0.3), 12);
    expect(underlyings['ETH']!.priceScanRange).toBe(0.1);
    expect(underlyings['SOL']!.priceScanRange).toBe(0.15);
    // SOL goes against both, and only what goes along offsets.
    expect(credits.map(({ underlyings }) => underlyings)).toEqual([['BTC', 'ETH']]);
    const alike = spanParameters(['BTC', 'ETH'], { times, returns: { BTC: calm, ETH: calm } });
    expect(alike.credits).toEqual([{ underlyings: ['BTC', 'ETH'], rate: expect.closeTo(0.6, 12) as number }]);
  });

  it('an underlying without any is named', () => {
    expect(() => spanPortfolio(dollars({ SOL: 1 }), spanParameters(['BTC']))).toThrow('underlyings.SOL');
  });
});
