/** A run without any file of one's own: a book on paper against one's CSVs, all from flags. */
import { configError } from '../basics/errors.ts';

/** Flags that describe a run by themselves, and that a config therefore excludes. */
export interface HoldFlags {
  hold: string[];
  candles: string[];
  mark: string[];
  funding: string[];
  capital?: string | undefined;
  venue?: string | undefined;
  path?: string | undefined;
  modes?: string | undefined;
  moves?: string | undefined;
  name?: string | undefined;
}

const POSITION = /^([^:@\s]+):([^:@\s]+)@([^:@\s]+?)x?$/;

/** Those of the flags that were given, by name. */
export const givenFlags = (flags: HoldFlags): string[] =>
  Object.entries(flags)
    .filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== undefined))
    .map(([name]) => `--${name}`);

/** The run these flags describe, as a config would put it; values are checked where configs are. */
export function runFromFlags(flags: HoldFlags): object {
  if (flags.hold.length === 0 || flags.candles.length === 0) {
    throw configError(
      `A run without a config needs --hold and --candles; given: ${givenFlags(flags).join(' ')}.`,
      ['Such as: margin-replay run --hold BTCUSDT:1.5@10x --candles BTCUSDT=btc.csv'],
    );
  }
  const candles = filesBySymbol('--candles', flags.candles);
  const mark = filesBySymbol('--mark', flags.mark);
  const funding = filesBySymbol('--funding', flags.funding);
  for (const [flag, files] of [
    ['--mark', mark],
    ['--funding', funding],
  ] as const) {
    for (const symbol of files.keys()) {
      if (!candles.has(symbol))
        throw configError(`${flag} ${symbol}: has no candles; add --candles ${symbol}=<file>.`);
    }
  }
  const { venue, path, modes, moves, capital } = flags;
  return {
    name: flags.name ?? 'hold',
    strategy: 'hold',
    params: { positions: flags.hold.map(position) },
    markets: [...candles].map(([symbol, files]) => ({
      symbol,
      candles: files,
      ...(mark.has(symbol) && { mark: mark.get(symbol) }),
      ...(funding.has(symbol) && { funding: funding.get(symbol) }),
    })),
    ...(venue !== undefined && { venue }),
    ...(path !== undefined && { path }),
    ...(moves !== undefined && { moves }),
    ...(modes !== undefined && { modes: modes.split(',').map(mode => mode.trim()) }),
    ...(capital !== undefined && { capital: capitalOf(capital) }),
  };
}

function position(text: string): object {
  const [, symbol, quantity, leverage] = POSITION.exec(text) ?? [];
  if (symbol === undefined || Number.isNaN(Number(leverage))) {
    throw configError(`--hold "${text}" is not a position.`, [
      'Write SYMBOL:QUANTITY@LEVERAGEx, such as BTCUSDT:1.5@10x, or ETHUSDT:-20@10x for a short.',
    ]);
  }
  return { symbol, quantity, leverage: Number(leverage) };
}

function filesBySymbol(flag: string, pairs: string[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const pair of pairs) {
    const [, symbol, file] = /^([^=\s]+)=(.+)$/.exec(pair) ?? [];
    if (symbol === undefined)
      throw configError(`${flag} "${pair}": write SYMBOL=FILE, such as BTCUSDT=btc.csv.`);
    files.set(symbol, [...(files.get(symbol) ?? []), file!]);
  }
  return files;
}

/** `10000` is USDT; `USDC=10000` names the asset. */
function capitalOf(text: string): Record<string, string> {
  const at = text.indexOf('=');
  return at < 0 ? { USDT: text } : { [text.slice(0, at)]: text.slice(at + 1) };
}
