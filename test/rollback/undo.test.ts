import { UNDO } from '../../lib/resources/rollback/undo';
import { Machine, type Outcome } from './runner';

const NOW = Math.floor(Date.now() / 1000);
const MINUTE = 60;

function ago(seconds: number): string {
  return new Date((NOW - seconds) * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

const release = `3 ${ago(10 * MINUTE)} new`;
const before = `2 ${ago(100 * MINUTE)} new`;

interface Undone extends Outcome {
  readonly changes: readonly string[];
}

/** Runs the script beside a fake kubectl, which answers with the ReplicaSets; the real one runs it in test/cluster. */
function undo(replicasets: readonly string[], variables: Readonly<Record<string, string>> = {}): Undone {
  const machine = new Machine();
  machine.fake('kubectl', `[ "$1" != get ] || printf '%s\\n' ${replicasets.map((line) => `'${line}'`).join(' ')}`);
  const outcome = machine.run(UNDO, {
    SERVICE: 'users',
    ALERT_STARTED: String(NOW - MINUTE),
    REASON: 'TooManyErrors: users "fails" $(touch hacked)',
    ALERT_FOR: String(5 * MINUTE),
    FRESH_FOR: String(30 * MINUTE),
    ...variables,
  });
  return { ...outcome, changes: machine.calls.filter((call) => !call.startsWith('kubectl get ')) };
}

test('a fresh release after which the service failed goes back to the one before, by its number, and the reason stands there', () => {
  expect(undo([before, release])).toMatchObject({
    status: 0,
    changes: [
      'kubectl rollout undo deployment/users --to-revision=2',
      'kubectl annotate deployment users --overwrite kubernetes.io/change-cause=revision 3 taken back: TooManyErrors: users "fails" $(touch hacked)',
    ],
  });
});

test('revisions are compared as numbers', () => {
  expect(undo([`9 ${ago(100 * MINUTE)} new`, `10 ${ago(10 * MINUTE)} new`]).changes[0]).toBe(
    'kubectl rollout undo deployment/users --to-revision=9',
  );
});

test.each<readonly [string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['the first version', [release], {}, 'there is no version before it'],
  ['a version of long ago', [before, `3 ${ago(31 * MINUTE)} new`], {}, 'revision 3 is older than 1800 s'],
  [
    'a version that somebody went back to',
    [before, `3 ${ago(10 * MINUTE)} again`],
    {},
    'revision 3 is itself what somebody went back to',
  ],
  [
    'a version that came to a service that failed already',
    [before, release],
    { ALERT_STARTED: String(NOW - 6 * MINUTE) },
    'it failed before revision 3 came',
  ],
])('%s stays', (_what, replicasets, variables, reason) => {
  expect(undo(replicasets, variables)).toEqual({
    status: 0,
    output: `users is left as it is: ${reason}\n`,
    changes: [],
  });
});

test('a question that the API server does not answer fails the Job, which is tried again', () => {
  const machine = new Machine();
  machine.fake('kubectl', 'exit 1');
  expect(machine.run(UNDO, { SERVICE: 'users' }).status).toBe(1);
});
