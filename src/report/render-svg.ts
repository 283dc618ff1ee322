/** Vega-Lite chart → SVG text, in Node. */
import type { Chart } from './charts/chart.ts';
import { shrinkSvg } from './shrink-svg.ts';

export type SvgRenderer = (chart: Chart) => Promise<string>;

/**
 * Loads Vega, which takes a quarter of a second and so happens only when a page is written.
 * @returns a renderer that draws a chart and leaves it untouched; a warning of either library is an error, for a
 * chart that was drawn with one does not show what its spec says
 */
export async function svgRenderer(): Promise<SvgRenderer> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const logger = strictLogger();

  return async ({ spec, data }) => {
    // Both libraries write into what they are given.
    const compiled = vegaLite.compile(structuredClone(spec), { logger });
    const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
    for (const [name, rows] of Object.entries(data))
      view.data(
        name,
        rows.map(row => ({ ...row })),
      );
    const svg = await view.runAsync().then(() => view.toSVG());
    view.finalize();
    return shrinkSvg(svg);
  };
}

interface StrictLogger {
  level(level: number): StrictLogger;
  level(): number;
  error(...parts: readonly unknown[]): StrictLogger;
  warn(...parts: readonly unknown[]): StrictLogger;
  info(...parts: readonly unknown[]): StrictLogger;
  debug(...parts: readonly unknown[]): StrictLogger;
}

function strictLogger(): StrictLogger {
  const fail = (...parts: readonly unknown[]): never => {
    throw new Error(`A chart of the report does not compile cleanly: ${parts.map(String).join(' ')}`);
  };
  const logger: StrictLogger = {
    level: ((level?: number) => (level === undefined ? 1 : logger)) as StrictLogger['level'],
    error: fail,
    warn: fail,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
