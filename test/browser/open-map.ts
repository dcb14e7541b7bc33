import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { temporaryFolder } from '../support/testing';
import { chromiumPath, FLAGS } from './chromium';

/** A map in a browser that has no network, and what it said and asked for. */
export interface OpenMap {
  readonly page: Page;
  readonly said: readonly string[];
  readonly requests: readonly string[];
}

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
});

afterAll(() => browser?.close());

export async function openMap(html: string, hash = '', options: BrowserContextOptions = {}): Promise<OpenMap> {
  const file = join(temporaryFolder(), 'map.html');
  writeFileSync(file, html);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.setOffline(true);
  const page = await context.newPage();
  const [said, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('dialog', (dialog) => said.push(dialog.message()));
  const url = pathToFileURL(file).href;
  page.on('request', (request) => request.url().split('#')[0] !== url && requests.push(request.url()));
  await page.goto(`${url}${hash}`);
  return { page, said, requests };
}

/** Ids of what is drawn and can be reached by keyboard, in its order. */
export function drawn(page: Page): Promise<readonly string[]> {
  return page
    .locator('#picture [tabindex]')
    .evaluateAll((shapes) => shapes.map((shape) => shape.getAttribute('data-id')!));
}

export function node(page: Page, name: string): ReturnType<Page['locator']> {
  return page.locator(`#picture .node[data-id="service:${name}"]`);
}

/** Keeps a picture of the page for people to look at: `SCREENSHOTS=<folder> npm run test:browser`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
