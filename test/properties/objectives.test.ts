import { Duration } from 'cdk8s';
import fc from 'fast-check';
import { BURN_RATES } from '../../lib/model/alerting';
import { errorRatio, type RequestTarget, requestRate, slowRatio, type Window } from '../../lib/model/promql';
import { failedCallRatio, slowCallRatio } from '../../lib/model/span-promql';
import { record, records } from '../support/manifest';
import { environment, microservice, objectOf, platform, users } from '../support/testing';

type Rule = Readonly<Record<string, unknown>>;

const BOUNDS_MS = [5, 100, 1000, 2500];
const tracing = {
  endpoint: 'http://collector.tracing.svc:4317',
  namespace: 'tracing',
  spanMetrics: { buckets: BOUNDS_MS.map((millis) => millis / 1000) },
};

const objectives = fc.record({
  availability: fc.integer({ min: 1, max: 99_999 }).map((thousandths) => thousandths / 1000),
  latency: fc.record({
    quantile: fc.integer({ min: 1, max: 9999 }).map((parts) => parts / 10_000),
    under: fc.constantFrom(...BOUNDS_MS).map((millis) => Duration.millis(millis)),
  }),
});
const served = fc.constantFrom<Readonly<Record<string, number>>>(
  { http: 8080 },
  { grpc: 9090 },
  { http: 8080, grpc: 9090 },
);

function rulesOf(service: Parameters<typeof objectOf>[0]): readonly Rule[] {
  return records(record(objectOf(service, 'PrometheusRule').spec).groups).flatMap(({ rules }) => records(rules));
}

/** The expression with everything that is recorded put in. */
function expanded(rule: Rule, rules: readonly Rule[]): string {
  return String(rule.expr).replace(/((?:service|edge):[\w:]+)\{([^}]*)\}/g, (asked, name: string, matchers: string) => {
    const found = rules.filter((other) => other.record === name && matchersOf(other) === sorted(matchers.split(',')));
    return found.length === 1 ? String(found[0]!.expr) : asked;
  });
}

function matchersOf({ labels }: Rule): string {
  return sorted(Object.entries(record(labels)).map(([name, value]) => `${name}="${value as string}"`));
}

function sorted(matchers: readonly string[]): string {
  return [...matchers].sort().join(',');
}

test('whatever is promised, alerts ask for the expressions that panels and analyses call', () => {
  fc.assert(
    fc.property(served, objectives, (ports, slo) => {
      const rules = rulesOf(users({ ports: { ...ports, metrics: 9100 }, slo }));
      const said = rules.filter(({ alert }) => alert !== undefined).map((rule) => expanded(rule, rules));
      const expected = Object.keys(ports).flatMap((protocol) => {
        const target = { namespace: 'dev', job: 'users', protocol: protocol as RequestTarget['protocol'] };
        const seconds = slo.latency.under.toMilliseconds() / 1000;
        return [
          `${errorRatio(target, '5m')} > 0.05 and ${requestRate(target, '5m')} > 0.2`,
          ...burns((window) => errorRatio(target, window), (100 - slo.availability) / 100),
          ...burns((window) => slowRatio(target, seconds, window), 1 - slo.latency.quantile),
        ];
      });
      expect(said).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('whatever is counted on of a call, alerts ask for what is recorded of the spans of the caller', () => {
  fc.assert(
    fc.property(objectives, (slo) => {
      const dev = environment({ ...platform, tracing });
      const stock = microservice(dev, 'stock', { ports: { grpc: 9090 } });
      const rules = rulesOf(microservice(dev, 'users', { upstreams: [{ service: stock, slo }] }));
      const said = rules.filter(({ alert }) => alert !== undefined).map((rule) => expanded(rule, rules));
      const target = { namespace: 'dev', service: 'users', host: 'stock' };
      const seconds = slo.latency.under.toMilliseconds() / 1000;
      expect(said).toEqual([
        ...burns((window) => failedCallRatio(target, window), (100 - slo.availability) / 100),
        ...burns((window) => slowCallRatio(target, seconds, window), 1 - slo.latency.quantile),
      ]);
    }),
    { numRuns: 50 },
  );
});

function burns(ratio: (window: Window) => string, budget: number): readonly string[] {
  // Nothing fails more often than always.
  return BURN_RATES.filter(({ factor }) => factor * Number(budget.toPrecision(9)) < 1).map(({ factor, long, short }) =>
    [long, short]
      .map((window) => `${ratio(window as Window)} > ${factor} * ${Number(budget.toPrecision(9))}`)
      .join(' and '),
  );
}
