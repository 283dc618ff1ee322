/** Every file a run names, read once, all faults of all files told together. */
import { dataError } from '../basics/errors.ts';
import type { MarketConfig } from './market-config.ts';
import { readCandleFile, type CandleFile, type CandleKind } from './candle-csv.ts';
import { readFundingFile, type FundingFile } from './funding-csv.ts';
import { issuesError, type Issue } from './issue.ts';
import type { InputFile } from './market.ts';
import { readVolatilityFile, type VolatilityFile } from './volatility-csv.ts';

export interface SymbolFiles {
  config: MarketConfig;
  last: CandleFile[];
  mark: CandleFile[];
  funding: FundingFile[];
  volatility: VolatilityFile[];
  finerLast: CandleFile[];
  finerMark: CandleFile[];
}

export interface Inputs {
  symbols: SymbolFiles[];
  inputs: InputFile[];
}

/** @throws dataError with file and line of every fault; `onFile` hears of each file before it is read. */
export async function readInputs(
  markets: readonly MarketConfig[],
  onFile: (path: string) => void,
): Promise<Inputs> {
  const issues: Issue[] = [];
  const inputs: InputFile[] = [];

  const each = async <F extends CandleFile | FundingFile | VolatilityFile>(
    paths: readonly string[],
    read: (path: string) => Promise<F>,
  ): Promise<F[]> => {
    const files: F[] = [];
    for (const path of paths) {
      onFile(path);
      const file = await read(path);
      issues.push(...file.issues);
      inputs.push({ path, sha256: file.sha256, rows: file.rows, gaps: 'gaps' in file ? file.gaps : 0 });
      files.push(file);
    }
    return files;
  };
  const candles = (paths: readonly string[], kind: CandleKind) =>
    each(paths, path => readCandleFile(path, { kind }));

  const symbols: SymbolFiles[] = [];
  for (const config of markets) {
    const { impliedVolatility } = config;
    if (config.candles.length === 0 && impliedVolatility === undefined) {
      throw dataError(`markets.${config.symbol}.candles: no file; the path or pattern matched nothing.`);
    }
    symbols.push({
      config,
      last: await candles(config.candles, 'candles'),
      mark: await candles(config.mark, 'mark'),
      funding: await each(config.funding, readFundingFile),
      volatility:
        impliedVolatility?.kind === 'files'
          ? await each(impliedVolatility.files, path => readVolatilityFile(path, impliedVolatility.unit))
          : [],
      finerLast: await candles(config.finer?.candles ?? [], 'candles'),
      finerMark: await candles(config.finer?.mark ?? [], 'mark'),
    });
  }
  if (issues.length > 0) throw issuesError(issues);
  return { symbols, inputs };
}
