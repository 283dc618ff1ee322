/** What the VaR models may be told, and where each figure comes from. */
import { configError } from '../basics/errors.ts';
import { didYouMean } from '../basics/did-you-mean.ts';

export interface VarParameters {
  /** `var` or `es`, expected shortfall. */
  measure: 'var' | 'es';
  /** 0.99: one loss in a hundred is larger. Of VaR, and of the delta-normal model. */
  confidence: number;
  /** Of expected shortfall. */
  shortfallConfidence: number;
  /** Bars of history that are scenarios. */
  lookbackBars: number;
  /** Fewer joint returns than this, and the requirement is the scan model's. */
  minimumBars: number;
  /** λ of the volatilities by which returns are scaled. */
  decay: number;
  /** Losses of one bar are multiplied by the root of this: 1/3 makes 8 hours of a daily history. */
  horizonBars: number;
  /** Weight of the stressed losses against procyclicality. */
  stressWeight: number;
  /** Length of the stressed window. */
  stressBars: number;
  /** At most this part of Σ single margins − joint margin is given back. */
  offsetCap: number;
  /** Initial ÷ maintenance margin. */
  initialFactor: number;
}

export const VAR_PARAMETERS: VarParameters = {
  measure: 'var',
  confidence: 0.99,
  shortfallConfidence: 0.975,
  lookbackBars: 500,
  minimumBars: 365,
  decay: 0.97,
  horizonBars: 1,
  stressWeight: 0.25,
  stressBars: 250,
  offsetCap: 0.8,
  initialFactor: 1.3,
};

/** "ours" where no source says so. */
export const VAR_PARAMETER_SOURCES: Record<keyof VarParameters, string> = {
  measure: 'ours: VaR is what EMIR RTS 153/2013 art. 24 sets a confidence for (rules: portfolio.md §5.3)',
  confidence: 'EMIR RTS 153/2013 art. 24, derivatives other than OTC (rules: portfolio.md §5.3)',
  shortfallConfidence: 'ours (rules: portfolio.md §7, recommended)',
  lookbackBars: 'ours (rules: portfolio.md §5.3, recommended); EMIR art. 25 asks for 12 months at least',
  minimumBars: 'EMIR RTS 153/2013 art. 25: the latest 12 months at least (rules: portfolio.md §5.3)',
  decay: 'ours (rules: portfolio.md §5.3, recommended); RiskMetrics has 0.94 for daily returns',
  horizonBars: 'ours (rules: portfolio.md §5.3, recommended): one day',
  stressWeight: 'EMIR RTS 153/2013 art. 28: at least 25 % (rules: portfolio.md §5.3)',
  stressBars:
    'ours: the 250 bars in a row with the highest mean square return, averaged over the underlyings',
  offsetCap: 'EMIR RTS 153/2013 art. 27, recalled, not read (rules: portfolio.md §5.3)',
  initialFactor: 'ours, as OKX has it (rules: portfolio.md §5.3)',
};

/** @throws UserError 'config' naming a parameter that is unknown or outside its range */
export function resolveVar(own: Partial<VarParameters>): VarParameters {
  const names = Object.keys(VAR_PARAMETERS);
  for (const name of Object.keys(own)) {
    if (!names.includes(name))
      throw configError(
        `${name}: no such parameter here; there are ${names.join(', ')}.${didYouMean(name, names)}`,
      );
  }
  const all = { ...VAR_PARAMETERS, ...own };
  const need = (name: keyof VarParameters, isRight: boolean, what: string): void => {
    if (!isRight) throw configError(`${name}: expected ${what}, got ${JSON.stringify(all[name])}`);
  };
  need('measure', all.measure === 'var' || all.measure === 'es', "'var' or 'es'");
  for (const name of ['confidence', 'shortfallConfidence'] as const)
    need(name, all[name] > 0 && all[name] < 1, 'a number between 0 and 1');
  for (const name of ['decay', 'stressWeight', 'offsetCap'] as const)
    need(name, all[name] >= 0 && all[name] <= 1, 'a number from 0 to 1');
  for (const name of ['lookbackBars', 'minimumBars', 'stressBars'] as const)
    need(name, Number.isInteger(all[name]) && all[name] > 0, 'a whole number above zero');
  need('horizonBars', all.horizonBars > 0 && all.horizonBars < Infinity, 'a number above zero');
  need('initialFactor', all.initialFactor >= 1 && all.initialFactor < Infinity, 'a number of at least 1');
  return all;
}
