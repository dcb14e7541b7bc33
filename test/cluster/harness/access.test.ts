import { givenKubeconfig } from './access';
import { requiredVersion, TOOLS } from './build';
import { CRD_NAMES, KWOK } from './crd-sources';

test('the cluster that is used is the one named for it, and no other', () => {
  expect(givenKubeconfig({ KUBECONFIG: '/home/me/.kube/config' })).toBeUndefined();
  expect(givenKubeconfig({ FAIRWAY_KUBECONFIG: __filename })).toBe(__filename);
  expect(() => givenKubeconfig({ FAIRWAY_KUBECONFIG: '/nowhere' })).toThrow(
    "FAIRWAY_KUBECONFIG is '/nowhere', and no file is there",
  );
});

test('the behaviour of simulated nodes is that of the kwok that is built', () => {
  expect(requiredVersion(`${TOOLS}/control-plane`, KWOK.module)).toBe(KWOK.version);
  expect(() => requiredVersion(`${TOOLS}/control-plane`, 'example.com/none')).toThrow(
    "requires no module 'example.com/none'",
  );
});

test('no foreign kind is defined twice', () => {
  expect(new Set(CRD_NAMES).size).toBe(CRD_NAMES.length);
});
