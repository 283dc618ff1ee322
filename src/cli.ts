#!/usr/bin/env node
/** The command line: what was asked for, who answers it, and the exit code of the answer. */
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import yargs from 'yargs';
import type { Argv, CommandModule, Options } from 'yargs';
import { configError, EXIT, UserError } from './basics/errors.ts';
import { didYouMean } from './basics/did-you-mean.ts';
import { processTerminal } from './output/terminal.ts';
import type { Terminal } from './output/terminal.ts';
import { SCHEMA_VERSION } from './results/results.ts';

/** A parsed command, not yet begun: its modules are loaded only when it is. */
type Action = (terminal: Terminal, signal: AbortSignal) => Promise<number | void>;

const one = (value: string | string[]): string => {
  if (Array.isArray(value))
    throw configError(`"${value.join('" and "')}" are given to an option that takes one value.`);
  return value;
};
const text = (description: string) => ({
  type: 'string' as const,
  requiresArg: true,
  description,
  coerce: one,
});
const list = (description: string) => ({
  type: 'string' as const,
  requiresArg: true,
  description,
  default: [],
  defaultDescription: 'none',
  coerce: (value: string | string[]): string[] => [value].flat(),
});

const COMMON = {
  json: {
    type: 'boolean',
    default: false,
    description: 'One machine-readable document on stdout, errors too',
  },
  quiet: { type: 'boolean', default: false, description: 'Say nothing but errors' },
} satisfies Record<string, Options>;
const REPORTS = {
  reports: { ...text('Folder of the reports'), default: 'reports' },
} satisfies Record<string, Options>;
const RUN = {
  ...REPORTS,
  'fail-on': list(
    "Exit 10 when this holds, such as 'cross.liquidated>0' (counts: liquidated, notKept, notAlive)",
  ),
  hold: list('Without a config: a position to hold, SYMBOL:QUANTITY@LEVERAGEx (negative: short)'),
  candles: list('Without a config: candles, SYMBOL=FILE or glob'),
  mark: list('Without a config: mark-price candles, SYMBOL=FILE or glob'),
  funding: list('Without a config: settled funding, SYMBOL=FILE or glob'),
  capital: text('Without a config: starting capital, 10000 or USDC=10000'),
  venue: text('Without a config: the venue whose rules judge'),
  path: text('Without a config: bracket, nominal, pessimistic or optimistic'),
  modes: text('Without a config: isolated,cross,portfolio or some of them'),
  moves: text('Without a config: auto, named, or a file of moves'),
  name: text('Without a config: name of the report'),
} satisfies Record<string, Options>;
/** So many further lines of an error are printed. */
const SHOWN_DETAILS = 20;
/** Everything a mistyped word may have meant. */
const KNOWN_WORDS = [
  'run',
  'moves',
  'margin',
  'report',
  ...[...Object.keys(COMMON), ...Object.keys(RUN), 'html', 'help', 'version'].map(name => `--${name}`),
];

function commandLine(words: string[], begin: (action: Action) => void): Argv {
  return yargs()
    .scriptName('margin-replay')
    .locale('en')
    .usage(
      '$0 <command>\n\nReplays price history through a strategy under isolated, cross and portfolio margin.',
    )
    .options(COMMON)
    .command(
      'run [config]',
      'replay, judge every move in every mode, write the report; without a config the embedded demo',
      command =>
        command
          .positional('config', { type: 'string', description: 'A *.config.ts, .js or .json file' })
          .options(RUN)
          .example('$0 run', 'the embedded demo')
          .example('$0 run pair.config.ts', 'writes reports/<name>/report.html')
          .example(
            '$0 run --hold BTCUSDT:1.5@10x --candles BTCUSDT=btc.csv',
            'a book on paper against your CSVs',
          )
          .example("$0 run pair.config.ts --fail-on 'cross.liquidated>0'", 'a gate for CI'),
      ({ config, reports, json, quiet, failOn, ...given }) =>
        begin(async (terminal, signal) => {
          const { hold, candles, mark, funding, capital, venue, path, modes, moves, name } = given;
          const flags = { hold, candles, mark, funding, capital, venue, path, modes, moves, name };
          const { runCommand } = await import('./commands/run.ts');
          return runCommand({ config, flags, reports, json, quiet, failOn }, terminal, signal);
        }),
    )
    .command(
      'moves [config]',
      'list the moves found or named, and whether the data covers them',
      command =>
        command
          .positional('config', { type: 'string', description: 'A *.config.ts, .js or .json file' })
          .example('$0 moves pair.config.ts', 'size, length and symbols of every move')
          .example('$0 moves pair.config.ts --json', 'the same for a script'),
      ({ config, json, quiet }) =>
        begin(async terminal => {
          const { movesCommand } = await import('./commands/moves.ts');
          await movesCommand({ config, json, quiet }, terminal);
        }),
    )
    .command(marginLine(begin))
    .command(
      'report <folder>',
      'rebuild report.html from the saved results',
      command =>
        command
          .positional('folder', {
            type: 'string',
            demandOption: true,
            description: 'reports/<name>, or the name',
          })
          .options(REPORTS)
          .example('$0 report reports/hedged-pair', 'no replay, only the page'),
      ({ folder, reports, json, quiet }) =>
        begin(async terminal => {
          const { reportCommand } = await import('./commands/report.ts');
          await reportCommand({ folder, reports, json, quiet }, terminal);
        }),
    )
    .demandCommand(1, 'Name a command: run, moves, margin or report')
    .strict()
    .version(packageVersion())
    .help()
    .epilogue(
      'Exit codes: 0 done, 1 our fault, 2 usage or config, 3 bad data, 4 strategy, 10 gate not met, 130 interrupted.',
    )
    .wrap(110)
    .exitProcess(false)
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw usageError(error?.message ?? message, words);
    });
}

interface MarginWords {
  account: string;
  html: string | undefined;
  json: boolean;
  quiet: boolean;
}

const marginLine = (
  begin: (action: Action) => void,
): CommandModule<Pick<MarginWords, 'json' | 'quiet'>, MarginWords> => ({
  command: 'margin <account>',
  describe: 'what each mode and venue asks of a book now; liquidation and bankruptcy prices',
  builder: command =>
    command
      .positional('account', {
        type: 'string',
        demandOption: true,
        description: 'A .json file: venue, collateral, prices, positions',
      })
      .option('html', text('Write the answer as a page too, to this .html file'))
      .example('$0 margin data/example-account.json', 'a hedged pair under two venues')
      .example('$0 margin account.json --html margin.html', 'the same as a page that opens offline')
      .example('$0 margin account.json --json', 'the same for a script'),
  handler: ({ account, html, json, quiet }) =>
    begin(async terminal => {
      const { marginCommand } = await import('./commands/margin.ts');
      await marginCommand({ account, html, json, quiet }, terminal);
    }),
});

function packageVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** yargs names what it does not know; the nearest thing it does know is ours to name. */
function usageError(message: string, argv: string[]): UserError {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
  const written = unknown.map(
    name => argv.find(word => word.replace(/^-+|=.*$/g, '') === name && word.startsWith('-')) ?? name,
  );
  const hints = written.map(word => didYouMean(word.replace(/=.*$/, ''), KNOWN_WORDS));
  return configError(`${message.replace(/\.$/, '')}.${[...new Set(hints)].join('')}`, [
    'margin-replay <command> --help shows what there is.',
  ]);
}

/**
 * Runs one command line.
 * @param argv arguments after the program's name.
 * @returns the exit code of the contract.
 */
export async function main(argv: string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  const asJson = argv.includes('--json');
  try {
    let action: Action | null = null;
    await commandLine(argv, begun => (action = begun)).parseAsync(argv, {}, (_error, _argv, output) => {
      if (output) terminal.out(output);
    });
    return ((await (action as Action | null)?.(terminal, signal)) ?? EXIT.done) as number;
  } catch (error) {
    return reportFailure(error, signal.aborted, asJson, terminal);
  }
}

function reportFailure(error: unknown, interrupted: boolean, asJson: boolean, terminal: Terminal): number {
  const { kind, message, details } = failureOf(error, interrupted);
  const exitCode = EXIT[kind];
  if (asJson)
    terminal.out(
      JSON.stringify({ schemaVersion: SCHEMA_VERSION, error: { kind, exitCode, message, details } }),
    );
  else
    terminal.err(
      [`${terminal.colours.red('error:')} ${message}`, ...shortened(details).map(line => `  ${line}`)].join(
        '\n',
      ),
    );
  return exitCode;
}

/** A file with a fault in every row must not scroll the first ones away. */
const shortened = (details: readonly string[]): readonly string[] =>
  details.length <= SHOWN_DETAILS
    ? details
    : [
        ...details.slice(0, SHOWN_DETAILS),
        `… and ${details.length - SHOWN_DETAILS} more; --json lists them all.`,
      ];

interface Failure {
  kind: 'config' | 'data' | 'strategy' | 'fault' | 'interrupted';
  message: string;
  details: readonly string[];
}

function failureOf(error: unknown, interrupted: boolean): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (interrupted) return { kind: 'interrupted', message, details: [] };
  if (error instanceof UserError) return error;
  const stack =
    process.env['DEBUG'] && error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  const details =
    stack.length > 0 ? stack : ['Please report it; with DEBUG=1 in the environment the stack is shown.'];
  return { kind: 'fault', message: `This is a fault of margin-replay: ${message}`, details };
}

/** True when this file was started, under its own name or through the link in node_modules/.bin. */
const isStarted =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);

if (isStarted) {
  const interruption = new AbortController();
  for (const event of ['SIGINT', 'SIGTERM'] as const) process.once(event, () => interruption.abort());
  process.exitCode = await main(process.argv.slice(2), processTerminal(), interruption.signal);
}
