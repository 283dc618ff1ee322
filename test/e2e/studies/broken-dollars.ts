/** A hedged pair of bitcoin and ether, backed by dollars and by what was taken for dollars. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell, Results } from '../../../src/results/results.ts';
import { cellOf, cellText, market, ownFile, perpetual, replayed, table } from './study.ts';

export const PAIR_MULTIPLES = [2, 3, 5] as const;
/** Multiples of a pair that nobody should run, to find where the depeg of USDC is felt. */
export const EDGE_MULTIPLES = [10, 20, 25, 30] as const;
export const COINS = ['UST', 'FTT', 'USDC'] as const;
export type Coin = (typeof COINS)[number];

const HOUR_MS = 3_600_000;
const CAPITAL = 10_000;

interface Scene {
  event: string;
  name: string;
  start: string;
  end: string;
  candles: () => string;
}

const spot = (event: string, symbol: string): string =>
  join(market, 'events', event, 'spot_1h', `${symbol}.csv`);

export const SCENES: Record<Coin, Scene> = {
  UST: {
    event: '2022-05-09_luna_ust',
    name: 'UST, May 2022',
    start: '2022-05-08',
    // Where its candles end.
    end: '2022-05-13',
    candles: () => spot('2022-05-09_luna_ust', 'USTUSDT'),
  },
  FTT: {
    event: '2022-11-08_ftx',
    name: 'FTT, November 2022',
    start: '2022-11-07',
    end: '2022-11-12',
    candles: () => spot('2022-11-08_ftx', 'FTTUSDT'),
  },
  USDC: {
    event: '2023-03-11_usdc_depeg',
    name: 'USDC, March 2023',
    start: '2023-03-10T20:00Z',
    end: '2023-03-15',
    candles: usdcCandles,
  },
};

interface Row {
  time: number;
  text: string[];
}

const readRows = (file: string): Row[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
    .map(text => ({ time: Number(text[0]), text }));

/** The candle in which Binance lists USDC anew: it opens at 1.00, hours after the price had left it. */
const LISTED = Date.parse('2023-03-11T14:00Z');

/**
 * USDC in USDT by the hour. Until Binance lists it: BTCUSDT ÷ BTCUSDC of Binance.US, minute closes of both, their
 * first, largest, smallest and last in the hour. From then on as traded.
 */
function usdcCandles(): string {
  const folder = join(market, 'events', '2023-03-11_usdc_depeg');
  const inUsdc = new Map(
    readRows(join(folder, 'binanceus_spot_1m', 'BTCUSDC.csv')).map(({ time, text }) => [time, text[4]!]),
  );
  const hours = new Map<number, number[]>();
  for (const { time, text } of readRows(join(folder, 'binanceus_spot_1m', 'BTCUSDT.csv'))) {
    const other = inUsdc.get(time);
    const hour = time - (time % HOUR_MS);
    if (other === undefined || hour > LISTED) continue;
    hours.set(hour, [...(hours.get(hour) ?? []), Number(text[4]) / Number(other)]);
  }
  const derived = [...hours].map(([hour, ratios]) =>
    [
      hour,
      ...[ratios[0]!, Math.max(...ratios), Math.min(...ratios), ratios.at(-1)!].map(r => r.toFixed(6)),
      0,
    ].join(),
  );
  const traded = readRows(spot('2023-03-11_usdc_depeg', 'USDCUSDT')).filter(({ time }) => time > LISTED);
  const rows = [...derived, ...traded.map(({ text }) => text.slice(0, 6).join())];
  return ownFile('USDCUSDT.csv', ['open_time,open,high,low,close,volume', ...rows, ''].join('\n'));
}

/** As many coins as are worth the capital at the first open. */
function amountOf(candles: string): string {
  return (CAPITAL / Number(readRows(candles)[0]!.text[1])).toFixed(2);
}

function run(name: string, coin: Coin, multiple: number, changes: object): Promise<Results> {
  const { event, start, end, name: said, candles } = SCENES[coin];
  const file = candles();
  const notional = CAPITAL * multiple;
  return replayed(`pair-${coin}-${multiple}-${name}`, {
    markets: [
      ...['BTCUSDT', 'ETHUSDT'].map(symbol => perpetual(symbol, event)),
      { symbol: `${coin}USDT`, kind: 'spot', underlying: coin, candles: file },
    ],
    capital: name === 'coin' ? { [coin]: amountOf(file) } : { USDT: String(CAPITAL) },
    moves: [{ id: event, name: said, start, end }],
    strategy: 'hold',
    params: {
      positions: [
        // Isolated posts four fifths of the dollars.
        { symbol: 'BTCUSDT', notional: String(notional), leverage: 2.5 * multiple },
        { symbol: 'ETHUSDT', notional: String(-notional), leverage: 2.5 * multiple },
      ],
    },
    ...changes,
  });
}

export interface PairRuns {
  pairs: { coin: Coin; multiple: number; onDollars: Results; onCoin: Results }[];
  edge: { multiple: number; onDollars: Cell; onCoin: Cell }[];
  /** UST as collateral under Binance's own table. */
  binance: Results;
}

export async function runPairs(): Promise<PairRuns> {
  const pairs: PairRuns['pairs'] = [];
  for (const coin of COINS)
    for (const multiple of PAIR_MULTIPLES)
      pairs.push({
        coin,
        multiple,
        onDollars: await run('dollars', coin, multiple, {}),
        onCoin: await run('coin', coin, multiple, {}),
      });
  const edge: PairRuns['edge'] = [];
  for (const multiple of EDGE_MULTIPLES) {
    const cell = async (name: string): Promise<Cell> =>
      cellOf(await run(name, 'USDC', multiple, { modes: ['cross'] }), 'cross');
    edge.push({ multiple, onDollars: await cell('dollars'), onCoin: await cell('coin') });
  }
  return { pairs, edge, binance: await run('coin', 'UST', 2, { venue: 'binance-usdm', modes: ['cross'] }) };
}

export function pairTable({ pairs }: PairRuns): string {
  return table(
    [
      'collateral',
      'n',
      'isolated, USDT',
      'cross, USDT',
      'cross, the coin',
      'portfolio, USDT',
      'portfolio, the coin',
    ],
    pairs.map(({ coin, multiple, onDollars, onCoin }) => [
      SCENES[coin].name,
      String(multiple),
      cellText(cellOf(onDollars, 'isolated')),
      cellText(cellOf(onDollars, 'cross')),
      cellText(cellOf(onCoin, 'cross')),
      cellText(cellOf(onDollars, 'portfolio')),
      cellText(cellOf(onCoin, 'portfolio')),
    ]),
  );
}

export function edgeTable({ edge }: PairRuns): string {
  return table(
    ['n', 'cross, USDT', 'cross, USDC'],
    edge.map(({ multiple, onDollars, onCoin }) => [String(multiple), cellText(onDollars), cellText(onCoin)]),
  );
}
