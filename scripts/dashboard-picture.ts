/** Draws the dashboard of orders into docs/dashboard.png, from what a real Prometheus has answered. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath, FLAGS } from '../test/browser/chromium';
import { text } from '../test/support/manifest';
import { marksOf, panelsOf, type SeenDashboard } from './dashboard/panels';

export const ANSWERS = join(__dirname, 'dashboard', 'answers.json');
const PICTURE = join(__dirname, '..', 'docs', 'dashboard.png');
/** Its folder of what browsers take. */
const UPLOT = dirname(require.resolve('uplot'));
/** Pixels for each of the page's, so that small texts are sharp. */
const SHARPNESS = 1.5;

export function readAnswers(): SeenDashboard {
  return JSON.parse(readFileSync(ANSWERS, 'utf8')) as SeenDashboard;
}

/** A page on which the panels are drawn once it is open. */
export function pageOf(seen: SeenDashboard): string {
  const { dashboard, start, end, step } = seen;
  const times = Array.from({ length: Math.round((end - start) / step) + 1 }, (_, index) => start + index * step);
  const what = { panels: panelsOf(seen), marks: marksOf(seen), times };
  // In a script a text must not end the script.
  const data = JSON.stringify(what).replaceAll('<', '\\u003c');
  const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');
  const own = join(__dirname, 'dashboard');
  return `<!doctype html>
<meta charset="utf-8">
<style>${read(UPLOT, 'uPlot.min.css')}${read(own, 'page.css')}</style>
<div id="dashboard">
<header><h1>${text(dashboard.title)}</h1><span class="range">${minute(start)} to ${minute(end).slice(11)} UTC</span></header>
<div id="grid"></div>
<footer>The answers of a real Prometheus to the dashboard's queries, drawn by uPlot and not by Grafana.
Dashed lines: pods started.</footer>
</div>
<script>${read(UPLOT, 'uPlot.iife.min.js')}</script>
<script type="application/json" id="panels">${data}</script>
<script>${read(own, 'page.js')}</script>
`;
}

function minute(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

async function main(): Promise<void> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
  try {
    const page = await browser.newPage({ deviceScaleFactor: SHARPNESS, viewport: { width: 1280, height: 800 } });
    await page.setContent(pageOf(readAnswers()));
    writeFileSync(PICTURE, await page.locator('#dashboard').screenshot());
  } finally {
    await browser.close();
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
