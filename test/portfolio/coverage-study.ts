/** Each model's requirement for fixed books, day by day with what was known, against the loss of the day after. */
import {
  type Coverage,
  coverageOf,
  deltaNormal,
  type PortfolioBook,
  type ReturnHistory,
  spanParameters,
  spanPortfolio,
  timsPortfolio,
  varModel,
} from '../../src/index.ts';
import { dollars } from './scan-books.ts';

/** USD of perpetuals, brought back to these sizes every day. */
export const BOOKS: Record<string, Record<string, number>> = {
  'long BTC': { BTC: 100_000 },
  'short BTC': { BTC: -100_000 },
  'long ETH': { ETH: 100_000 },
  'long both': { BTC: 50_000, ETH: 50_000 },
  'BTC against ETH': { BTC: 50_000, ETH: -50_000 },
};

type Model = (book: PortfolioBook) => { maintenanceMargin: number };

/** Made once a day, since what is known is the same for all books. */
const MODELS: Record<string, (known: ReturnHistory) => Model> = {
  span: known => {
    const parameters = spanParameters(Object.keys(known.returns), known);
    return book => spanPortfolio(book, parameters);
  },
  tims: () => book => timsPortfolio(book),
  var: known => varModel(known),
  'var, FHS alone': known => varModel(filteredAlone(known), { stressWeight: 0, offsetCap: 1 }),
  'delta-normal': known => book => deltaNormal(book, known),
};

const LOOKBACK = 500;
const WARM_UP = 250;

/** Without the floor of all history: the lookback, and what its first volatility needs. */
const filteredAlone = (known: ReturnHistory): ReturnHistory => slice(known, -(LOOKBACK + WARM_UP), undefined);

const slice = ({ times, returns }: ReturnHistory, from: number, to: number | undefined): ReturnHistory => ({
  times: times.slice(from, to),
  returns: Object.fromEntries(Object.entries(returns).map(([name, own]) => [name, own.slice(from, to)])),
});

export interface StudyRow {
  model: string;
  book: string;
  requirements: number[];
  coverage: Coverage;
}

/** @param from number of returns that are known before the first requirement */
export function coverageStudy(history: ReturnHistory, from: number): StudyRow[] {
  const asked = new Map<string, number[]>();
  const lost = new Map<string, number[]>();
  const books = Object.entries(BOOKS).map(([name, amounts]) => ({ name, amounts, book: dollars(amounts) }));
  const push = (series: Map<string, number[]>, key: string, value: number): void => {
    const known = series.get(key);
    if (known) known.push(value);
    else series.set(key, [value]);
  };
  for (let day = from; day < history.times.length; day++) {
    const known = slice(history, 0, day);
    for (const [model, made] of Object.entries(MODELS)) {
      const required = made(known);
      for (const { name, book } of books) push(asked, `${model}|${name}`, required(book).maintenanceMargin);
    }
    for (const { name, amounts } of books) {
      const gains = Object.entries(amounts).map(
        ([coin, usd]) => usd * Math.expm1(history.returns[coin]![day]!),
      );
      push(lost, name, 0 - gains.reduce((a, b) => a + b, 0));
    }
  }
  return [...asked].map(([key, requirements]) => {
    const [model, book] = key.split('|') as [string, string];
    return { model, book, requirements, coverage: coverageOf(requirements, lost.get(book)!) };
  });
}

const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;

/** The study as rows of text, for people. */
export const studyTable = (rows: readonly StudyRow[]): object[] =>
  rows.map(({ model, book, coverage }) => ({
    model,
    book,
    days: coverage.observations,
    exceedances: coverage.exceedances,
    rate: percent(coverage.rate),
    Kupiec: coverage.kupiec.pValue.toFixed(3),
    Christoffersen: coverage.independence.pValue.toFixed(3),
    both: coverage.conditional.pValue.toFixed(3),
    Basel: coverage.trafficLight,
    average: Math.round(coverage.averageRequirement),
    'largest shortfall': Math.round(coverage.largestShortfall),
    'peak ÷ trough': coverage.peakToTrough?.toFixed(2),
  }));
