/** The calculator's equity is the replay's: the same books, kept by a ledger, valued by the forms the loop uses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '../../src/assess/assess.ts';
import { Decimal } from '../../src/basics/money.ts';
import { pooledForms, settleForm, valueOf } from '../../src/engine/form.ts';
import { Journal } from '../../src/journal/journal.ts';
import { assetsOfRun } from '../../src/ledger/assets.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { makeInstrument } from '../../src/market/instrument.ts';
import { rulesOf } from '../../src/venue/registry.ts';
import { engines, type Engine } from './engines.ts';
import { type Scene, scenes } from './random-account.ts';

/** Asset by asset what the loop has as equity, in quote. */
function replayed({ id, mode }: Engine, { account, market }: Scene): Record<string, Decimal> {
  const [venue] = id.split('/');
  const capital = Object.entries(account.collateral);
  const contracts = account.positions.map(own =>
    makeInstrument({
      symbol: own.symbol,
      kind: own.kind!,
      contractSize: own.contractSize as string | undefined,
    }),
  );
  const coins = capital.flatMap(([asset]) => (asset in market.prices ? [asset] : []));
  const spots = coins.map(asset =>
    makeInstrument({ symbol: `${asset}USD`, kind: 'spot', underlying: asset }),
  );
  const instruments = [...contracts, ...spots];
  const assets = assetsOfRun(
    instruments,
    capital.map(([asset]) => asset),
  );
  const marks = [...contracts.map(({ symbol }) => symbol), ...coins].map(
    name => new Decimal(market.prices[name]!),
  );
  const ledger = new Ledger(
    'pooled',
    instruments.map(({ symbol }) => symbol),
    assets,
    new Journal({ run: 'r', path: 'nominal', mode }, null),
  );
  for (const [asset, amount] of capital) ledger.deposit(new Decimal(amount), assets.names.indexOf(asset));
  account.positions.forEach((own, symbol) =>
    ledger.open(symbol, new Decimal(own.quantity), new Decimal(own.entryPrice!)),
  );
  const { collateral } = rulesOf(venue!, {
    mode,
    instruments: contracts,
    asOf: Date.parse('2025-10-01'),
    severalAssets: capital.length > 1,
    overrides: {},
  });
  if (collateral.pool === 'all') {
    const forms = pooledForms(ledger, collateral);
    return { [assets.names[0]!]: forms.reduce((sum, form) => sum.add(valueOf(form, marks)), new Decimal(0)) };
  }
  return Object.fromEntries(
    capital.map(([asset]) => {
      const number = assets.names.indexOf(asset);
      return [
        asset,
        valueOf(settleForm(ledger, number), marks).div(
          assets.pricedBy[number]! < 0 ? 1 : marks[assets.pricedBy[number]!]!,
        ),
      ];
    }),
  );
}

describe.each(engines.filter(({ mode }) => mode !== 'isolated'))('$id', engine => {
  it('has the equity of a replay', () => {
    fc.assert(
      fc.property(scenes(engine), scene => {
        const expected = replayed(engine, scene);
        const { pools } = assess(engine.id, scene.account, scene.market).modes[engine.mode]!;
        for (const { asset, equity } of pools) {
          const wanted = expected[asset]!;
          // A ledger books cost on a grid of 1e-18.
          const tolerance = Decimal.max(1, wanted.abs()).mul('1e-15');
          expect(
            wanted.sub(equity).abs().lte(tolerance),
            `${asset}: ${equity} for ${wanted.toString()}`,
          ).toBe(true);
        }
      }),
      { numRuns: 25, seed: 20200313 },
    );
  });
});
