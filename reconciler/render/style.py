"""How the HTML page looks: for reading first, in light, in dark, on a phone and on paper."""

from __future__ import annotations

from typing import Final

_COLOURS: Final = """
:root { color-scheme: light dark; --paper: #f6f5f2; --card: #ffffff; --ink: #1d2126; --quiet: #5c646e;
  --edge: #dcdad4; --line: #eceae5; --focus: #1f5fbf; --create: #13693a; --update: #7a4b00;
  --remove: #a3221b; --blocked: #6b3fa0; --record: #5c646e; --added: #d3f2dc; --removed: #fbdcd8;
  --risk: #fdeeec; --note: #fff6e0; --stay: #faf9f7; }
@media (prefers-color-scheme: dark) { :root { --paper: #14161a; --card: #1c1f24; --ink: #e9ebee;
  --quiet: #a5adb7; --edge: #363b43; --line: #2a2e35; --focus: #8ab4ff; --create: #6fd39a;
  --update: #e9b95f; --remove: #ff9f96; --blocked: #c8a8f5; --record: #a5adb7; --added: #16452a;
  --removed: #55201c; --risk: #35191a; --note: #33290f; --stay: #191c20; } }
"""

_PAGE: Final = """
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 76rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .25rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0; display: inline; overflow-wrap: anywhere; }
p { margin: .35rem 0; overflow-wrap: anywhere; }
code { font: .85em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); } .lead { font-size: 1.15rem; margin: .5rem 0; }
.unset { color: var(--quiet); font-style: italic; }
.callout { background: var(--card); border: 1px solid var(--edge); border-left: .3rem solid var(--update);
  border-radius: .5rem; padding: .8rem 1rem; margin: 1rem 0; }
.callout h2 { display: block; margin-bottom: .3rem; }
.callout ul { margin: .3rem 0; padding-left: 1.2rem; }
.stop { border-left-color: var(--remove); background: var(--risk); } .stop h2 { color: var(--remove); }
.warn { background: var(--note); }
.tools { position: sticky; top: 0; z-index: 2; background: var(--paper); padding: .75rem 0;
  display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; border-bottom: 1px solid var(--edge);
  margin: 1.25rem 0 .5rem; }
.tools label, .tools button { border: 1px solid var(--edge); background: var(--card); color: var(--ink);
  border-radius: 2rem; padding: .3rem .8rem; font: inherit; font-size: .92rem; cursor: pointer; }
.tools label { display: inline-flex; gap: .4rem; align-items: center; }
.tools label b { font-variant-numeric: tabular-nums; } .tools input[type=checkbox] { margin: 0; }
.tools input[type=search] { flex: 1 1 14rem; min-width: 10rem; font: inherit; padding: .35rem .8rem;
  border: 1px solid var(--edge); border-radius: 2rem; background: var(--card); color: var(--ink); }
.tools output { color: var(--quiet); font-size: .92rem; font-variant-numeric: tabular-nums; }
footer { color: var(--quiet); font-size: .9rem; margin-top: 2rem; }
"""

_CARDS: Final = """
.card { --tone: var(--record); background: var(--card); border: 1px solid var(--edge);
  border-left: .3rem solid var(--tone); border-radius: .5rem; margin: .8rem 0; content-visibility: auto;
  contain-intrinsic-size: auto 4rem; }
.create { --tone: var(--create); } .update, .import { --tone: var(--update); }
.retire, .replace { --tone: var(--remove); } .blocked { --tone: var(--blocked); }
.card > details > summary { padding: .8rem 1rem; cursor: pointer; display: flex; flex-wrap: wrap;
  gap: .2rem .7rem; align-items: baseline; list-style: none; }
.card > details > summary::-webkit-details-marker { display: none; }
.card > details > summary::before { content: "\\25B8" / ""; color: var(--quiet); }
.card > details[open] > summary::before { content: "\\25BE" / ""; }
.badge { color: var(--tone); border: 1px solid currentColor; border-radius: 2rem; padding: 0 .6rem;
  font-size: .8rem; font-weight: 600; white-space: nowrap; }
.essence { color: var(--quiet); font-size: .92rem; }
.card > details[open] > summary > .essence { display: none; }
.body { padding: 0 1rem 1rem; } .body > p:first-child { margin-top: 0; }
.risk { color: var(--remove); font-weight: 600; }
.one { border-top: 1px solid var(--line); padding: .35rem 0; } .one > summary { cursor: pointer; }
.one > summary small { color: var(--quiet); }
.decide { border: 1px solid var(--blocked); border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0; }
.decide ul { margin: .3rem 0 0; padding-left: 1.2rem; }
table { border-collapse: collapse; width: 100%; margin-top: .6rem; table-layout: fixed; }
caption { text-align: left; color: var(--quiet); font-size: .85rem; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { font-weight: 600; } thead th { border-top: 0; color: var(--quiet); font-size: .85rem; }
th:first-child { width: 15rem; } th small, td small { display: block; font-weight: 400;
  color: var(--quiet); font-size: .8rem; line-height: 1.4; }
td .text { white-space: pre-wrap; } .title .text { font-size: 1.15rem; font-weight: 600; }
.gap { color: var(--quiet); }
.group > * { background: var(--stay); }
td + td { border-left: 1px solid var(--line); } th small.whose { color: var(--update); font-weight: 600; }
 .sub > th { padding-left: 1.6rem; font-weight: 400; }
.stays td, .stays th { color: var(--quiet); } td details summary { cursor: pointer; color: var(--quiet); }
.tag { display: inline-block; border: 1px solid var(--edge); border-radius: 2rem; padding: 0 .5rem;
  font-size: .78rem; font-weight: 400; color: var(--quiet); margin: .1rem .2rem .1rem 0; }
del { background: var(--removed); text-decoration-thickness: 1px; border-radius: .2rem; }
ins { background: var(--added); text-decoration: none; border-radius: .2rem; }
ol { margin: 0; padding-left: 1.4rem; } ol li { margin: .2rem 0; }
"""

_OTHER: Final = """
@media (max-width: 44rem) {
  body { padding: 1rem .75rem 3rem; } .tools { position: static; }
  .compare, .compare tbody, .compare tr, .compare th, .compare td { display: block; width: auto; }
  .compare thead { display: none; } .compare tr { border-top: 1px solid var(--edge); padding: .3rem 0; }
  .compare th, .compare td { border: 0; padding: .25rem 0; } .compare th:first-child { width: auto; }
  .compare .sub > th { padding-left: 0; }
  .compare td[data-side]::before { content: attr(data-side); display: block; color: var(--quiet);
    font-size: .8rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --edge: #999;
    --line: #ccc; --create: #13693a; --update: #7a4b00; --remove: #a3221b; --blocked: #6b3fa0;
    --record: #444; --added: #d3f2dc; --removed: #fbdcd8; --risk: #fff; --note: #fff; --stay: #f4f4f4; }
  body { max-width: none; padding: 0; font-size: 10.5pt; } .tools { display: none; }
  .card { break-inside: auto; content-visibility: visible; } tr { break-inside: avoid; }
  .card > details > summary { break-after: avoid; } .card > details > summary::before { content: none; }
  del, ins { print-color-adjust: exact; } del { text-decoration: line-through; }
  ins { text-decoration: underline; }
}
@media (prefers-reduced-motion: no-preference) { .tools label, .tools button { transition: opacity .1s; } }
.tools label:has(input:not(:checked)) { opacity: .75; text-decoration: line-through; }
.card summary:hover h2, .tools button:hover { text-decoration: underline; }
"""

STYLE: Final = _COLOURS + _PAGE + _CARDS + _OTHER
