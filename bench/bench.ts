/**
 * `npm run bench`: how fast the replay is, as ratios against a bare loop run beside it in the same process.
 * Absolute figures move with the machine and its load; the ratios are what counts. `--smoke` runs it small.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal } from '../src/basics/money.ts';
import { Journal, type JournalRow } from '../src/journal/journal.ts';
import { readCandleFile } from '../src/market/candle-csv.ts';
import type { Market } from '../src/market/market.ts';
import type { Strategy } from '../src/strategy/strategy.ts';
import { bareLoop } from './bare-loop.ts';
import { crossover, libraryCrossover } from './crossover.ts';
import { replayOnce } from './replay-once.ts';
import { syntheticMarket } from './synthetic.ts';

const smoke = process.argv.includes('--smoke');
const ROWS = smoke ? 20_000 : 1_000_000;
const ROUNDS = smoke ? 2 : 7;

const median = (values: number[]): number => values.slice().sort((a, b) => a - b)[values.length >> 1]!;
const show = (value: number, digits = 0): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: digits });
const table = (title: string, rows: Record<string, string>[]): void => {
  console.log(`\n${title}`);
  console.table(rows);
};

/** Milliseconds a task takes. */
function timed(task: () => unknown): number {
  const start = performance.now();
  task();
  return performance.now() - start;
}

/** Two tasks in turn, so that a drift of the machine meets both. */
function paired(
  rounds: number,
  a: () => unknown,
  b: () => unknown,
): { cold: [number, number]; warm: [number, number]; ratios: number[] } {
  const cold: [number, number] = [timed(a), timed(b)];
  const runs = Array.from({ length: rounds }, () => [timed(a), timed(b)] as [number, number]);
  return {
    cold,
    warm: [median(runs.map(run => run[0])), median(runs.map(run => run[1]))],
    ratios: runs.map(([first, second]) => second / first),
  };
}

function mainJob(market: Market): void {
  const strategy = crossover(1000, 5000, 10_000);
  let fills = 0;
  const { cold, warm, ratios } = paired(
    ROUNDS,
    () => bareLoop(market),
    () => (fills = replayOnce(market, strategy).fills),
  );
  const line = (what: string, at: number) => ({
    what,
    'cold ms': show(cold[at]!),
    'warm ms': show(warm[at]!),
    'ns per moment': show((warm[at]! * 1e6) / ROWS),
    'moments per second': show((ROWS * 1000) / warm[at]!),
  });
  table(
    `${show(ROWS)} minutes × 2 symbols, three ledgers, crossover 1,000/5,000, ${show(fills)} fills per ledger`,
    [line('bare typed-array loop', 0), line('margin-replay', 1)],
  );
  const sorted = ratios.slice().sort((a, b) => a - b);
  console.log(
    `ratio margin-replay ÷ bare: median ${show(median(ratios), 2)}, least ${show(sorted[0]!, 2)}, most ${show(sorted.at(-1)!, 2)}`,
  );
}

/** Median of a few runs after one that warms up. */
function warm(task: () => unknown): number {
  task();
  return median(Array.from({ length: smoke ? 1 : 3 }, () => timed(task)));
}

function variants(market: Market): void {
  const strategy = crossover(1000, 5000, 10_000);
  const reference = warm(() => replayOnce(market, strategy));
  const line = (what: string, ms: number) => ({
    what,
    ms: show(ms),
    'ns per moment': show((ms * 1e6) / ROWS),
    'ratio to main job': show(ms / reference, 2),
  });
  table('Beside it, unbounded', [
    line(
      'no strategy at all',
      warm(() => replayOnce(market, { name: 'idle', onCandle() {} } as Strategy)),
    ),
    line(
      'pessimistic path',
      warm(() => replayOnce(market, strategy, { path: 'pessimistic' })),
    ),
    line(
      'optimistic path',
      warm(() => replayOnce(market, strategy, { path: 'optimistic' })),
    ),
    line(
      'the bracket, all three paths',
      warm(() => {
        for (const path of ['nominal', 'pessimistic', 'optimistic'] as const)
          replayOnce(market, strategy, { path });
      }),
    ),
    line(
      'every closing figure made',
      warm(() => replayOnce(market, strategy, { everyFigure: true })),
    ),
  ]);
}

/** Microseconds to write one row as a line, as a fill writes it. */
function journalRow(): number {
  const journal = new Journal({ run: 'bench', path: 'nominal', mode: 'cross' }, () => {});
  const [quantity, cost, fee] = ['-9.482731506417318', '-10000.123456789012', '5.000061728394506'].map(
    text => new Decimal(text),
  ) as [Decimal, Decimal, Decimal];
  const row: JournalRow = {
    time: 1_577_836_800_000,
    kind: 'fill',
    postings: [{ source: 'wallet', target: 'fees', amount: fee }],
    positions: [{ symbol: 'SYM0USDT', quantity, cost }],
    facts: { order: 7, symbol: 'SYM0USDT', type: 'market', quantity: quantity.toFixed(), liquidity: 'taker' },
  };
  const count = smoke ? 1000 : 100_000;
  return (warm(() => Array.from({ length: count }, () => journal.append(row))) * 1000) / count;
}

/** SMA 20/50 trades a hundred times as often: what a fill, a row and an indicator of a library cost. */
function costs(): void {
  const market = syntheticMarket(ROWS / 10, 2);
  const own = crossover(20, 50, 10_000);
  const updates = market.times.length * 2 * 2 * 3;
  let run = { fills: 0, rows: 0 };
  const idle = warm(() => replayOnce(market, crossover(1000, 5000, 10_000)));
  const trading = warm(() => (run = replayOnce(market, own)));
  const library = warm(() => replayOnce(market, libraryCrossover(20, 50, 10_000)));
  const fills = run.fills * 3;
  const rows = [
    { what: 'a fill (order, acceptance, booking, journal)', µs: show(((trading - idle) * 1000) / fills, 1) },
    { what: 'a journal row', µs: show(journalRow(), 2) },
    { what: 'an update of an SMA of trading-signals', µs: show(((library - trading) * 1000) / updates, 2) },
  ];
  table(
    `SMA 20/50 on ${show(market.times.length)} minutes × 2 symbols: ${show(fills)} fills, ${show(run.rows)} journal rows`,
    rows,
  );
}

function sizes(): void {
  const strategy = crossover(1000, 5000, 10_000);
  const line = (rows: number, symbols: number) => {
    const market = syntheticMarket(rows, symbols);
    replayOnce(market, strategy);
    const ms = median(Array.from({ length: 3 }, () => timed(() => replayOnce(market, strategy))));
    return {
      candles: show(rows),
      symbols: String(symbols),
      ms: show(ms, 1),
      'ns per moment': show((ms * 1e6) / rows),
    };
  };
  table('By symbols and by candles', [
    ...[1, 2, 4, 8].map(symbols => line(ROWS / 4, symbols)),
    ...(smoke ? [10_000] : [10_000, 100_000, 1_000_000]).map(rows => line(rows, 2)),
  ]);
}

/** A move judged from a fresh account, as searches will do thousands of times. */
function freshReplays(market: Market): void {
  const strategy = {
    name: 'hold',
    onCandle({ account, order, trading }) {
      if (trading && account.positions.length === 0)
        order.market('SYM0USDT', { notional: 100_000, leverage: 5 });
    },
  } as Strategy;
  const count = smoke ? 20 : 500;
  const run = () => {
    for (let k = 0; k < count; k++) replayOnce(market, strategy, { from: k * 10, rows: 144 });
  };
  run();
  const ms = timed(run);
  console.log(`\nfresh replay of 144 candles in three modes: ${show((ms * 1000) / count)} µs each`);
}

async function load(market: Market): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'margin-replay-bench-'));
  const rows = smoke ? 5_000 : 200_000;
  const { last } = market.series[0]!;
  const lines = ['open_time,open,high,low,close,volume'];
  for (let row = 0; row < rows; row++)
    lines.push(
      [
        market.times[row % market.times.length]! + (row >= market.times.length ? 1 : 0),
        last.open[row],
        last.high[row],
        last.low[row],
        last.close[row],
        1,
      ].join(','),
    );
  const file = join(folder, 'candles.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const start = performance.now();
  const read = await readCandleFile(file, { kind: 'candles' });
  const ms = performance.now() - start;
  console.log(
    `load: ${show(read.rows)} rows of CSV in ${show(ms)} ms, ${show((rows * 1000) / ms)} rows per second`,
  );
  rmSync(folder, { recursive: true });
}

/** What a replay keeps beyond the candles it reads. */
function memory(market: Market): void {
  const collect = globalThis.gc;
  if (!collect) return;
  const used = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const kept = replayOnce(market, crossover(1000, 5000, 10_000));
  const books = used() - before;
  kept.replay.ledgers.forEach(({ record }) => [
    record.equity,
    record.health,
    record.maintenance,
    record.initial,
  ]);
  const all = used() - before;
  const per = (bytes: number) => show(bytes / ROWS / market.series.length, 1);
  console.log(
    `memory above the candle arrays: ${per(books)} bytes per candle and symbol, ${per(all)} with every closing figure made`,
  );
}

const market = syntheticMarket(ROWS, 2);
console.log(`Node ${process.version}, ${process.arch}`);
mainJob(market);
memory(market);
variants(market);
costs();
sizes();
freshReplays(market);
await load(market);
