import { chromiumPath } from './chromium';

/** Says once, before any test, that there is no browser. */
module.exports = (): void => {
  chromiumPath();
};
