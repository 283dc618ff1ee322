/** What backs a book at Binance, by date: multi-assets mode, portfolio margin, and the books that need neither. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/basics/money.ts';
import { type Asked, binanceBook, inverse, linear, oneTier } from './binance-book.ts';

const of = (asked: Partial<Asked>) => binanceBook({ instruments: [linear('BTCUSDT')], ...asked }).rules;
const counted = (rules: ReturnType<typeof of>, asset: string, amount: number): number =>
  rules.collateral.counted(asset, new Decimal(amount)).toNumber();
const [in2021, in2022, in2025] = [Date.UTC(2021, 0, 1), Date.UTC(2022, 5, 1), Date.UTC(2025, 10, 1)];

describe('one dollar coin and linear contracts', () => {
  it.each(['isolated', 'cross', 'portfolio'] as const)('%s: the coin backs them whole', mode => {
    const { collateral } = of({ mode });
    expect(collateral.pool).toBe('settle');
    expect(collateral.borrow).toBeNull();
    expect(collateral.counted('USDT', new Decimal(100)).toString()).toBe('100');
  });

  it('isolated stays so with several assets', () => {
    expect(of({ mode: 'isolated', severalAssets: true }).collateral.pool).toBe('settle');
  });
});

describe('multi-assets mode', () => {
  const cross = (asOf: number) => of({ severalAssets: true, asOf });

  it('cuts a balance by the bid buffer and raises a debt by the ask buffer', () => {
    const rules = cross(in2022);
    expect(rules.collateral).toMatchObject({ pool: 'all', unrealised: 'counted' });
    expect(['BTC', 'XRP', 'USDT', 'BUSD'].map(asset => counted(rules, asset, 100))).toEqual([
      95, 90, 99.99, 100,
    ]);
    expect(['XRP', 'USDT', 'BUSD'].map(asset => counted(rules, asset, -100))).toEqual([-110, -100.01, -100]);
  });

  it('counts no asset it does not list', () => {
    expect(counted(cross(in2022), 'LINK', 100)).toBe(0);
    expect(counted(cross(in2022), 'LINK', -100)).toBe(-100);
    expect(counted(cross(in2022), 'FDUSD', 100)).toBe(0);
  });

  it('changes its table and its limits, and says which is used', () => {
    const limit = (asOf: number, asset: string) =>
      cross(asOf).collateral.borrow!.convert!.limit(asset)?.toNumber() ?? null;
    expect(counted(cross(in2025), 'BTC', 100)).toBe(97.5);
    expect(counted(cross(in2025), 'FDUSD', 100)).toBe(98.9);
    expect([limit(in2022, 'USDT'), limit(in2022, 'BTC')]).toEqual([10_000, null]);
    expect([limit(in2025, 'USDT'), limit(in2025, 'BTC')]).toEqual([5000, 0.1]);
    expect(cross(in2025).rulesFrom.join()).toMatch(/unknown date/);
    expect(cross(in2021).rulesFrom.join()).toMatch(/2021-22.*stands in for the time before/);
    expect(cross(in2022).rulesFrom.join()).not.toMatch(/stands in/);
  });

  it('is no mode of coin-margined contracts', () => {
    const rules = of({
      instruments: [linear('BTCUSDT'), inverse('BTCUSD_PERP')],
      severalAssets: true,
    });
    expect(rules.collateral.pool).toBe('settle');
    expect(rules.assumptions.join()).toMatch(/multi-assets mode is for USD-M contracts only/);
  });
});

describe('portfolio margin', () => {
  const pm = (asOf: number, more: Partial<Asked> = {}) =>
    of({ mode: 'portfolio', severalAssets: true, asOf, ...more });

  it('counts min(E·rate, E): no surcharge on a debt', () => {
    const rules = pm(in2022);
    expect(rules.collateral).toMatchObject({ pool: 'all', unrealised: 'counted' });
    expect(['BTC', 'DOT', 'PAXG', 'NEW'].map(asset => counted(rules, asset, 100))).toEqual([95, 90, 80, 10]);
    expect(['BTC', 'DOT', 'PAXG', 'NEW'].map(asset => counted(rules, asset, -100))).toEqual([
      -100, -100, -100, -100,
    ]);
    expect(counted(pm(in2025), 'PAXG', 100)).toBe(60);
  });

  it('pools a coin-margined book even with one coin', () => {
    const rules = of({
      venue: 'binance-coinm',
      mode: 'portfolio',
      instruments: [inverse('BTCUSD_PERP')],
    });
    expect(rules.venue).toBe('binance-pm');
    expect(counted(rules, 'BTC', 100)).toBe(95);
  });

  it('sums USD-M and COIN-M requirements, whatever they hedge', () => {
    const { rules } = binanceBook({
      mode: 'portfolio',
      instruments: [linear('BTCUSDT'), inverse('BTCUSD_PERP')],
    });
    const price = new Decimal(50_000);
    const [long, short] = [
      { symbol: 0, quantity: new Decimal(1), cost: price, leverage: 10 },
      { symbol: 1, quantity: new Decimal(-500), cost: new Decimal(1), leverage: 10 },
    ];
    const ask = (...held: (typeof long)[]) => rules.model.maintenance(held, [price, price]).toNumber();
    expect([ask(long), ask(short), ask(long, short)]).toEqual([200, 200, 400]);
  });

  it('warns, refuses and liquidates at the published ratios', () => {
    for (const asOf of [in2021, in2022, in2025]) {
      expect(pm(asOf)).toMatchObject({ warningHealth: 1.5, refusesBelow: 1.2, liquidationHealth: 1.05 });
      expect(pm(asOf).strict).toBe(false);
    }
    expect(pm(in2022).rulesFrom.join()).toMatch(/April 2022/);
    expect(pm(in2025).rulesFrom.join()).toMatch(/summary of 2025/);
    expect(of({ mode: 'cross' }).refusesBelow ?? null).toBeNull();
  });
});

describe('figures of the caller', () => {
  const overrides = {
    tiers: { BTCUSDT: oneTier('0.02') },
    haircuts: { BTC: new Decimal('0.3') },
    feeTakerRate: new Decimal('0.0004'),
  };
  it.each(['isolated', 'cross', 'portfolio'] as const)(
    '%s: stand in place of the venue’s, and are named',
    mode => {
      const rules = of({ mode, severalAssets: true, overrides });
      expect(rules.feeTakerRate.toString()).toBe('0.0004');
      expect(rules.leverageMax(0, new Decimal(1e9))).toBe(125);
      expect(counted(rules, 'BTC', 100)).toBe(mode === 'isolated' ? 100 : 70);
      expect(rules.rulesFrom).toContain("BTCUSDT: tiers of the caller's own.");
      expect(rules.assumptions).toContain(
        "The caller's own in place of Binance's: tiers of BTCUSDT, haircut of BTC 30 %, taker fee 0.04 %.",
      );
    },
  );
});

describe('which table applies', () => {
  const facts = (symbol: string, kind: 'linear-future' | 'inverse-future' | 'inverse-perpetual') =>
    of({ instruments: [{ symbol, kind, contractSize: kind === 'linear-future' ? 1 : 10 }] }).rulesFrom;

  it('a delivery contract has the perpetual’s where it has none of its own, and says so', () => {
    expect(facts('BTCUSDT_220325', 'linear-future')[0]).toMatch(
      /of BTCUSDT, which stand in for the delivery/,
    );
    expect(facts('BTCUSD_220325', 'inverse-future')[0]).toMatch(/2021-04-26/);
    expect(facts('BTCUSD_PERP', 'inverse-perpetual')[0]).toMatch(/2021-07-27/);
  });

  it('another coin has what stands in, by name', () => {
    expect(facts('LINKUSD_PERP', 'inverse-perpetual')[0]).toMatch(/2\.5 %, stands in \(ours\)/);
    expect(of({ instruments: [linear('LUNAUSDT')] }).rulesFrom[0]).toMatch(/generic tier/);
  });

  it('an option has none', () => {
    const instruments = [{ symbol: 'BTC-240628-70000-C', kind: 'option' as const }];
    expect(() => of({ instruments })).toThrow(/options .* not known here/);
  });
});

describe('laws of every Binance book', () => {
  const book = binanceBook({
    asOf: in2025,
    instruments: [linear('BTCUSDT'), inverse('BTCUSD_PERP'), inverse('ETHUSD_PERP', 10), linear('NEWUSDT')],
  });

  it('maintenance is continuous and convex in size, and below initial at the highest leverage allowed', () => {
    const symbol = fc.integer({ min: 0, max: 3 });
    const size = fc.double({ min: 1, max: 1e8, noNaN: true });
    const price = new Decimal(1000);
    const prices = book.instruments.map(() => price);
    const own = (at: number, quantity: number) => {
      const units = new Decimal(quantity);
      const base = { symbol: at, quantity: units, cost: units, leverage: 1 };
      const { notional } = book.rules.model.own(base, prices)!;
      return book.rules.model.own({ ...base, leverage: book.rules.leverageMax(at, notional)! }, prices)!;
    };
    fc.assert(
      fc.property(symbol, size, size, (at, a, b) => {
        const [low, middle, high] = [a, (a + b) / 2, b].map(quantity => own(at, quantity));
        expect(
          middle!.maintenance.mul(2).lte(low!.maintenance.add(high!.maintenance).mul('1.000000001')),
        ).toBe(true);
        expect(middle!.maintenance.lt(middle!.initial)).toBe(true);
        const next = own(at, a * (1 + 1e-12));
        expect(next.maintenance.sub(low!.maintenance).abs().lt(low!.notional.mul('1e-11'))).toBe(true);
      }),
    );
  });
});
