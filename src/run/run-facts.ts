/** What a run rests on, in facts and sentences: the part of the results a reader must be able to check. */
import { readFileSync } from 'node:fs';
import { text } from '../basics/money.ts';
import { formatDuration, formatTime } from '../basics/time.ts';
import type { RunConfig } from '../config/run-config.ts';
import { type Assets, assetsOfRun } from '../ledger/assets.ts';
import { isInverse } from '../market/instrument.ts';
import type { Market, Segment, SymbolSeries } from '../market/market.ts';
import type { RunFacts, VenueFacts } from '../results/results.ts';
import type { MarginMode } from '../strategy/strategy.ts';
import type { ModeRules } from '../venue/venue.ts';
import type { Conservation, RunInputs } from './run-inputs.ts';

type RulesSeen = readonly { time: number; rules: Partial<Record<MarginMode, ModeRules>> }[];

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export function runFacts(
  inputs: RunInputs,
  segment: Segment,
  seen: RulesSeen,
  books: Conservation,
): RunFacts {
  const { config, market, strategy } = inputs;
  const window = (from: number, to: number) => ({
    start: market.times[from]!,
    end: market.times[to - 1]! + market.intervalMs,
  });
  return {
    name: config.name,
    engineVersion: version,
    strategy: {
      name: strategy.name,
      params: { ...strategy.params, ...config.params },
      orders: config.orders,
    },
    venue: venueFacts(config, seen),
    capital: config.capital,
    quote: assetsOf(config, market).names[0]!,
    path: config.path,
    intervalMs: market.intervalMs,
    symbols: market.series.map(({ symbol }) => symbol),
    inputs: market.inputs,
    segments: market.segments.map(({ from, to }) => window(from, to)),
    continuousWindow: window(segment.from, segment.to),
    assumptions: assumptions(config, market, seen),
    reconstruction: config.reconstruction,
    conservation: {
      ledgers: books.ledgers,
      postings: books.postings,
      largestImbalance: text(books.largestImbalance),
    },
  };
}

function venueFacts(config: RunConfig, seen: RulesSeen): RunFacts['venue'] {
  const facts: Partial<Record<MarginMode, VenueFacts>> = {};
  for (const mode of config.modes) {
    const all = seen.map(({ rules }) => rules[mode]!);
    const first = all[0]!;
    facts[mode] = {
      id: first.venue,
      model: first.model.id,
      liquidationHealth: first.liquidationHealth,
      warningHealth: first.warningHealth,
      rulesFrom: [...new Set(all.flatMap(rules => rules.rulesFrom))].sort(),
    };
  }
  return facts;
}

const assetsOf = ({ capital }: RunConfig, { series }: Market): Assets =>
  assetsOfRun(
    series.map(({ instrument }) => instrument),
    Object.keys(capital),
  );

/** How amounts in several assets are made one. */
function aboutAssets(config: RunConfig, market: Market): string[] {
  const assets = assetsOf(config, market);
  if (assets.names.length === 1) return [...assets.notes];
  const inverse = assets.instruments.some(isInverse);
  return [
    `Everything is compared in ${assets.names[0]!}: equity at start and end is what every asset is worth at full price; haircuts count in health alone.`,
    ...(!config.multiAssets && config.modes.includes('cross')
      ? [
          'Cross margin is in single-asset mode: what settles in an asset is backed by that asset alone. A pool of all assets is that of portfolio margin.',
        ]
      : []),
    ...(inverse
      ? [
          "Profit of a coin-margined contract is turned into quote at the contract's own mark, since candles carry no index.",
        ]
      : []),
    ...assets.notes,
  ];
}

function assumptions(config: RunConfig, market: Market, seen: RulesSeen): string[] {
  const fromRules = seen.flatMap(({ rules }) => config.modes.flatMap(mode => rules[mode]!.assumptions));
  const isContract = ({ instrument: { kind } }: SymbolSeries) => kind !== 'spot' && kind !== 'option';
  const unmarked = market.series.filter(own => isContract(own) && !own.hasMark).map(({ symbol }) => symbol);
  return [
    ...(config.reconstruction
      ? [
          'The prices are a reconstruction: seeded candles that honour published daily figures, not traded history.',
        ]
      : []),
    'The order of high and low inside a candle is not in the data: verdicts are those of the nominal path (open, the extreme away from the close, the other, close), bounded by a pessimistic and an optimistic one.',
    `Liquidations trigger on mark at ${formatDuration(market.intervalMs)} resolution; orders fill at last without a limit on volume, slippage ${config.slippageBps} bps.`,
    config.asOf === 'move'
      ? 'Rules are those in force at the start of each move; the continuous run keeps those of its own start throughout.'
      : `Rules are those in force on ${formatTime(config.asOf)}, for every move.`,
    'An order that names no leverage takes the last one accepted for its symbol, 1 at first.',
    config.orders === 'own'
      ? 'Each ledger has its own instance of the strategy, which reacts to its own account.'
      : 'The orders of one account without margin rules were sent to all ledgers, so the margin mode is the only difference.',
    'Isolated margin can end richer than cross: the losing leg is cut and the winning one runs on.',
    ...(unmarked.length > 0
      ? [
          `No mark price series for ${unmarked.join(', ')}: the last price stands in, and wicks of it can liquidate.`,
        ]
      : []),
    ...aboutAssets(config, market),
    ...new Set(fromRules),
    ...market.notes,
  ];
}
