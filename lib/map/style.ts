/** The page's look. Colours are named by what they mean; both schemes hold WCAG AA. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --soft: #f6f8fa; --text: #1f2328; --quiet: #59636e; --rule: #d1d9e0; --edge: #6e7781; --focus: #0550ae;
  --service: #ddf4ff; --service-line: #0969da; --worker: #eaeef2; --worker-line: #59636e;
  --topic: #fbefff; --topic-line: #8250df; --external: #fff1e5; --external-line: #bc4c00;
  --entry: #dafbe1; --entry-line: #1a7f37; --platform: #f6f8fa; --platform-line: #6e7781;
  --added: #116329; --removed: #a40e26; --changed: #7d4e00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --soft: #161b22; --text: #e6edf3; --quiet: #9da7b1; --rule: #30363d; --edge: #8b949e; --focus: #79c0ff;
    --service: #10294a; --service-line: #58a6ff; --worker: #22272e; --worker-line: #9da7b1;
    --topic: #2a1a4a; --topic-line: #bc8cff; --external: #3a2010; --external-line: #f0883e;
    --entry: #0f2d1a; --entry-line: #3fb950; --platform: #161b22; --platform-line: #8b949e;
    --added: #56d364; --removed: #ff7b72; --changed: #e3b341;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 20px; padding: 10px 20px; border-bottom: 1px solid var(--rule); background: var(--soft); }
h1 { font-size: 18px; margin: 0; }
h2 { font-size: 16px; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 small { color: var(--quiet); font-weight: normal; }
h3 { font-size: 14px; margin: 16px 0 4px; }
p { margin: 0 0 8px; }
label { display: inline-flex; align-items: center; gap: 6px; }
select, input, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--edge); border-radius: 6px; padding: 4px 8px; min-height: 30px; }
input[type=checkbox] { min-height: 0; width: 16px; height: 16px; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; padding: 6px 10px; background: var(--page); z-index: 1; }
main > section { padding: 16px 20px; border-top: 1px solid var(--rule); }
.view { display: grid; grid-template-columns: minmax(0, 1fr) minmax(260px, 330px); }
.map { padding: 12px 12px 12px 20px; min-width: 0; }
.tools { display: flex; gap: 4px; justify-content: flex-end; }
.tools button { min-width: 34px; }
#picture { overflow: auto; max-height: 76vh; min-height: 60px; }
#picture svg { display: block; margin: 0 auto; }
#note:empty { display: none; }
#panel { border-left: 1px solid var(--rule); padding: 14px 20px; max-height: calc(76vh + 110px); overflow: auto; }
.legend { display: flex; flex-wrap: wrap; gap: 0 16px; list-style: none; margin: 8px 0 0; padding: 0; color: var(--quiet); font-size: 12px; }
.when-comparing { display: none; }
:has(svg.comparing) > .legend .when-comparing { display: list-item; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 12px; margin: 0 0 8px; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 2px 0 6px; padding-left: 18px; }
code { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.chooser { border: 0; background: none; padding: 0; min-height: 24px; color: var(--focus); text-align: left; text-decoration: underline; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--rule); }
th[scope=row] { font-weight: normal; }
td ul { list-style: none; padding: 0; margin: 0; }
.difference.added > .chooser, tr.added .chooser { color: var(--added); }
.difference.removed > .chooser, tr.removed .chooser { color: var(--removed); }
.difference.changed > .chooser, tr.changed .chooser { color: var(--changed); }
footer { padding: 8px 20px; color: var(--quiet); }
svg text { text-anchor: middle; fill: var(--text); font-size: 12px; }
svg .name { font-size: 14px; font-weight: 600; }
svg .caption { fill: var(--quiet); }
.node, .edge { cursor: pointer; outline: none; }
.outline { stroke-width: 1.5; fill: var(--platform); stroke: var(--platform-line); }
.service .outline { fill: var(--service); stroke: var(--service-line); }
.worker .outline { fill: var(--worker); stroke: var(--worker-line); }
.topic .outline { fill: var(--topic); stroke: var(--topic-line); }
.external .outline { fill: var(--external); stroke: var(--external-line); }
.entry .outline { fill: var(--entry); stroke: var(--entry-line); }
.line { fill: none; stroke: var(--edge); stroke-width: 1.5; }
.head { fill: var(--edge); }
.reach { fill: none; stroke: transparent; stroke-width: 16; }
.plate { fill: var(--page); }
.produces .line, .consumes .line { stroke-dasharray: 6 4; }
.comparing .outline { fill: var(--page); stroke: var(--edge); }
.comparing .added .outline { stroke: var(--added); stroke-width: 3; }
.comparing .removed .outline { stroke: var(--removed); stroke-width: 3; stroke-dasharray: 7 4; }
.comparing .changed .outline { stroke: var(--changed); stroke-width: 3; }
.comparing .added .name, .comparing .added .label { fill: var(--added); }
.comparing .removed .name, .comparing .removed .label { fill: var(--removed); text-decoration: line-through; }
.comparing .changed .name, .comparing .changed .label { fill: var(--changed); }
.edge.added .line { stroke: var(--added); stroke-width: 2.5; } .edge.added .head { fill: var(--added); }
.edge.removed .line { stroke: var(--removed); stroke-dasharray: 2 4; } .edge.removed .head { fill: var(--removed); }
.edge.changed .line { stroke: var(--changed); stroke-width: 2.5; } .edge.changed .head { fill: var(--changed); }
.node:hover .outline, .node.chosen .outline { stroke-width: 3; }
.edge:hover .line, .edge.chosen .line { stroke-width: 3; stroke: var(--focus); }
.edge:hover .head, .edge.chosen .head { fill: var(--focus); }
.edge.chosen .label { font-weight: 700; }
.node.focused .outline { stroke: var(--focus); stroke-width: 4; }
.edge.focused .line { stroke: var(--focus); stroke-width: 4; }
.edge.focused .plate { stroke: var(--focus); stroke-width: 2; }
@media (max-width: 900px) {
  .view { grid-template-columns: minmax(0, 1fr); }
  #panel { border-left: 0; border-top: 1px solid var(--rule); max-height: none; }
}
@media print {
  :root { color-scheme: light; }
  header label, header button, .tools, .skip, footer { display: none; }
  .view { display: block; }
  #picture, #panel, .scroll { max-height: none; overflow: visible; }
  #picture svg { max-width: 100%; height: auto; }
  tr, .given { break-inside: avoid; }
}
`;
