/** What is wrong within one entry of the markets, between fields that are each right alone. */
import { namesPair, paysFunding } from '../market/instrument.ts';
import type { ParsedRun } from './schema.ts';

type ParsedMarket = ParsedRun['markets'][number];

/** Every complaint, with the path of its field. */
export const contradictoryMarkets = ({ markets }: ParsedRun): string[] =>
  markets.flatMap((market, at) => [
    ...wrongContract(market, `markets[${at}]`),
    ...wrongFiles(market, `markets[${at}]`),
  ]);

function wrongContract({ symbol, kind, strike, right, expiry }: ParsedMarket, at: string): string[] {
  if (kind === 'option') {
    const isWhole = strike !== undefined && right !== undefined && expiry !== undefined;
    return isWhole ? [] : [`${at}: an option needs strike, right and expiry.`];
  }
  if (strike !== undefined || right !== undefined)
    return [`${at}: strike and right belong to options, and this is ${aKind(kind)}.`];
  if (kind === 'spot' && !namesPair(symbol)) {
    return [
      `${at}.symbol: "${symbol}" does not say what is bought and what it is paid in; name both, such as "BTCUSDT" or "BTC-USDT".`,
    ];
  }
  if (kind.endsWith('future')) {
    if (expiry !== undefined) return [];
    return [`${at}.expiry: is missing; say when the future settles, such as "2021-06-25T08:00Z".`];
  }
  return expiry === undefined
    ? []
    : [`${at}.expiry: belongs to futures and options, and this is ${aKind(kind)}.`];
}

function wrongFiles(market: ParsedMarket, at: string): string[] {
  const { kind, candles, impliedVolatility, mark, funding, finer } = market;
  const wrong: string[] = [];
  if (funding !== undefined && !paysFunding(market))
    wrong.push(`${at}.funding: perpetuals alone pay funding, and this is ${aKind(kind)}; leave it out.`);
  if (impliedVolatility === undefined) {
    const orPriced = kind === 'option' ? ', or say its impliedVolatility' : '';
    if (candles === undefined) wrong.push(`${at}.candles: is missing; add it${orPriced}.`);
  } else if (kind !== 'option') {
    wrong.push(`${at}.impliedVolatility: belongs to options, and this is ${aKind(kind)}.`);
  } else {
    for (const [field, files] of Object.entries({ candles, mark, finer })) {
      if (files === undefined) continue;
      wrong.push(
        `${at}.${field}: an option with impliedVolatility is priced from its underlying; leave out one of the two.`,
      );
    }
  }
  return wrong;
}

const aKind = (kind: ParsedMarket['kind']): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
