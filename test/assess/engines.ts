/** Every engine of the registry, with the kinds of contracts it lists. */
import { assess } from '../../src/assess/assess.ts';
import type { AccountPosition } from '../../src/assess/account.ts';
import { UserError } from '../../src/basics/errors.ts';
import type { MarginMode } from '../../src/strategy/strategy.ts';
import { PORTFOLIO_MODEL_IDS, VENUE_IDS } from '../../src/venue/registry.ts';

export interface Listed {
  symbol: string;
  kind: NonNullable<AccountPosition['kind']>;
  contractSize?: string;
  /** What its price is around. */
  price: number;
  underlying: string;
  /** Asset that backs it. */
  settle: string;
}

const LINEAR: readonly Listed[] = [
  { symbol: 'BTCUSDT', kind: 'linear-perpetual', price: 60_000, underlying: 'BTC', settle: 'USDT' },
  { symbol: 'ETHUSDT', kind: 'linear-perpetual', price: 3000, underlying: 'ETH', settle: 'USDT' },
  { symbol: 'XRPUSDT', kind: 'linear-perpetual', price: 0.6, underlying: 'XRP', settle: 'USDT' },
];
const INVERSE: readonly Listed[] = [
  {
    symbol: 'BTCUSD_PERP',
    kind: 'inverse-perpetual',
    contractSize: '100',
    price: 60_000,
    underlying: 'BTC',
    settle: 'BTC',
  },
  {
    symbol: 'ETHUSD_PERP',
    kind: 'inverse-perpetual',
    contractSize: '10',
    price: 3000,
    underlying: 'ETH',
    settle: 'ETH',
  },
];

export interface Engine {
  id: string;
  mode: MarginMode;
  linear: readonly Listed[];
  inverse: readonly Listed[];
}

/** Does it answer for a small position of this contract? */
function answers(id: string, { symbol, kind, contractSize, price, settle }: Listed): boolean {
  const position = {
    symbol,
    kind,
    quantity: '0.1',
    entryPrice: price,
    leverage: 2,
    ...(contractSize ? { contractSize } : {}),
  };
  try {
    assess(
      id,
      { collateral: { [settle]: '1000000' }, positions: [position] },
      { prices: { [symbol]: price } },
    );
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

const MODES: readonly MarginMode[] = ['isolated', 'cross', 'portfolio'];

export const engines: readonly Engine[] = [
  ...VENUE_IDS.flatMap(venue => MODES.map(mode => ({ id: `${venue}/${mode}`, mode }))),
  ...PORTFOLIO_MODEL_IDS.map(id => ({ id, mode: 'portfolio' as const })),
]
  .map(engine => ({
    ...engine,
    linear: LINEAR.filter(own => answers(engine.id, own)),
    inverse: INVERSE.filter(own => answers(engine.id, own)),
  }))
  .filter(({ linear, inverse }) => linear.length + inverse.length > 0);
