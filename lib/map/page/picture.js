import { byId } from './dom.js';

/** What the reader made of the picture's size; nothing (0): what fits. */
let chosenScale = 0;
/** Smaller than this, nobody can read it. */
const SMALLEST = 0.7;

/** Gives the picture the size that was chosen or, without a choice, one that fits as long as it can be read. */
export function zoom() {
  const svg = picture();
  if (!svg) return;
  const { width, height } = svg.viewBox.baseVal;
  const scale = chosenScale || Math.max(SMALLEST, fitting(svg));
  svg.setAttribute('width', String(width * scale));
  svg.setAttribute('height', String(height * scale));
}

/** Lets the buttons change the size. */
export function listenToSize() {
  byId('smaller').addEventListener('click', () => zoomBy((svg) => scaleOf(svg) * 0.8));
  byId('larger').addEventListener('click', () => zoomBy((svg) => scaleOf(svg) * 1.25));
  byId('fit').addEventListener('click', () => zoomBy(fitting));
}

/**
 * What had the keyboard's focus is made anew, or is there no more: the focus goes on there, or to the details.
 * @param {() => void} change
 */
export function keepingFocus(change) {
  const before = document.activeElement;
  const id = before?.getAttribute('data-id');
  const place = before?.closest('#picture, #panel, #differences, #rows')?.id;
  change();
  if (before?.isConnected || !id || !place) return;
  (shapeOf(id, place) ?? byId('panel')).focus();
}

/**
 * What can be reached by keyboard comes last: an edge's line bears the same id as its label.
 * @param {string} id
 * @param {string} place
 */
function shapeOf(id, place = 'picture') {
  const shapes = document.querySelectorAll(`#${place} [data-id="${CSS.escape(id)}"]`);
  return /** @type {SVGElement | HTMLElement | undefined} */ ([...shapes].at(-1));
}

/**
 * Scrolls to a node, or to the first one; within the picture only, the page stays where it is.
 * @param {string | undefined} id
 */
export function bringIntoView(id) {
  const shape = id === undefined ? document.querySelector('#picture .node') : shapeOf(id);
  if (!shape) return;
  const box = byId('picture');
  const [inner, outer] = [shape.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2;
  box.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

/**
 * Marks what is chosen and what has the focus. An edge is two shapes, its line and its label: both look the same.
 * @param {string} selected
 */
export function markShapes(selected) {
  const active = document.activeElement;
  const focused = active?.matches(':focus-visible') ? active.getAttribute('data-id') : null;
  for (const shape of document.querySelectorAll('#picture [data-id]')) {
    const id = shape.getAttribute('data-id');
    shape.classList.toggle('chosen', id === selected);
    shape.classList.toggle('focused', id === focused);
    if (shape.hasAttribute('aria-pressed')) shape.setAttribute('aria-pressed', String(id === selected));
  }
}

/** @param {(svg: SVGSVGElement) => number} scale */
function zoomBy(scale) {
  const svg = picture();
  if (svg) chosenScale = scale(svg);
  zoom();
}

/** @param {SVGSVGElement} svg */
function scaleOf(svg) {
  return svg.width.baseVal.value / svg.viewBox.baseVal.width;
}

/** @param {SVGSVGElement} svg */
function fitting(svg) {
  return Math.min(1, (byId('picture').clientWidth - 2) / svg.viewBox.baseVal.width);
}

function picture() {
  const svg = document.querySelector('#picture svg');
  return svg instanceof SVGSVGElement ? svg : undefined;
}
