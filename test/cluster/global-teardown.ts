import { tearDown } from './harness/teardown';

module.exports = tearDown;
