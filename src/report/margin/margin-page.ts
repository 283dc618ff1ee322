/** The answer of the margin calculator as one HTML file: no script, nothing fetched, readable without colour. */
import type { Assessment } from '../../assess/assessment.ts';
import { markup, trusted } from '../html.ts';
import { STYLE } from '../style.ts';
import { evidenceSection } from './evidence.ts';
import { MARGIN_STYLE } from './margin-style.ts';
import { portfolioSection } from './portfolio.ts';
import { distanceSection, positionsSection } from './positions.ts';
import { cardsSection, topSection } from './top.ts';
import { headline, marginView } from './view.ts';

/** Stands in the head of every such page, so that a writer knows its own. */
export const MARGIN_PAGE_MARK = '<meta name="generator" content="margin-replay margin">';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The same answer gives the same bytes. */
export function renderMarginPage(assessment: Assessment): string {
  const view = marginView(assessment);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${trusted(MARGIN_PAGE_MARK)}
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${headline(view)
    .map(({ text }) => text)
    .join('')}</title>
<style>${trusted(STYLE + MARGIN_STYLE)}</style>
</head>
<body>
<main>
${topSection(view, assessment.venue.id, assessment.asOf)}
${cardsSection(view)}
${distanceSection(view)}
${positionsSection(view)}
${portfolioSection(view.portfolio)}
${evidenceSection(view, assessment)}
</main>
<footer><p>margin-replay. What stated rules ask of a book at these prices, no promise about the future.</p></footer>
</body>
</html>
`.text;
}
