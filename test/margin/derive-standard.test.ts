/** Derive's standard manager beyond its published books: laws that hold for every account. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeriveAccount, type DeriveExpiry, deriveStandardMargin } from '../../src/margin/formulas.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const option = fc.record({
  right: fc.constantFrom('call' as const, 'put' as const),
  strike: fc.integer({ min: 5, max: 40 }).map(step => step * 100),
  quantity: fc.integer({ min: -4, max: 4 }).filter(quantity => quantity !== 0),
  volatility: between(0.2, 2),
});
const expiry = fc.record({
  yearsToExpiry: between(0.001, 1),
  forward: between(1500, 2600),
  forwardConfidence: between(0, 1),
  volatilityConfidence: between(0, 1),
  options: fc.array(option, { minLength: 1, maxLength: 6 }),
});
const market = fc.record({
  spot: between(1500, 2600),
  spotConfidence: between(0, 1),
  base: between(0, 3),
  perp: fc.record({
    quantity: fc.integer({ min: -3, max: 3 }),
    price: between(1500, 2600),
    confidence: between(0, 1),
    unrealisedPnl: between(-500, 500),
  }),
  expiries: fc.array(expiry, { maxLength: 3 }),
});
const accounts = fc.record({
  cash: between(-5000, 5000),
  stablePrice: between(0.5, 1),
  markets: fc.record({ ETH: market, BTC: market }),
});
const holds = (law: (account: DeriveAccount) => void): void =>
  fc.assert(fc.property(accounts, law), { numRuns: 300 });

const eth = (expiry: DeriveExpiry['options'], rest: object = {}): DeriveAccount => ({
  cash: 0,
  markets: {
    ETH: { spot: 2000, expiries: [{ forward: 2000, yearsToExpiry: 0.1, options: expiry }], ...rest },
  },
});
const written = (right: 'call' | 'put', strike: number, quantity: number, markPrice: number) => ({
  right,
  strike,
  quantity,
  markPrice,
});

describe('laws', () => {
  it('nothing held: nothing asked', () => {
    const { equity, initialMargin, maintenanceMargin } = deriveStandardMargin({
      cash: 0,
      markets: { ETH: { spot: 2000, expiries: [{ forward: 2000, options: [] }] } },
    });
    expect([equity, initialMargin, maintenanceMargin].map(String)).toEqual(['0', '0', '0']);
  });

  it('opening asks for no less than keeping, and its parts make its margin', () =>
    holds(account => {
      const margin = deriveStandardMargin(account);
      expect(margin.initialMargin.gte(margin.maintenanceMargin)).toBe(true);
      for (const stage of ['initial', 'maintenance'] as const) {
        const sum = Object.values(margin.parts[stage]).reduce((a, b) => a.add(b));
        expect(sum.sub(margin[`${stage}Excess`]).abs().lte('1e-30')).toBe(true);
        expect(margin.equity.sub(sum).sub(margin[`${stage}Margin`]).abs().lte('1e-30')).toBe(true);
      }
      expect(margin.parts.maintenance.oracle.isZero() && margin.parts.maintenance.depeg.isZero()).toBe(true);
    }));

  it('keeping a book never asks for less than nothing', () =>
    holds(account => {
      // Doubles value the options; the bound by payoffs is theirs to the last few digits.
      expect(deriveStandardMargin(account).maintenanceMargin.toNumber()).toBeGreaterThanOrEqual(-1e-9);
    }));

  it('the order of markets, expiries and options does not matter', () =>
    holds(account => {
      const turned = {
        ...account,
        markets: Object.fromEntries(
          Object.entries(account.markets)
            .toReversed()
            .map(([name, { expiries, ...rest }]) => [
              name,
              {
                ...rest,
                expiries: expiries!
                  .toReversed()
                  .map(({ options, ...terms }) => ({ ...terms, options: options.toReversed() })),
              },
            ]),
        ),
      };
      const [a, b] = [deriveStandardMargin(account), deriveStandardMargin(turned)];
      for (const figure of ['equity', 'initialExcess', 'maintenanceExcess'] as const)
        expect(a[figure].sub(b[figure]).abs().lte('1e-30'), figure).toBe(true);
    }));

  it('more cash is that much more margin and asks for nothing', () =>
    holds(account => {
      const richer = deriveStandardMargin({ ...account, cash: Number(account.cash) + 1024 });
      const before = deriveStandardMargin(account);
      expect(richer.initialMargin.sub(before.initialMargin).abs().lte('1e-9')).toBe(true);
      expect(richer.maintenanceExcess.sub(before.maintenanceExcess).sub(1024).abs().lte('1e-9')).toBe(true);
    }));

  it('a long option is worth its mark and lends nothing', () => {
    const { equity, initialExcess, initialMargin } = deriveStandardMargin(
      eth([written('call', 1800, 2, 230)]),
    );
    expect([equity, initialExcess, initialMargin].map(String)).toEqual(['460', '0', '460']);
  });

  it('a spread asks for what it can lose at most', () => {
    const spread = deriveStandardMargin(eth([written('put', 2000, -1, 120), written('put', 1900, 1, 80)]));
    expect(String(spread.initialExcess)).toBe('-100');
  });

  it('net short calls have no bound: alone, or the worst strike and 1.2 forwards each', () => {
    const calls = [written('call', 400, -2, 1600), written('call', 300, 1, 1700)];
    const { initialExcess, maintenanceExcess } = deriveStandardMargin(eth(calls), { initialRateLeast: 0.15 });
    // Alone 2·(300 + 1600) = 3800; bound: payoff at 400 is +100, so 0, and 1.2·2000 = 2400.
    expect(String(initialExcess)).toBe('-2400');
    expect(String(maintenanceExcess)).toBe('-2200');
  });
});

describe('rates', () => {
  const perp = (price: number) => ({ spot: price, perp: { quantity: 1, price } });
  const asked = (name: string, parameters = {}): string => {
    const margin = deriveStandardMargin({ cash: 0, markets: { [name]: perp(1000) } }, parameters);
    return String(margin.initialExcess.neg());
  };

  it("each underlying has the venue's own, the caller's come before them", () => {
    expect(asked('ETH')).toBe('100');
    expect(asked('SOL')).toBe('200');
    expect(asked('SOL', { perpInitialRate: 0.3 })).toBe('300');
    expect(asked('SOL', { perpInitialRate: 0.3, markets: { SOL: { perpInitialRate: '0.4' } } })).toBe('400');
  });

  it('names what it does not know or cannot read', () => {
    expect(() => asked('ETH', { perpRate: 1 })).toThrow('perpRate: no such rate here');
    expect(() => asked('ETH', { perpInitialRate: 'x' })).toThrow('perpInitialRate: expected a number');
    const unpriced = { right: 'call' as const, strike: 1, quantity: 1 };
    expect(() => deriveStandardMargin(eth([unpriced]))).toThrow('option: needs a markPrice');
    expect(() => deriveStandardMargin(eth([], { base: -1 }))).toThrow('base: Derive lends no base assets');
  });
});
