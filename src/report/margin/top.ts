/** What the book comes to, and one card per margin mode. */
import { formatMoment } from '../format.ts';
import { markup, type Html } from '../html.ts';
import { modeName } from '../sections/marks.ts';
import { MODES } from '../words.ts';
import { findings, headline, type MarginView, type ModeView } from './view.ts';

export function topSection(view: MarginView, venue: string, asOf: number | null): Html {
  const lines = findings(view);
  return markup`<header>
    <p class="eyebrow">Margin of a book · ${venue}</p>
    <h1>
      ${headline(view).map(({ text, mode }) => (mode ? markup`<span class="t-${MODES[mode].key}">${text}</span>` : text))}
    </h1>
    ${lines.length > 0 && markup`<p class="lead">${lines.join(' ')}</p>`}
    <p class="facts">
      Under ${asOf === null ? 'the latest rules known' : `the rules of ${formatMoment(asOf).slice(0, 10)}`}.
      Liquidation price: where this symbol alone would have to go, all others at their mark.
    </p>
  </header>`;
}

export function cardsSection({ modes }: MarginView): Html {
  return markup`<section class="by-mode" aria-labelledby="by-mode">
    <h2 id="by-mode" class="vh">What each margin mode asks</h2>
    <div class="cards">${modes.map(card)}</div>
  </section>`;
}

function card(own: ModeView): Html {
  const { mode, asset, venue, model } = own;
  const rows: [label: string, value: string][] = [
    ['Equity', own.equity],
    ['Initial margin', own.initial],
    ['Maintenance margin', own.maintenance],
    ['Free for new positions', own.available],
  ];
  return markup`<article class="card b-${MODES[mode].key}">
    <h3>${modeName(mode, ' margin')}${own.isLiquidatable && markup` <span class="alarm">liquidated now</span>`}</h3>
    <p class="health"><strong>${own.health}</strong> health</p>
    <dl class="figures">
      ${rows.map(
        ([label, value]) =>
          markup`<div>
            <dt>${label}</dt>
            <dd>${value} <span class="unit">${asset}</span></dd>
          </div>`,
      )}
      <div>
        <dt>Nearest liquidation</dt>
        <dd class="named">${nearestText(own)}</dd>
      </div>
    </dl>
    <p class="rule">
      ${venue}${model !== '' && model !== venue && `, model ${model}`}. Liquidated at health ${own.liquidationHealth}×.
    </p>
  </article>`;
}

function nearestText({ nearest, isLiquidatable }: ModeView): string {
  if (isLiquidatable) return 'now';
  return nearest === null ? 'none' : `${nearest.symbol} ${nearest.distanceText}`;
}
