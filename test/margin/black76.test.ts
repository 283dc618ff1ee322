/** Black-76: laws that hold for every option, its greeks against its own differences, and its tails. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OptionTerms, black76, black76Price, impliedVolatility } from '../../src/margin/formulas.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyOption = fc.record({
  forward: between(1, 100_000),
  moneyness: between(0.2, 5),
  right: fc.constantFrom('call' as const, 'put' as const),
  yearsToExpiry: between(1e-4, 3),
  volatility: between(0.01, 4),
  interestRate: between(-0.05, 0.2),
});
const options = anyOption.map(({ moneyness, ...rest }) => ({ ...rest, strike: rest.forward * moneyness }));
type Option = OptionTerms & { interestRate: number };

const discountOf = (o: Option): number => Math.exp(-o.interestRate * o.yearsToExpiry);
/** A few units in the last place of the largest amount inside. */
const roundingOf = (o: Option): number => 1e-14 * (o.forward + o.strike);
const holds = (law: (option: Option) => boolean): void =>
  fc.assert(fc.property(options, law), { numRuns: 2_000 });

describe('laws', () => {
  it('put-call parity: call − put = discounted (forward − strike)', () =>
    holds(o => {
      const difference = black76({ ...o, right: 'call' }).price - black76({ ...o, right: 'put' }).price;
      return Math.abs(difference - discountOf(o) * (o.forward - o.strike)) <= roundingOf(o);
    }));

  it('worth between its discounted intrinsic value and that of forward (call) or strike (put)', () =>
    holds(o => {
      const { price } = black76(o);
      const sign = o.right === 'call' ? 1 : -1;
      const most = o.right === 'call' ? o.forward : o.strike;
      return (
        price >= discountOf(o) * Math.max(0, sign * (o.forward - o.strike)) &&
        price <= discountOf(o) * most * (1 + 1e-15)
      );
    }));

  it('worth no less at more volatility; vega and gamma are never below zero', () =>
    holds(o => {
      const now = black76(o);
      const more = black76({ ...o, volatility: o.volatility * 1.1 });
      return now.vega >= 0 && now.gamma >= 0 && more.price >= now.price - roundingOf(o);
    }));

  it('delta lies in [0, discount] of a call and is that less the discount of a put', () =>
    holds(o => {
      const call = black76({ ...o, right: 'call' }).delta;
      const put = black76({ ...o, right: 'put' }).delta;
      const discount = discountOf(o);
      return call >= 0 && call <= discount && Math.abs(call - discount - put) <= 1e-14;
    }));

  it('scales with its prices: twice the forward and the strike are twice the price', () =>
    holds(o => {
      const twice = black76({ ...o, forward: 2 * o.forward, strike: 2 * o.strike });
      // Exact but for what is too small to keep all its bits.
      return Math.abs(twice.price - 2 * black76(o).price) <= 4 * Number.MIN_VALUE;
    }));

  it('is the price of the hot loop, to the last bit', () =>
    holds(o => {
      const sign = o.right === 'call' ? 1 : -1;
      return (
        black76Price(sign, o.forward, o.strike, o.yearsToExpiry, o.volatility, discountOf(o)) ===
        black76(o).price
      );
    }));
});

describe('greeks', () => {
  const option: Option = {
    forward: 60_000,
    strike: 65_000,
    right: 'put',
    yearsToExpiry: 0.25,
    volatility: 0.6,
    interestRate: 0.04,
  };
  const greeks = black76(option);
  /** Central difference of the price in one input. */
  const slope = (field: 'forward' | 'volatility' | 'yearsToExpiry' | 'interestRate', step: number): number =>
    (black76({ ...option, [field]: option[field] + step }).price -
      black76({ ...option, [field]: option[field] - step }).price) /
    (2 * step);

  it('are the slopes of the price, in the units they are printed in', () => {
    expect(greeks.delta / slope('forward', 0.5)).toBeCloseTo(1, 7);
    expect(greeks.vega / (slope('volatility', 1e-4) / 100)).toBeCloseTo(1, 6);
    expect(greeks.theta / (-slope('yearsToExpiry', 1e-5) / 365)).toBeCloseTo(1, 6);
    expect(greeks.rho / (slope('interestRate', 1e-4) / 100)).toBeCloseTo(1, 6);
    const up = black76({ ...option, forward: option.forward + 1 }).delta;
    const down = black76({ ...option, forward: option.forward - 1 }).delta;
    expect(greeks.gamma / ((up - down) / 2)).toBeCloseTo(1, 6);
  });
});

describe('at the edges', () => {
  const at = (changes: Partial<Option>) =>
    black76({
      forward: 110,
      strike: 100,
      right: 'call',
      yearsToExpiry: 0.5,
      volatility: 0.4,
      interestRate: 0.1,
      ...changes,
    });

  it('expired: intrinsic, undiscounted, nothing moves but delta', () => {
    const still = { gamma: 0, vega: 0, theta: 0, rho: 0 };
    for (const yearsToExpiry of [0, -1]) {
      expect(at({ yearsToExpiry })).toEqual({ price: 10, delta: 1, ...still });
      expect(at({ yearsToExpiry, right: 'put' })).toEqual({ price: 0, delta: 0, ...still });
      expect(at({ yearsToExpiry, right: 'put', strike: 130 })).toEqual({ price: 20, delta: -1, ...still });
      expect(at({ yearsToExpiry, strike: 110 })).toEqual({ price: 0, delta: 0.5, ...still });
    }
  });

  it('without volatility: discounted intrinsic, which time brings up', () => {
    const discount = Math.exp(-0.05);
    const { price, delta, theta } = at({ volatility: 0 });
    expect(price).toBe(discount * 10);
    expect(delta).toBe(discount);
    expect(theta).toBeCloseTo((0.1 * price) / 365, 15);
  });

  it('a call at strike 0 is the discounted forward, a put on nothing the discounted strike', () => {
    expect(at({ strike: 0 }).price).toBe(Math.exp(-0.05) * 110);
    expect(at({ forward: 0, right: 'put' }).price).toBe(Math.exp(-0.05) * 100);
    expect(at({ forward: 0, strike: 0 }).price).toBe(0);
  });

  it('no input makes a figure that is no number', () => {
    const few = [0, 1e-300, 1, 1e9];
    for (const forward of few)
      for (const strike of few)
        for (const yearsToExpiry of [-1, ...few])
          for (const volatility of [-1, ...few])
            for (const right of ['call', 'put'] as const)
              for (const [name, figure] of Object.entries(
                at({ forward, strike, yearsToExpiry, volatility, right, interestRate: 0 }),
              ))
                expect(
                  Number.isNaN(figure),
                  `${name} at ${forward} ${strike} ${yearsToExpiry} ${volatility}`,
                ).toBe(false);
  });

  // Figures of 50-digit arithmetic (mpmath), independent of this code.
  it.each([
    ['call', 100, 500, 0.1, 0.5, 4.1828552715937476762e-24],
    ['put', 100, 20, 0.25, 0.6, 9.4272621568746967653e-8],
    ['call', 2000, 2000, 1e-4, 0.5, 3.9894186483694685156],
    ['put', 100, 300, 1, 3, 277.85406908608721687],
  ] as const)(
    'the tails keep their digits: %s %d %d',
    (right, forward, strike, yearsToExpiry, volatility, exact) => {
      const { price } = black76({ right, forward, strike, yearsToExpiry, volatility });
      expect(Math.abs(price / exact - 1)).toBeLessThan(1e-12);
    },
  );

  it('what is no number is named', () => {
    expect(() => at({ volatility: NaN })).toThrow('volatility: expected a number, got NaN');
    expect(() => at({ strike: -1 })).toThrow('strike: must not be below zero');
    expect(() => at({ right: 'Call' as 'call' })).toThrow("right: expected 'call' or 'put'");
  });
});

describe('implied volatility', () => {
  it('is what the price was made of, as far as the price shows it', () =>
    holds(o => {
      const { price, vega } = black76(o);
      const implied = impliedVolatility({ ...o, price });
      // What rounding of the price and its parity with the other side may hide.
      const blur = (4 * roundingOf(o)) / (vega * 100);
      if (blur > o.volatility) return true;
      return implied !== null && Math.abs(implied - o.volatility) <= blur + 1e-12 * o.volatility;
    }));

  it('gives back the price it was asked for', () =>
    holds(o => {
      const { price } = black76(o);
      const volatility = impliedVolatility({ ...o, price });
      if (volatility === null) return price >= discountOf(o) * Math.min(o.forward, o.strike) * (1 - 1e-12);
      return Math.abs(black76({ ...o, volatility }).price - price) <= 8 * roundingOf(o);
    }));

  it('is 0 at the intrinsic value and none where no volatility gives the price', () => {
    const call = { forward: 110, strike: 100, right: 'call' as const, yearsToExpiry: 0.5 };
    expect(impliedVolatility({ ...call, price: 10 })).toBe(0);
    expect(impliedVolatility({ ...call, price: 9.99 })).toBeNull();
    expect(impliedVolatility({ ...call, price: 110 })).toBeNull();
    expect(impliedVolatility({ ...call, price: 12, yearsToExpiry: 0 })).toBeNull();
    expect(() => impliedVolatility({ ...call, price: NaN })).toThrow('price: expected a number');
  });

  it('finds a wide one and a tiny price', () => {
    const call = { forward: 100, strike: 100, right: 'call' as const, yearsToExpiry: 1 };
    const wide = black76({ ...call, volatility: 10 }).price;
    expect(impliedVolatility({ ...call, price: wide })).toBeCloseTo(10, 8);
    const far = { ...call, strike: 500, yearsToExpiry: 0.1 };
    expect(impliedVolatility({ ...far, price: 4.1828552715937476762e-24 })).toBeCloseTo(0.5, 12);
  });
});
