const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element of the page. Text goes in as text, never as HTML: names come from programs.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  return /** @type {HTMLElement} */ (fill(document.createElement(tag), attributes, children));
}

/**
 * An element of a picture.
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 * @returns {SVGElement}
 */
export function shape(tag, attributes = {}, ...children) {
  return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, tag), attributes, children));
}

/**
 * A button that chooses a node or an edge, wherever it stands.
 * @param {string} id
 * @param {string} text
 * @returns {HTMLElement}
 */
export function chooser(id, text) {
  return element('button', { type: 'button', class: 'chooser', 'data-id': id }, text);
}

/**
 * @param {readonly (string | Node)[]} items
 * @returns {HTMLElement}
 */
export function list(items) {
  return element('ul', {}, ...items.map((item) => element('li', {}, item)));
}

/**
 * What is known about something, in two columns.
 * @param {Readonly<Record<string, string>>} facts
 * @returns {HTMLElement}
 */
export function factList(facts) {
  const rows = Object.entries(facts).flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, value || 'none'),
  ]);
  return element('dl', {}, ...rows);
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  return /** @type {T} */ (document.getElementById(id));
}

/**
 * @param {Element} target
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 */
function fill(target, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, String(value));
  target.append(...children);
  return target;
}
