/** What the models charge that no published book shows, by hand; and how they refuse. */
import { describe, expect, it } from 'vitest';
import {
  BYBIT_PM_ASSUMPTIONS,
  bybitPortfolio,
  DERIBIT_PM_ASSUMPTIONS,
  deribitPortfolio,
  OKX_PM_ASSUMPTIONS,
  okxAccountMargin,
  okxPortfolio,
} from '../../src/index.ts';
import { black76Price } from '../../src/market/black76.ts';
import { deribitDeltaShock } from '../../src/portfolio/deribit-pm-matrix.ts';
import { OKX_MINIMUM_CUT_TIME, OKX_SHOCK_CUT_TIME } from '../../src/portfolio/okx-pm-parameters.ts';
import { book, contract, option } from './venue-books.ts';

const month = 30 / 365;

describe('Deribit', () => {
  it('moves a volatility by the power of the time left, up to at least 50 %', () => {
    const call = option({ quantity: -1, yearsToExpiry: 4 * month, volatility: 0.8 });
    const { initialVectors } = deribitPortfolio(book({ options: [call] })).currencies[0]!;
    const price = (volatility: number, move: number): number =>
      black76Price(1, 100 * (1 + move), 100, 4 * month, volatility, 1) / 100 / (1 + move);
    const now = price(0.8, 0);
    const scale = 0.25 ** 0.13;
    const wanted = [0.8 * (1 + 0.5 * scale), 0.8, 0.8 * (1 - 0.25 * scale)].map(
      volatility => now - price(volatility, 0.16),
    );
    wanted.forEach((pnl, k) => expect(initialVectors['BTC']!.standard[24 + k]).toBeCloseTo(pnl, 12));
    expect(initialVectors['BTC']!.extended[7]).toBeCloseTo(now - price(0.8 * (1 + 0.5 * scale), 5), 12);

    const calm = option({ quantity: -1, yearsToExpiry: month, volatility: 0.2 });
    const { standard } = deribitPortfolio(book({ options: [calm] })).currencies[0]!.initialVectors['BTC']!;
    const rise = (volatility: number): number => black76Price(1, 100, 100, month, volatility, 1) / 100;
    expect(standard[12]).toBeCloseTo(rise(0.2) - rise(0.5), 12);
  });

  it('damps the extended table once, and lets its futures go no further than the range', () => {
    const calls = option({ quantity: -1000, strike: 400, yearsToExpiry: month, volatility: 0.5 });
    const parameters = { all: { extendedFactor: 0.5, extendedDampener: 10_000 } };
    const [btc] = deribitPortfolio(book({ options: [calls] }), parameters).currencies;
    const { extended } = btc!.initialVectors['BTC']!;
    expect(btc!.aggregated.extended[7]).toBeCloseTo(Math.min(0, 0.5 * extended[7]! + 100), 10);
    expect(btc!.aggregated.extended[7]).toBeLessThan(-50);
    expect(btc!.aggregated.extended[0]).toBe(0);
    expect(btc!.worstCase).toBe(-btc!.aggregated.extended[7]!);
  });

  it('keeps coins and dollars apart, unless they are pooled: then a coin hedges its short', () => {
    const short = contract({ quantity: -10, inverseSize: 10, quote: 'USD' });
    const carry = book({ spot: 1, linear: [short] });
    expect(deribitPortfolio(carry).currencies[0]!.worstCase).toBeCloseTo(0.16 / 1.16, 9);
    const pooled = deribitPortfolio(carry, { currencies: 'pooled' });
    expect(pooled.parts).toEqual({ 'rollShock USD': 1 });
    const both = book({ linear: [short, contract({ quantity: 1 })] });
    expect(deribitPortfolio(both).currencies.map(({ currency }) => currency)).toEqual(['BTC', 'USD']);
    expect(deribitPortfolio(both, { currencies: 'pooled' }).maintenanceMargin).toBeCloseTo(1.6, 12);
  });

  it('lets gains of one currency of a pool offset the losses of another, in part and up to a limit', () => {
    const hedged = book(
      { underlying: 'ETH', linear: [contract({ quantity: 1 })] },
      { underlying: 'BTC', linear: [contract({ quantity: -1 })] },
    );
    const worst = (all: object): number =>
      deribitPortfolio(hedged, { all: { priceRange: 0.2, extendedFactor: 0, ...all } }).currencies[0]!
        .worstCase;
    expect(worst({ pnlOffset: 0 })).toBeCloseTo(20, 12);
    expect(worst({ pnlOffset: 0.6, maxOffsetablePnl: 1e6 })).toBeCloseTo(8, 12);
    expect(worst({ pnlOffset: 0.6, maxOffsetablePnl: 5 })).toBeCloseTo(15, 12);
  });

  it('charges a future by its time, long and short alike', () => {
    const linear = [contract({ yearsToExpiry: 0.5 }), contract({ quantity: -1 })];
    const { parts } = deribitPortfolio(book({ linear }));
    expect(parts['worstCase USD']).toBeUndefined();
    expect(parts['rollShock USD']).toBeCloseTo(100 * 0.0375 + 100 * 0.01, 12);
  });

  it('shocks the delta of books beyond the threshold alone', () => {
    const rates = { maxDeltaShock: 0.1, deltaShockThreshold: 20e6 };
    expect([20e6, -20e6, 0].map(delta => deribitDeltaShock(delta, rates))).toEqual([0, 0, 0]);
    expect(deribitDeltaShock(-30e6, rates)).toBeCloseTo(10e6 * 0.1 * 0.5, 6);
    expect(deribitDeltaShock(60e6, rates)).toBeCloseTo(40e6 * 0.1, 6);
    const large = deribitPortfolio(book({ linear: [contract({ quantity: 600_000 })] }));
    expect(large.parts['deltaShock USD']).toBeCloseTo(4e6, 6);
  });
});

describe('Bybit', () => {
  const spread = [
    option({ right: 'put', strike: 90, quantity: -1, mark: 3 }),
    option({ right: 'put', strike: 110, quantity: 1, mark: 15 }),
  ];

  it('charges what is sold and not covered by the same right and expiry', () => {
    expect(bybitPortfolio(book({ options: spread })).parts['optionContingency BTC']).toBeUndefined();
    const uncovered = [spread[0]!, { ...spread[1]!, right: 'call' as const }];
    expect(bybitPortfolio(book({ options: uncovered })).parts['optionContingency BTC']).toBeCloseTo(1.5, 12);
  });

  it('charges spreads between expiries by their time, the nearest first', () => {
    const linear = [
      contract({ quantity: 3 }),
      contract({ quantity: -2, yearsToExpiry: 0.25 }),
      contract({ quantity: -4, yearsToExpiry: 1 }),
    ];
    const { parts } = bybitPortfolio(book({ linear }));
    expect(parts['futureDeltaContingency BTC']).toBeCloseTo((2 * 0.25 + 1 * 1) * 0.45 * 100, 10);
    const options = [option({ yearsToExpiry: 0.1 }), option({ quantity: -1, yearsToExpiry: 0.2 })];
    const vega = bybitPortfolio(book({ options })).parts['optionVegaContingency BTC'];
    expect(vega).toBeCloseTo(36.5 * 0.0003 * 100, 10);
  });

  it('counts a coin up to the delta it offsets, or not at all', () => {
    const carry = book({ spot: 3, linear: [contract({ quantity: -2 })] });
    expect(bybitPortfolio(carry).maintenanceMargin).toBeCloseTo(2 * 0.0003 * 100, 12);
    expect(bybitPortfolio(carry, { spotHedging: false }).parts['maxLoss BTC']).toBeCloseTo(20, 12);
  });

  it('charges stablecoins held against each other when a rate is given', () => {
    const linear = [contract(), contract({ quantity: -1, quote: 'USDC' })];
    expect(bybitPortfolio(book({ linear })).maintenanceMargin).toBeCloseTo(0.06, 12);
    const { parts } = bybitPortfolio(book({ linear }), { all: { stablecoinRate: 0.01 } });
    expect(parts['usdtUsdcContingency BTC']).toBeCloseTo(1, 12);
  });
});

describe('OKX', () => {
  it('takes the worse of points and share of a volatility, and reports both ways', () => {
    const calm = option({ quantity: 1, volatility: 0.4, yearsToExpiry: month });
    const wild = { ...calm, volatility: 2 };
    const pnl = (leg: typeof calm, k: number): number =>
      okxPortfolio(book({ options: [leg] })).scenarios[9 + k]!.pnl;
    const value = (volatility: number): number => black76Price(1, 100, 100, month, volatility, 1);
    expect(pnl(calm, 2)).toBeCloseTo(value(0.15) - value(0.4), 10);
    expect(pnl(wild, 2)).toBeCloseTo(value(1.3) - value(2), 10);
    expect(pnl(calm, 0)).toBeCloseTo(value(0.54) - value(0.4), 10);
    expect(pnl(wild, 1)).toBe(0);
  });

  it('interpolates the volatility shocks between expiries', () => {
    const leg = option({ quantity: -1, volatility: 0.1, yearsToExpiry: 1.5 * month });
    const value = (volatility: number): number => black76Price(1, 100, 100, 1.5 * month, volatility, 1);
    const up = okxPortfolio(book({ options: [leg] })).scenarios[9]!.pnl;
    expect(up).toBeCloseTo(value(0.1) - value(0.1 + 0.225), 10);
  });

  it('MR2 is the value options lose in a day', () => {
    const long = option({ quantity: 10 });
    const value = (years: number): number => 10 * black76Price(1, 100, 100, years, 0.6, 1);
    const { parts } = okxPortfolio(book({ options: [long] }));
    expect(parts['MR2 BTC']).toBeCloseTo(value(0.25) - value(0.25 - 1 / 365), 10);
    expect(okxPortfolio(book({ options: [{ ...long, quantity: -10 }] })).parts['MR2 BTC']).toBe(0);
  });

  it('MR4 charges each leg, by its time where that is more', () => {
    const linear = [contract(), contract({ quantity: -1, yearsToExpiry: 0.5 })];
    expect(okxPortfolio(book({ linear })).parts['MR4 BTC']).toBeCloseTo(0.2 + 2.5, 12);
  });

  it('MR7 governs what is hedged, by the tiers of its day', () => {
    const linear = [contract({ quantity: 1e6 }), contract({ quantity: -1e6 })];
    const mr7 = (asOf: number): number => okxPortfolio(book({ linear }), { asOf }).parts['MR7 BTC']!;
    expect(mr7(OKX_MINIMUM_CUT_TIME)).toBeCloseTo(250e3 + 250e3 * 2 + 400e3 * 4, 4);
    const before = 10e3 + 60e3 * 2 + 100e3 * 4 + 130e3 * 6 + 170e3 * 8 + 230e3 * 10 + 200e3 * 12;
    expect(mr7(OKX_MINIMUM_CUT_TIME - 1)).toBeCloseTo(before, 4);
    expect(okxPortfolio(book({ linear })).maintenanceMargin).toBeCloseTo(2_350_000, 4);
  });

  it('has wider moves before 6 January 2025', () => {
    const worst = (underlying: string, asOf?: number): number =>
      okxPortfolio(book({ underlying, linear: [contract()] }), asOf === undefined ? {} : { asOf }).worst!.pnl;
    const underlyings = ['BTC', 'XRP', 'ARB'];
    expect(underlyings.map(name => Math.round(-worst(name)))).toEqual([12, 18, 25]);
    expect(underlyings.map(name => Math.round(-worst(name, OKX_SHOCK_CUT_TIME - 1)))).toEqual([15, 20, 25]);
  });

  it('MR9 charges what one dollar hedges of another', () => {
    const linear = [contract({ quantity: 2e4 }), contract({ quantity: -2e4, quote: 'USDC' })];
    expect(okxPortfolio(book({ linear })).parts['MR9 BTC']).toBeCloseTo(1e6 * 0.0075 + 1e6 * 0.0175, 6);
  });

  it('an account that nothing is asked of is infinitely far from liquidation', () => {
    expect(okxAccountMargin({ unitMaintenance: [], equity: 0 }).marginRatio).toBe(Infinity);
  });
});

describe('parameters', () => {
  const models = { deribitPortfolio, bybitPortfolio, okxPortfolio };

  it.each(Object.entries(models))('%s refuses what it does not know', (_, model) => {
    const own = book({ linear: [contract()] });
    expect(() => model(own, { all: { nonsense: 1 } as never })).toThrow(
      'all.nonsense: no such parameter here',
    );
    const text = { underlyings: { BTC: { volatilityUp: 'x', basisRate: 'x' } as never } };
    expect(() => model(own, text)).toThrow(/BTC\.\w+: /);
  });

  it('of one underlying go before those of all', () => {
    const own = book({ linear: [contract()] }, { underlying: 'ETH', linear: [contract()] });
    const { scenarios } = bybitPortfolio(own, {
      all: { priceRange: 0.5 },
      underlyings: { ETH: { priceRange: 0.2 } },
    });
    expect([scenarios[0]!.pnl, scenarios[33]!.pnl]).toEqual([-50, -20]);
  });

  it('say what of them is not published', () => {
    for (const list of [DERIBIT_PM_ASSUMPTIONS, BYBIT_PM_ASSUMPTIONS, OKX_PM_ASSUMPTIONS])
      expect(list.length).toBeGreaterThan(5);
  });
});
