/** The report: one HTML file that opens offline, with its pictures drawn. */
import { createHash } from 'node:crypto';
import type { Results } from '../results/results.ts';
import type { ChartData } from './chart-data.ts';
import { drawings } from './drawings.ts';
import { markup, trusted } from './html.ts';
import { reportModel } from './model/report-model.ts';
import { SCRIPT } from './script.ts';
import { evidenceSection } from './sections/evidence.ts';
import { liquidationsSection } from './sections/liquidations.ts';
import { matrixSection } from './sections/matrix.ts';
import { runSection } from './sections/run.ts';
import { cardsSection, topSection } from './sections/top.ts';
import { STYLE } from './style.ts';

/**
 * Writes the page as text. The same results and charts give the same bytes.
 * @throws when a chart does not compile cleanly
 */
export async function renderReport(results: Results, charts: ChartData): Promise<string> {
  const model = reportModel(results);
  const pictures = await drawings(results, charts, model.moves);
  // The policy names the hash of the script, so not a character may stand beside it in its element.
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${model.title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
${topSection(model)}
${cardsSection(model)}
${matrixSection(model, pictures)}
${runSection(model, pictures)}
${liquidationsSection(model)}
${evidenceSection(model, results)}
</main>
<footer><p>margin-replay ${results.run.engineVersion}. A replay of the past under stated rules, no promise about the future.</p></footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

/** Nothing is fetched, and no script runs but ours. */
function contentSecurityPolicy(): string {
  const hash = createHash('sha256').update(SCRIPT).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
}
