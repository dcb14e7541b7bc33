/**
 * What the reader has asked for. It stands in the address too, so that a link shows the same.
 * @typedef {object} State
 * @property {string} environment
 * @property {string} base The environment to compare with, or nothing.
 * @property {string} filter
 * @property {string} selected Id of a node or an edge, or nothing.
 * @property {boolean} platform
 */

/**
 * @param {string} hash
 * @param {readonly string[]} environments
 * @returns {State}
 */
export function readState(hash, environments) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const known = (/** @type {string | null} */ name) => environments.find((candidate) => candidate === name);
  const environment = known(given.get('env')) ?? environments.at(-1) ?? '';
  const base = known(given.get('with')) ?? '';
  return {
    environment,
    base: base === environment ? '' : base,
    filter: given.get('show') ?? '',
    selected: given.get('select') ?? '',
    platform: given.get('platform') === '1',
  };
}

/**
 * @param {State} state
 * @returns {string}
 */
export function writeState({ environment, base, filter, selected, platform }) {
  const given = new URLSearchParams({ env: environment });
  if (base) given.set('with', base);
  if (filter) given.set('show', filter);
  if (selected) given.set('select', selected);
  if (platform) given.set('platform', '1');
  return `#${given}`;
}
