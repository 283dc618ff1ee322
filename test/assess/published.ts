/** How the vectors of each shape reach `assess`. */
import type { Rule } from '../vectors/vectors.ts';
import { binance } from './published-binance.ts';
import { bybitAndOkx } from './published-bybit-okx.ts';
import { chains } from './published-chain.ts';
import { others } from './published-others.ts';

export const published: readonly Rule[] = [...binance, ...bybitAndOkx, ...chains, ...others];
