import { overlay } from './compare.js';
import { byId, element } from './dom.js';
import { draw } from './draw.js';
import { LIMITS, partOf, withoutPlatform } from './filter.js';
import { panelOf } from './panel.js';
import { bringIntoView, keepingFocus, listenToSize, markShapes, zoom } from './picture.js';
import { readState, writeState } from './state.js';
import { differences, MOST_ROWS, rowsOf } from './tables.js';

/**
 * @typedef {import('./compare').SystemMap} SystemMap
 * @typedef {import('./compare').Shown} Shown
 * @typedef {import('./filter').Part} Part
 * @typedef {import('./state').State} State
 */

/** @type {readonly SystemMap[]} */
const maps = JSON.parse(byId('maps').textContent ?? '[]');
const environments = maps.map(({ environment }) => environment);
const state = readState(location.hash, environments);

const controls = {
  environment: /** @type {HTMLSelectElement} */ (byId('environment')),
  base: /** @type {HTMLSelectElement} */ (byId('base')),
  filter: /** @type {HTMLInputElement} */ (byId('filter')),
  platform: /** @type {HTMLInputElement} */ (byId('platform')),
};
/** What the picture and the table were made of, so that choosing an edge does not lay out again. */
let drawn = '';
/** What the reader wants although it takes long: all of this, in the picture or in the table. */
let anyway = '';
let allRows = false;
/** @type {Part['edges']} */
let listed = [];
/** Id of what the details are about. */
let chosen = '';

function render() {
  keepingFocus(show);
}

/** Shows what the state says. */
function show() {
  const map = mapOf(state.environment);
  if (!map) return;
  const base = mapOf(state.base);
  const shown = withoutPlatform(overlay(map, base), state.platform);
  const nodes = new Map(shown.nodes.map((node) => [node.id, node]));
  const view = viewOf(state);
  const part = partOf(shown, state.filter, view === anyway ? { nodes: Infinity, edges: Infinity } : LIMITS);
  listed = part.edges;
  showControls(shown);
  const key = view + anyway;
  if (key !== drawn) {
    drawn = key;
    allRows = false;
    showPicture(part, map, base !== undefined);
    byId('differences').replaceChildren(...(base ? differences(shown, map, base) : []));
    byId('differences').hidden = !base;
    showRows(part.edges, nodes);
    byId('status').textContent =
      `${map.environment}: ${part.drawn.length} of ${shown.edges.length} edges and ${part.nodes.length} of ${shown.nodes.length} nodes drawn. ${part.note}`;
  }
  chosen = state.selected || (part.matches.length === 1 ? (part.matches[0]?.id ?? '') : '');
  byId('panel').replaceChildren(...panelOf({ map, part, nodes, selected: chosen, filter: state.filter }));
  markShapes(chosen);
  history.replaceState(null, '', writeState(state));
}

/** @param {State} state */
function viewOf({ environment, base, filter, platform }) {
  return JSON.stringify([environment, base, filter, platform]);
}

/** @param {string} name */
function mapOf(name) {
  return maps.find(({ environment }) => environment === name);
}

/** @param {Shown} shown */
function showControls({ nodes }) {
  controls.environment.value = state.environment;
  controls.base.value = state.base;
  controls.platform.checked = state.platform;
  if (controls.filter.value !== state.filter) controls.filter.value = state.filter;
  const names = [...new Set(nodes.map(({ name }) => name))];
  const suggested = byId('names');
  // New suggestions would close the list that the reader is choosing from.
  if (suggested.childElementCount === names.length && suggested.dataset.of === state.environment) return;
  suggested.dataset.of = state.environment;
  suggested.replaceChildren(...names.map((value) => element('option', { value })));
}

/**
 * @param {Part} part
 * @param {SystemMap} map
 * @param {boolean} comparing
 */
function showPicture(part, map, comparing) {
  byId('note').textContent = part.note;
  byId('anyway').hidden = part.note === '';
  byId('picture').replaceChildren(...(part.nodes.length > 0 ? [draw(part, { name: map.environment, comparing })] : []));
  zoom();
  bringIntoView(part.matches[0]?.id);
}

/**
 * @param {Part['edges']} edges
 * @param {import('./panel').Nodes} nodes
 */
function showRows(edges, nodes) {
  byId('rows').replaceChildren(...rowsOf(allRows ? edges : edges.slice(0, MOST_ROWS), nodes));
  const more = byId('more');
  more.hidden = allRows || edges.length <= MOST_ROWS;
  more.textContent = `Show all ${edges.length} edges`;
  more.onclick = () => {
    allRows = true;
    showRows(edges, nodes);
  };
}

/**
 * A node is shown with its neighbours; an edge where it is.
 * @param {string} id
 */
function choose(id) {
  const name = nameOf(id);
  state.selected = id;
  if (name !== undefined) state.filter = name;
  else if (!listed.some((edge) => edge.id === id)) state.filter = '';
  render();
}

/** @param {string} id */
function nameOf(id) {
  return [mapOf(state.environment), mapOf(state.base)].flatMap((map) => map?.nodes ?? []).find((node) => node.id === id)
    ?.name;
}

function clear() {
  state.filter = '';
  state.selected = '';
  render();
}

function listen() {
  controls.environment.addEventListener('change', () => {
    state.environment = controls.environment.value;
    if (state.base === state.environment) state.base = '';
    render();
  });
  controls.base.addEventListener('change', () => {
    state.base = controls.base.value === state.environment ? '' : controls.base.value;
    render();
  });
  controls.platform.addEventListener('change', () => {
    state.platform = controls.platform.checked;
    render();
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let wait;
  controls.filter.addEventListener('input', () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      state.filter = controls.filter.value;
      state.selected = '';
      render();
    }, 120);
  });
  byId('clear').addEventListener('click', clear);
  byId('anyway').addEventListener('click', () => {
    anyway = viewOf(state);
    render();
  });
  listenToSize();
  for (const event of ['focusin', 'focusout']) byId('picture').addEventListener(event, () => markShapes(chosen));
  document.addEventListener('click', ({ target }) => chooseIn(target));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') clear();
    const shape = event.target instanceof SVGElement;
    if (!shape || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    chooseIn(event.target);
  });
}

/** @param {EventTarget | null} target */
function chooseIn(target) {
  const chosen = target instanceof Element ? target.closest('[data-id]') : null;
  const id = chosen?.getAttribute('data-id');
  if (id) choose(id);
}

addEventListener('hashchange', () => {
  Object.assign(state, readState(location.hash, environments));
  render();
});
const options = () => environments.map((name) => element('option', { value: name }, name));
controls.environment.append(...options());
controls.base.append(element('option', { value: '' }, 'nothing'), ...options());
listen();
render();
