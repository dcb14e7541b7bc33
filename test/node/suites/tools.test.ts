import { go } from '../../cluster/harness/go';
import { TOOLS } from '../harness/build';

/** Answers only when they all pass. As the tools are built: what is compiled then is not compiled again. */
test('the tests of the tools pass', async () => {
  const said = await go(['test', '-trimpath', '-buildvcs=false', './...'], { cwd: TOOLS });
  expect(said).toMatch(/^ok\s.*network-policy/m);
}, 1_200_000);
