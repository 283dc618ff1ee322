/** What is wrong between fields of an account file that are each right alone. */
import { didYouMean } from '../basics/did-you-mean.ts';
import { markOf } from './book.ts';
import type { ParsedAccount, ParsedPosition, ParsedTier } from './account-schema.ts';

/** Every complaint, with the path of its field and what to do. */
export const contradictions = (account: ParsedAccount): string[] => [
  ...account.positions.flatMap(ownContradictions),
  ...repeatedSymbols(account),
  ...missingPrices(account),
  ...straySymbols(account),
  ...Object.entries(account.tiers).flatMap(([symbol, tiers]) => unevenTiers(symbol, tiers)),
  ...ratesBesideTiers(account),
  ...Object.keys(account.parameters).map(
    name => `parameters.${name}: no engine takes parameters by name yet; use tiers, rates or haircuts.`,
  ),
];

function ownContradictions(position: ParsedPosition, at: number): string[] {
  const path = `positions[${at}]`;
  if (position.kind === 'spot') {
    const stray = (['entryPrice', 'leverage', 'isolatedMargin'] as const).filter(
      field => position[field] !== undefined,
    );
    return stray.map(
      field => `${path}.${field}: a spot position is an amount of a coin and has none; leave it out.`,
    );
  }
  const missing = position.entryPrice === undefined ? [`${path}.entryPrice: is missing; add it.`] : [];
  const terms = ['strike', 'expiry', 'right'] as const;
  if (position.kind === 'option') {
    const open = terms.filter(field => position[field] === undefined);
    return [...missing, ...open.map(field => `${path}.${field}: is missing; an option needs it.`)];
  }
  const stray = (['strike', 'right', 'impliedVolatility'] as const).filter(
    field => position[field] !== undefined,
  );
  return [
    ...missing,
    ...stray.map(field => `${path}.${field}: only an option has one; the kind is ${position.kind}.`),
  ];
}

/** What two legs of one symbol must have in common: it is one contract. */
const SHARED = ['kind', 'contractSize', 'underlying', 'settle', 'expiry', 'strike', 'right'] as const;

function repeatedSymbols({ positions }: ParsedAccount): string[] {
  return positions.flatMap((position, at) => {
    const path = `positions[${at}]`;
    const earlier = positions.slice(0, at).filter(({ symbol }) => symbol === position.symbol);
    const sameSide = earlier.find(({ quantity }) => quantity.isNegative() === position.quantity.isNegative());
    if (sameSide) {
      return [
        `${path}.symbol: "${position.symbol}" is listed already on this side, as positions[${positions.indexOf(sameSide)}]; add the two up. Only a long and a short stand beside each other.`,
      ];
    }
    return SHARED.filter(field => earlier.some(leg => leg[field] !== position[field])).map(
      field => `${path}.${field}: differs from the other leg of ${position.symbol}; it is one contract.`,
    );
  });
}

function missingPrices(account: ParsedAccount): string[] {
  const contracts = [...account.positions, ...account.openOrders].filter(({ kind }) => kind !== 'spot');
  return [...new Set(contracts.map(({ symbol }) => symbol))]
    .filter(symbol => markOf(account, symbol) === undefined)
    .map(symbol => `prices.${symbol}: is missing; ${symbol} is in the book, add its mark.`);
}

function straySymbols({ positions, openOrders, tiers, rates, accruedFunding }: ParsedAccount): string[] {
  const held = [...new Set(positions.map(({ symbol }) => symbol))];
  const known = [...new Set([...held, ...openOrders.map(({ symbol }) => symbol)])];
  const stray = (field: string, given: object, among: string[]) =>
    Object.keys(given)
      .filter(symbol => !among.includes(symbol))
      .map(symbol => `${field}.${symbol}: there is no ${symbol} in the book.${didYouMean(symbol, among)}`);
  return [
    ...stray('tiers', tiers, known),
    ...stray('rates.maintenanceMarginRate', rates.maintenanceMarginRate ?? {}, known),
    ...stray('accruedFunding', accruedFunding, held),
  ];
}

function unevenTiers(symbol: string, tiers: readonly ParsedTier[]): string[] {
  return tiers.flatMap((tier, k) => {
    const path = `tiers.${symbol}[${k}]`;
    const below = tiers[k - 1];
    const start = below ? below.cap : 0;
    const wrong: string[] = [];
    if (tier.cap === undefined && k < tiers.length - 1)
      wrong.push(`${path}.cap: is missing; only the last tier may go on without end.`);
    if (tier.floor !== undefined && start !== undefined && !tier.floor.eq(start))
      wrong.push(
        `${path}.floor: must be ${below ? 'the cap of the tier before, ' : ''}${start.toString()}, not ${tier.floor.toString()}.`,
      );
    if (tier.cap !== undefined && tier.cap.lte(tier.floor ?? start ?? 0))
      wrong.push(`${path}.cap: must be above its floor.`);
    return wrong;
  });
}

const ratesBesideTiers = ({ tiers, rates }: ParsedAccount): string[] =>
  Object.keys(rates.maintenanceMarginRate ?? {})
    .filter(symbol => tiers[symbol] !== undefined)
    .map(
      symbol => `rates.maintenanceMarginRate.${symbol}: stands beside tiers.${symbol}; give one of the two.`,
    );
