import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pageBody } from './body';
import { pageStyle } from './style';
import type { SystemMap } from './types';

/** The page's own script, in an order in which each file comes after those that it imports. */
export const PAGE_FILES = [
  'dom',
  'compare',
  'filter',
  'words',
  'lines',
  'layout',
  'draw',
  'picture',
  'panel',
  'tables',
  'state',
  'main',
] as const;

/**
 * One file that shows the maps in a browser. It holds all that it needs, and its own policy forbids it to ask anybody
 * for anything.
 */
export function mapPage(maps: readonly SystemMap[]): string {
  const library = layoutLibrary();
  const script = pageScript();
  const policy = [
    "default-src 'none'",
    `script-src '${hash(library)}' '${hash(script)}'`,
    `style-src '${hash(pageStyle)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<title>System map</title>',
    '<link rel="icon" href="data:,">',
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    pageBody,
    `<script type="application/json" id="maps">${embedded(maps)}</script>`,
    `<script>${library}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** JSON in which no text can end the script element that it stands in. */
export function embedded(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

/** The files of the page as one script: what they import from each other is in it already. */
export function pageScript(): string {
  const texts = PAGE_FILES.map((file) => readFileSync(join(__dirname, 'page', `${file}.js`), 'utf8'));
  const code = texts.map((text) => text.replace(/^import [^;]+;\n+/gm, '').replace(/^export /gm, '')).join('\n');
  return withoutEnd(`(() => {\n'use strict';\n${code}})();`);
}

/** dagre's own bundle for browsers, which lies beside the file that Node loads, with its licence. */
function layoutLibrary(): string {
  const file = join(dirname(require.resolve('@dagrejs/dagre')), 'dagre.min.js');
  const licence = readFileSync(`${file}.LEGAL.txt`, 'utf8').trim();
  // A browser's tools would ask for the source map.
  return withoutEnd(`${licence}\n${readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '')}`);
}

function withoutEnd(script: string): string {
  const found = /<\/script|<!--/i.exec(script);
  if (found) throw new Error(`the map's script holds '${found[0]}', which would end it in a page`);
  return script;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
