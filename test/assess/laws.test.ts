/** What holds for every engine, whatever the book. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '../../src/assess/assess.ts';
import type { ModeAssessment } from '../../src/assess/assessment.ts';
import { UserError } from '../../src/basics/errors.ts';
import { Decimal } from '../../src/basics/money.ts';
import { SCENARIO_MODELS } from '../../src/venue/scenario-models.ts';
import { engines, type Engine, type Listed } from './engines.ts';
import { at, type Scene, scenes } from './random-account.ts';

const RUNS = { numRuns: 25, seed: 20200312 };

const ask = ({ id, mode }: Engine, { account, market }: Scene, extra = {}): ModeAssessment =>
  assess(id, account, market, extra).modes[mode]!;

const near = (a: string, b: string, tolerance = '1e-30'): boolean => {
  const scale = Decimal.max(1, new Decimal(a).abs());
  return new Decimal(a).sub(b).abs().lte(scale.mul(tolerance));
};

const listedOf = ({ linear, inverse }: Engine, symbol: string): Listed =>
  [...linear, ...inverse].find(own => own.symbol === symbol)!;

const holds = (engine: Engine, law: (scene: Scene) => void, sizes?: { min: number; max: number }): void =>
  fc.assert(fc.property(scenes(engine, sizes), law), RUNS);

it('there is an engine for each mode of more venues than one', () => {
  for (const mode of ['isolated', 'cross', 'portfolio'])
    expect(engines.filter(engine => engine.mode === mode).length, mode).toBeGreaterThan(1);
});

const OWN_MODELS = ['bybit/portfolio', 'deribit/portfolio', 'derive/portfolio'];

/** Scenario models are evaluated in doubles; Deribit rounds to nine decimals of a coin, a lot of a book of ten dollars. */
const withinOf = ({ id }: Engine, exact?: string): string | undefined => {
  if (id === 'deribit-pm' || id === 'deribit/portfolio') return '1e-4';
  return id in SCENARIO_MODELS || OWN_MODELS.includes(id) ? '1e-7' : exact;
};

describe.each(engines)('$id', engine => {
  it('does not depend on the order of positions', () => {
    holds(engine, scene => {
      const turned = {
        ...scene,
        account: { ...scene.account, positions: scene.account.positions.toReversed() },
      };
      const [one, other] = [ask(engine, scene), ask(engine, turned)];
      for (const field of ['equity', 'initialMargin', 'maintenanceMargin', 'available'] as const)
        expect(near(one[field], other[field], withinOf(engine)), field).toBe(true);
      for (const own of one.positions) {
        const same = other.positions.find(({ symbol }) => symbol === own.symbol)!;
        expect(same.tier).toBe(own.tier);
        expect(same.health).toBeCloseTo(own.health!, 10);
        expect(same.liquidationPrice === null).toBe(own.liquidationPrice === null);
        if (own.liquidationPrice !== null)
          expect(
            near(own.liquidationPrice, same.liquidationPrice!, withinOf(engine, '1e-26')),
            own.symbol,
          ).toBe(true);
      }
    });
  });

  it('asks nothing of an empty book', () => {
    const answer = ask(engine, {
      account: { collateral: { USDT: '1000' }, positions: [] },
      market: { prices: {} },
    });
    expect(answer).toMatchObject({ initialMargin: '0', maintenanceMargin: '0', health: null, positions: [] });
    expect(answer.equity).toBe('1000');
  });

  it('asks k times as much of a book k times as large, within the first tier', () => {
    holds(
      engine,
      scene => {
        const larger = {
          ...scene,
          account: {
            collateral: mapped(scene.account.collateral, amount => new Decimal(amount).mul(3)),
            positions: scene.account.positions.map(own => ({
              ...own,
              quantity: new Decimal(own.quantity).mul(3).toString(),
            })),
          },
        };
        const [one, three] = [ask(engine, scene), ask(engine, larger)];
        for (const field of ['equity', 'initialMargin', 'maintenanceMargin'] as const) {
          const scaled = new Decimal(one[field]).mul(3);
          // Deribit's rates grow with every coin.
          const grows = engine.id === 'deribit/cross' && field !== 'equity';
          const isMore = grows && scaled.lt(three[field]);
          expect(isMore || near(scaled.toString(), three[field], withinOf(engine, '1e-25')), field).toBe(
            true,
          );
        }
      },
      { min: 10, max: 1000 },
    );
  });

  it('asks more to open than to hold, at a leverage the venue allows', () => {
    let met = 0;
    holds(engine, scene => {
      const { assumptions } = assess(engine.id, scene.account, scene.market);
      if (assumptions.some(note => note.includes('it would not let this be opened'))) return;
      const { initialMargin, maintenanceMargin } = ask(engine, scene);
      expect(new Decimal(initialMargin).gte(maintenanceMargin)).toBe(true);
      met++;
    });
    expect(met).toBeGreaterThan(5);
  });

  it('liquidates at its liquidation price, and has nothing left at its bankruptcy price', () => {
    let met = 0;
    holds(engine, scene => {
      const here = ask(engine, scene);
      for (const { symbol, liquidationPrice, bankruptcyPrice } of here.positions) {
        const listed = listedOf(engine, symbol);
        const there = (price: string) => ask(engine, at(scene, listed, price));
        const healthThere = (price: string) =>
          there(price).positions.find(own => own.symbol === symbol)!.health!;
        if (liquidationPrice !== null) {
          met++;
          const health = healthThere(liquidationPrice);
          if (Math.abs(health / here.liquidationHealth - 1) > 1e-9)
            expectEdge(healthThere, liquidationPrice, here);
        }
        if (bankruptcyPrice !== null) expect(Math.abs(healthThere(bankruptcyPrice))).toBeLessThan(1e-9);
      }
    });
    expect(met).toBeGreaterThan(20);
  });

  it.skipIf(engine.mode !== 'isolated')('liquidates a standing position on its losing side', () => {
    holds(engine, scene => {
      const { positions, liquidationHealth } = ask(engine, scene);
      for (const { health, quantity, markPrice, liquidationPrice } of positions) {
        if (health! <= liquidationHealth || liquidationPrice === null) continue;
        const below = new Decimal(liquidationPrice).lt(markPrice);
        expect(below).toBe(!quantity.startsWith('-'));
      }
    });
  });

  it.skipIf(engine.mode !== 'isolated')('owns the same whatever is posted to positions', () => {
    const cross = engines.find(({ id }) => id === engine.id.replace('isolated', 'cross'));
    holds(engine, scene => {
      const positions = scene.account.positions.map(own => ({ ...own, isolatedMargin: '0.0000001' }));
      const posted = ask(engine, scene);
      const bare = ask(engine, { ...scene, account: { ...scene.account, positions } });
      expect(near(posted.equity, bare.equity)).toBe(true);
      expect(new Decimal(bare.available).gte(posted.available)).toBe(true);
      if (cross && Object.keys(scene.account.collateral).length === 1) {
        const pooled = ask(cross, scene);
        if (pooled.collateral.every(({ amount, counted }) => amount === counted))
          expect(near(posted.equity, pooled.equity)).toBe(true);
      }
    });
  });

  it('values a coin once, in the wallet or as a spot position', () => {
    holds(engine, scene => {
      const [asset, amount] = Object.entries(scene.account.collateral)[0]!;
      const half = new Decimal(amount).div(2).toString();
      const split: Scene = {
        ...scene,
        account: {
          collateral: { ...scene.account.collateral, [asset]: half },
          positions: [...scene.account.positions, { symbol: asset, kind: 'spot', quantity: half }],
        },
      };
      const [one, other] = [ask(engine, scene), ask(engine, split)];
      expect(other.equity).toBe(one.equity);
      expect(other.maintenanceMargin).toBe(one.maintenanceMargin);
    });
  });

  it('meets without a step where one marginal tier goes over into the next', () => {
    const [listed] = [...engine.linear, ...engine.inverse];
    const { symbol, kind, contractSize, price, settle } = listed!;
    const inverse = kind.startsWith('inverse');
    const cap = inverse ? '2' : '120000';
    const tiers = {
      [symbol]: [
        { cap, maintenanceMarginRate: '0.01', maxLeverage: 50 },
        { maintenanceMarginRate: '0.05', maxLeverage: 10 },
      ],
    };
    const exactly = inverse ? new Decimal(cap).mul(price).div(contractSize!) : new Decimal(cap).div(price);
    const maintenanceOf = (size: Decimal) =>
      ask(
        engine,
        {
          account: {
            collateral: { [settle]: '10000000' },
            positions: [
              {
                symbol,
                kind,
                quantity: size.toString(),
                entryPrice: price,
                leverage: 2,
                ...(contractSize ? { contractSize } : {}),
              },
            ],
          },
          market: { prices: { [symbol]: price } },
        },
        { tiers },
      ).maintenanceMargin;
    const [below, above] = [maintenanceOf(exactly), maintenanceOf(exactly.mul('1.000000000001'))];
    expect(new Decimal(above).sub(below).abs().lte(new Decimal(below).mul('1e-10'))).toBe(true);
  });
});

/** Where the requirement jumps over the equity the price is the edge: it stands on one side and falls on the other. */
function expectEdge(
  health: (price: string) => number,
  price: string,
  { liquidationHealth }: ModeAssessment,
): void {
  const beside = ['1.000000000001', '0.999999999999'].map(factor =>
    health(new Decimal(price).mul(factor).toString()),
  );
  expect(Math.min(...beside)).toBeLessThanOrEqual(liquidationHealth);
  expect(Math.max(...beside)).toBeGreaterThanOrEqual(liquidationHealth);
}

const mapped = (
  amounts: Record<string, string | number>,
  of: (amount: string | number) => Decimal,
): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, of(amount).toString()]));

it.each(['nowhere', 'nowhere/cross', 'generic/marginal', 'pm-stress/isolated', ''])(
  'refuses the engine "%s"',
  id => {
    const scene = { collateral: { USDT: '1' }, positions: [] };
    expect(() => assess(id, scene, { prices: {} })).toThrow(UserError);
  },
);
