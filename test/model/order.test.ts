import { callOrder, type Microservice, type ServiceGraph } from 'cdk8s-fairway';
import { environment, microservice } from '../support/testing';

/** Services a, b, c, … with calls written as `ab`; a call that is optional as `ab?`. */
function graphOf(services: string, ...calls: readonly string[]): ServiceGraph {
  const dev = environment();
  const made = new Map<string, Microservice>();
  for (const name of services) made.set(name, microservice(dev, name, { ports: { http: 8080 } }));
  for (const [from, to, optional] of calls) {
    made.get(from!)!.addUpstream({ service: made.get(to!)!, variable: `${from}${to}`, optional: optional === '?' });
  }
  return dev.graph;
}

const names = (groups: readonly (readonly { readonly name: string }[])[]): readonly string[] =>
  groups.map((group) => group.map(({ name }) => name).join(''));

const waves = (...given: Parameters<typeof graphOf>): readonly string[] => names(callOrder(graphOf(...given)).waves);
const chains = (...given: Parameters<typeof graphOf>): readonly string[] => names(callOrder(graphOf(...given)).chains);

test('services that do not call each other start at once', () => {
  expect(waves('cab')).toEqual(['abc']);
});

test('a service starts after those that it calls', () => {
  expect(waves('abcd', 'ab', 'bc', 'ad')).toEqual(['cd', 'b', 'a']);
});

test('services that call in circles start at once', () => {
  expect(waves('abc', 'ab', 'ba', 'bc')).toEqual(['c', 'ab']);
  expect(waves('abcd', 'ab', 'bc', 'cd', 'db')).toEqual(['bcd', 'a']);
});

test('a call that is optional is not waited for', () => {
  expect(waves('abc', 'ab?', 'bc')).toEqual(['ac', 'b']);
});

test('an environment without services has no order', () => {
  expect(callOrder(environment().graph)).toEqual({ waves: [], chains: [] });
});

test('the longest chain begins at each service that nobody calls', () => {
  expect(chains('abcde', 'ab', 'bc', 'ac', 'de')).toEqual(['abc', 'de']);
});

test('the longest chain goes on with the callee that has the longest', () => {
  expect(chains('abcd', 'ab', 'ac', 'cd')).toEqual(['acd']);
});

test('of chains of one length, that of the call that is said first is told', () => {
  expect(chains('abc', 'ab', 'ac')).toEqual(['ab']);
  expect(chains('abc', 'ac', 'ab')).toEqual(['ac']);
});

test('a circle counts once in a chain', () => {
  expect(chains('abcd', 'ab', 'bc', 'cb', 'cd').map((chain) => chain.length)).toEqual([3]);
});

test('a call that is optional ends a chain', () => {
  expect(chains('abc', 'ab', 'bc?')).toEqual(['ab', 'c']);
});

test('who calls itself waits for nobody', () => {
  expect(waves('a', 'aa')).toEqual(['a']);
  expect(chains('a', 'aa')).toEqual(['a']);
});

test('a chain of thousands of calls is no matter', () => {
  const dev = environment();
  let last = microservice(dev, 's0', { ports: { http: 8080 } });
  for (let index = 1; index < 3000; index++) {
    last = microservice(dev, `s${index}`, { ports: { http: 8080 }, upstreams: [last] });
  }
  expect(callOrder(dev.graph).waves).toHaveLength(3000);
});
