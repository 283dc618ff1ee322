/** The look of the page. Dark rules apply on screens only, so that paper is always white. */

const LIGHT = `
--page:#fff;--panel:#f6f7f9;--ink:#16202b;--ink-2:#4d5b6a;--ink-3:#6a7784;--line:#d5dbe1;--grid:#e8ebef;--shade:#e6e9ed;--alarm:#b3122a;
--m-iso:#a83200;--m-cross:#0b3866;--m-pm:#0d8467;--t-pm:#0b7a5f;
--v-untouched:#d3e6f6;--on-untouched:#0f2a44;--v-called:#fdf1c4;--on-called:#4a3a00;--v-reduced:#fbd3a0;--on-reduced:#552a00;
--v-liquidated:#c01f36;--on-liquidated:#fff;--v-bankrupt:#560511;--on-bankrupt:#fff;--v-apart:#ece3fa;--on-apart:#46277a;
--banner:#fff6d6;--on-banner:#4a3a00;--gain:#5b8fc0;`;

const DARK = `
--page:#10151b;--panel:#171e26;--ink:#e8edf2;--ink-2:#a9b4c0;--ink-3:#8a97a5;--line:#303a45;--grid:#222a33;--shade:#262f39;--alarm:#ff7080;
--m-iso:#dd6a40;--m-cross:#79b0ea;--m-pm:#3fefa3;--t-pm:#3fefa3;
--v-untouched:#1c3a55;--on-untouched:#d7ebff;--v-called:#4a3f12;--on-called:#ffefb5;--v-reduced:#66400f;--on-reduced:#ffe0b3;
--v-liquidated:#bd2a40;--on-liquidated:#fff;--v-bankrupt:#6d0718;--on-bankrupt:#fff;--v-apart:#38295a;--on-apart:#e6daff;
--banner:#3d3412;--on-banner:#ffefb5;--gain:#6f9fce;`;

const THEMES = `
:root{${LIGHT}color-scheme:light}
@media screen{:root[data-theme=dark]{${DARK}color-scheme:dark}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}color-scheme:dark}}`;

const PAGE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
main,footer{max-width:1160px;margin:0 auto;padding:0 24px}
main{padding-top:28px}
section{margin-top:60px}
.by-mode{margin-top:30px}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
h1{font-size:clamp(24px,3.2vw,33px);line-height:1.2;letter-spacing:-.012em;max-width:24em;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:21px;letter-spacing:-.006em;line-height:1.3}
h3{font-size:15px;margin-top:26px;overflow-wrap:anywhere}
p,li,td,th,dd,dt{overflow-wrap:anywhere}
b,strong{font-weight:650}
a{color:inherit}
small{display:block;color:var(--ink-2);font-size:13px;font-weight:400}
code{font:12.5px/1.5 ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--m-cross);outline-offset:2px}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.eyebrow{font-size:12.5px;letter-spacing:.06em;text-transform:uppercase;color:var(--ink-2);margin-bottom:8px;overflow-wrap:anywhere}
.lead{margin-top:14px;font-size:16.5px;max-width:50em}
.facts{margin-top:8px;color:var(--ink-2);max-width:64em}
.intro{color:var(--ink-2);max-width:54em;margin:8px 0 18px}
.intro strong{color:var(--ink)}
.fine{color:var(--ink-2);font-size:13px;max-width:64em;margin-top:8px}
.alarm{color:var(--alarm);font-weight:650}
.t-iso{color:var(--m-iso)}.t-cross{color:var(--m-cross)}.t-pm{color:var(--t-pm)}
.m-iso{color:var(--m-iso)}.m-cross{color:var(--m-cross)}.m-pm{color:var(--t-pm)}
.mode{white-space:nowrap}
.shape{display:inline-block;width:1em;text-align:center}
.tools{float:right;display:flex;gap:8px;margin-left:20px}
button{font:inherit;font-size:13.5px;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:7px;padding:5px 11px;cursor:pointer}
button:hover{border-color:var(--ink-2)}
button[hidden]{display:none}
.banner{margin-top:22px;background:var(--banner);color:var(--on-banner);border-left:4px solid currentColor;border-radius:4px;padding:10px 16px}
footer{margin-top:56px;padding-bottom:40px;color:var(--ink-2);font-size:13px}`;

const CARDS = `
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:14px}
.card{background:var(--panel);border:1px solid var(--line);border-top:4px solid;border-radius:11px;padding:16px 18px 14px;display:flex;flex-direction:column}
.b-iso{border-top-color:var(--m-iso)}.b-cross{border-top-color:var(--m-cross)}.b-pm{border-top-color:var(--m-pm)}
.card h3{margin:0;font-size:15px}
.counts{display:grid;grid-template-columns:1fr 1fr;gap:12px;color:var(--ink-2);font-size:13.5px;line-height:1.35;margin:6px 0 12px}
.counts strong{font-size:38px;line-height:1.15;color:var(--ink);font-weight:700;letter-spacing:-.02em;margin-right:2px}
.strip{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(26px,1fr));gap:4px;margin-bottom:12px}
.strip a{display:block;text-align:center;text-decoration:none;border-radius:4px;font-size:12px;line-height:22px;height:24px;font-weight:700;border:1px solid transparent;white-space:nowrap}
.strip a:hover{outline:2px solid var(--ink-2);outline-offset:1px}
.strip .striped{border:2px dashed var(--on-apart);line-height:20px;background:var(--v-apart);color:var(--on-apart)}
.figures div{display:flex;justify-content:space-between;gap:12px;padding:2px 0;font-size:13.5px}
.figures dt{color:var(--ink-2)}
.figures dd{font-weight:650;text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.rule{margin-top:auto;padding-top:10px;color:var(--ink-2);font-size:12.5px}`;

const VERDICTS = `
.badge{display:inline-block;border-radius:5px;padding:1px 8px;font-size:13px;font-weight:650;line-height:1.55;border:1px solid transparent;white-space:nowrap}
.v-untouched{background:var(--v-untouched);color:var(--on-untouched)}
.v-margin-called{background:var(--v-called);color:var(--on-called)}
.v-reduced{background:var(--v-reduced);color:var(--on-reduced)}
.v-liquidated{background:var(--v-liquidated);color:var(--on-liquidated)}
.v-bankrupt{background:var(--v-bankrupt);color:var(--on-bankrupt)}
.badge.v-not-held,.strip .v-not-held,.strip .v-none{border:1px dashed var(--ink-2);color:var(--ink-2)}
.badge.apart{font-size:12px;padding:1px 6px;line-height:1.68;background:var(--v-apart);color:var(--on-apart);border:1px dashed currentColor}
.reconstructed{background:var(--banner);color:var(--on-banner);font-size:11.5px;vertical-align:.2em;margin-left:6px}
.meanings{margin-top:26px;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(430px,100%),1fr));gap:7px 28px;font-size:13px}
.meanings div{display:flex;gap:10px;align-items:baseline}
.meanings dt{flex:0 0 128px}
.meanings .badge{font-size:12px}
.meanings dd{color:var(--ink-2)}`;

const TABLES = `
table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:650;padding:0 0 8px}
th{text-align:left;font-weight:600;vertical-align:top}
td{vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.number{display:inline-block;min-width:22px;height:22px;padding:0 5px;border-radius:11px;background:var(--shade);font-size:12px;line-height:22px;font-weight:700;text-align:center;flex:none}
.matrix{table-layout:fixed;font-size:13px}
.matrix th:first-child{width:25%}
.matrix thead th{font-size:13.5px;padding:6px 10px;border-bottom:1px solid var(--ink-3)}
.matrix td,.matrix tbody th{padding:13px 10px;border-top:1px solid var(--line)}
.matrix tbody tr:first-child>*{border-top:0}
.matrix tbody tr:target>*{background:var(--panel)}
.matrix tbody th{display:table-cell}
.matrix tbody th .number{float:left}
.move{display:block;margin-left:33px}
.move strong{font-size:14.5px}
.move small{margin-top:1px}
.whole{display:inline-block;margin-right:10px}
.verdict{display:flex;flex-wrap:wrap;gap:5px;margin-bottom:4px}
.at{color:var(--ink-2);white-space:nowrap;font-size:12px}
.bound{color:var(--on-apart);background:var(--v-apart);border-radius:4px;padding:0 7px;margin-top:3px;font-size:12.5px;width:fit-content}
.remark{color:var(--ink-2);margin-top:3px;font-size:12.5px}
.cell-mode{display:none}
.matrix .note td{border-top:0;padding:0 10px 14px}
.note p{background:var(--panel);border-left:3px solid var(--m-iso);padding:6px 12px}
.no-line{color:var(--ink-2);font-style:italic;padding:12px 0}
.plain{padding-left:20px;margin-top:6px}
.plain li{margin-top:3px;max-width:68em}
.data{font-size:13.5px;margin-top:4px;min-width:560px}
.data th,.data td{padding:6px 12px 6px 0;border-top:1px solid var(--line)}
.data th,.data td{overflow-wrap:break-word}
.data thead th{border-top:0;border-bottom:1px solid var(--ink-3);color:var(--ink-2);font-size:12.5px}
.data tbody tr:first-child>*{border-top:0}
.data tbody th{font-weight:500}
.scroll{overflow-x:auto;margin-top:10px;position:relative}
.log{min-width:940px;table-layout:fixed}
.log thead th:nth-child(1){width:13.5%}.log thead th:nth-child(2){width:9%}.log thead th:nth-child(3){width:11%}.log thead th:nth-child(4){width:24%}.log thead th:nth-child(5),.log thead th:nth-child(6){width:7.5%}
.log td.n{padding-right:20px}
.trade{display:block}
details{margin-top:12px}
summary{cursor:pointer;font-weight:600}
.cause details{margin:0}
.cause summary{font-weight:500}
.cause ul{list-style:none;margin:6px 0;font-size:12.5px}
.cause li{display:grid;grid-template-columns:44px 1fr auto;gap:8px;align-items:center;padding:1px 0}
.cause .sum{border-top:1px solid var(--ink-3);font-weight:650;margin-top:3px;padding-top:3px}
.bar{height:8px;border-radius:2px;width:calc(var(--w)*44px);min-width:1px;justify-self:end}
.loss{background:var(--alarm)}.gain{background:var(--gain)}
.log .group th{padding:20px 0 8px;font-size:14.5px;font-weight:650;border-top:0}
.log .group+tr>*{border-top:1px solid var(--ink-3)}
.conservation{margin-top:20px;font-weight:600}`;

const CHARTS = `
figure{margin-top:14px}
figcaption{font-size:13px;font-weight:600;color:var(--ink-2);padding-left:58px}
svg{display:block;height:auto;max-width:100%}
svg text{font-family:inherit}
.scroll figure{min-width:760px;max-width:1112px}
.scroll figure svg{width:100%}
.spark{max-width:258px;margin:3px 0}
.spark svg{width:100%}`;

const NARROW = `
@media screen and (max-width:760px){
main,footer{padding-left:16px;padding-right:16px}
section{margin-top:44px}
.tools{float:none;margin:0 0 14px;justify-content:flex-end}
.matrix,.matrix tbody,.matrix tr,.matrix td,.matrix tbody th{display:block;width:auto}
.matrix th:first-child{width:auto}
.matrix thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.matrix tbody tr{border-top:1px solid var(--ink-3);padding:14px 0}
.matrix tbody tr.note{border-top:0;padding-top:0}
.matrix td,.matrix tbody th{border:0;padding:6px 0}
.matrix td:not([colspan]){border-left:3px solid var(--line);padding:2px 0 2px 12px;margin:10px 0 0 4px}
.cell-mode{display:block;font-weight:650;margin-bottom:3px}
.spark{max-width:none}
.strip{grid-template-columns:repeat(auto-fill,minmax(34px,1fr))}
}`;

const PRINT = `
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{
main{zoom:.8}
main,footer{max-width:none;padding:0}
.tools{display:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
section{margin-top:26px}
tr,figure,.card,.banner{break-inside:avoid}
h2,h3{break-after:avoid}
.scroll{overflow:visible}
.scroll figure,.log{min-width:0}
.cards{grid-template-columns:repeat(3,1fr)}
}`;

export const STYLE = [THEMES, PAGE, CARDS, VERDICTS, TABLES, CHARTS, NARROW, PRINT].join('\n');
