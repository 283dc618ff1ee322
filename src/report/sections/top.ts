/** The finding, and one card per margin mode. */
import { markup, type Html } from '../html.ts';
import type { ModeCard } from '../model/mode-card.ts';
import type { ReportModel } from '../model/report-model.ts';
import { MODES } from '../words.ts';
import { modeName } from './marks.ts';

export function topSection(model: ReportModel): Html {
  return markup`<header>
      <div class="tools">
        <button id="theme" type="button" hidden><span aria-hidden="true">◐</span> Theme</button>
        <button id="print" type="button" hidden>Print</button>
      </div>
      <p class="eyebrow">Margin survival report · ${model.name}</p>
      <h1>
        ${model.headline.map(({ text, mode }) => (mode ? markup`<span class="t-${MODES[mode].key}">${text}</span>` : text))}
      </h1>
      <p class="lead">${model.under.join(' ')}</p>
      <p class="facts">${model.facts.join(' · ')}</p>
    </header>
    ${model.reconstruction && BANNER}`;
}

const BANNER = markup`<p class="banner" role="note">
  <strong>RECONSTRUCTION.</strong> These candles are not recorded trades. They were generated to honour
  published daily figures and the hours of the extremes; between those points the path is made up. Use them to
  learn how the modes differ, not to judge a book.
</p>`;

export function cardsSection({ cards }: ReportModel): Html {
  return markup`<section class="by-mode" aria-labelledby="by-mode">
    <h2 id="by-mode" class="vh">The moves by margin mode</h2>
    <div class="cards">${cards.map(card)}</div>
  </section>`;
}

function card({ mode, kept, alive, moves, strip, rows, rule }: ModeCard): Html {
  return markup`<article class="card b-${MODES[mode].key}">
    <h3>${modeName(mode, ' margin')}</h3>
    <div class="counts">${count(kept, moves, 'every position kept')}${count(alive, moves, 'account alive')}</div>
    <ol class="strip">
      ${strip.map(
        ({ anchor, label, verdict, pathDependent, icon }) =>
          markup`<li>
            <a href="#${anchor}" title="${label}" class="v-${verdict ?? 'none'}${pathDependent && ' striped'}">
              <span aria-hidden="true">${icon}</span><span class="vh">${label}</span>
            </a>
          </li>`,
      )}
    </ol>
    <dl class="figures">
      ${rows.map(
        ({ label, value }) =>
          markup`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    <p class="rule">${rule}</p>
  </article>`;
}

const count = (n: number, moves: number, what: string): Html =>
  markup`<p><strong>${n}</strong> of ${moves} ${moves === 1 ? 'move' : 'moves'}<br />${what}</p>`;
