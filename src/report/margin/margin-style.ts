/** What the margin page adds to the look of the report: bars around a mark, and shades of gain and loss. */

const LIGHT =
  '--l1:#fbe9eb;--l2:#f6ccd2;--l3:#eda6b0;--l4:#e07b8a;--g1:#e8f1f8;--g2:#cfe2f1;--g3:#abcce6;--g4:#82b1d8;';
const DARK =
  '--l1:#2b1a20;--l2:#47202a;--l3:#6b2a37;--l4:#8f3646;--g1:#16232f;--g2:#1c3346;--g3:#234a68;--g4:#2d6390;';

const SHADES = ['l', 'g'].flatMap(kind =>
  [1, 2, 3, 4].map(step => `.${kind}${step}{background:var(--${kind}${step})}`),
);

export const MARGIN_STYLE = `
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
.health{color:var(--ink-2);margin:6px 0 10px}
.health strong{font-size:38px;line-height:1.15;color:var(--ink);font-weight:700;letter-spacing:-.02em;margin-right:4px}
.figures .named{white-space:normal}
.unit{font-weight:400;color:var(--ink-2)}
.aside{font-weight:400;color:var(--ink-2)}
.distances{list-style:none;margin-top:6px}
.distances li{display:grid;grid-template-columns:110px 1fr 190px;gap:14px;align-items:center;padding:4px 0;font-size:13.5px}
.track{position:relative;height:16px;background:var(--panel);border-radius:3px;border-left:1px solid var(--line);border-right:1px solid var(--line)}
.track::after{content:"";position:absolute;left:50%;top:-3px;bottom:-3px;width:1px;background:var(--ink-2)}
.track span{position:absolute;top:3px;height:10px}
.reach{width:calc(var(--w)*50%);background:var(--bar)}
.reach.below{right:50%;border-radius:3px 0 0 3px}.reach.above{left:50%;border-radius:0 3px 3px 0}
.track .tick{top:0;height:16px;width:2px;background:var(--ink)}
.tick.below{left:calc(50% - var(--w)*50%)}.tick.above{left:calc(50% + var(--w)*50% - 2px)}
.track.b-iso{--bar:var(--m-iso)}.track.b-cross{--bar:var(--m-cross)}.track.b-pm{--bar:var(--m-pm)}
.reading{font-variant-numeric:tabular-nums}
.held{min-width:860px}
.held td.n,.parts td.n{padding-right:12px}
.held .stay{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 40px)}
.held .group th{padding-top:18px;font-weight:650}
.held small,.heat small{font-size:12px}
.parts,.joint{min-width:0}
.heat{min-width:900px}
.heat td.n{padding:6px 10px;border-left:2px solid var(--page)}
.heat small{color:inherit}
.heat .worst{outline:2px solid var(--ink);outline-offset:-2px;font-weight:650}
${SHADES.join('')}
@media screen and (max-width:760px){
.distances li{grid-template-columns:1fr auto;gap:4px 10px}
.distances .track{grid-column:1/-1;grid-row:2}
.reading{text-align:right}
}`;
