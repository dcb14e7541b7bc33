import { Size } from 'cdk8s';
import type { Issue, Ports, SecurityOptions } from '../../lib/index';
import { Issues } from '../../lib/model/issue';
import { resolvePorts } from '../../lib/model/ports';
import { type ResolvedSecurity, resolveSecurity } from '../../lib/model/security';
import { error, issuesOf, note, resolved, warning } from '../support/testing';

const securityOf = (options: SecurityOptions): ResolvedSecurity =>
  resolved((issues) => resolveSecurity(options, [], issues));
const problems = (options: SecurityOptions, ports: Ports = {}): readonly Issue[] =>
  issuesOf((issues) => resolveSecurity(options, resolvePorts(ports, issues), issues));

test('a container may do nothing beyond what it must, as user 10001', () => {
  expect(securityOf({})).toEqual({
    user: 10_001,
    group: 10_001,
    writablePaths: [],
    bindPrivilegedPorts: false,
    readOnlyRoot: true,
  });
});

test('the group is the user’s, unless it is said', () => {
  expect(securityOf({ user: 5 })).toMatchObject({ user: 5, group: 5 });
  expect(securityOf({ user: 5, group: 6 })).toMatchObject({ user: 5, group: 6 });
});

test.each([0, -1, 1.5])('refuses the user %d', (user) => {
  expect(problems({ user })).toEqual([
    error(
      'run-as-user',
      `security.user is ${user}: a container runs as a user id of at least 1; leave it out for 10001`,
    ),
  ]);
});

test('a path alone is a writable folder without a bound of its own', () => {
  expect(securityOf({ writablePaths: ['/tmp'] }).writablePaths).toEqual([{ path: '/tmp' }]);
});

test('a writable folder can have a size and stand in memory', () => {
  const writablePaths = [
    { path: '/a', sizeLimit: '64Mi', medium: 'Memory' },
    { path: '/b', sizeLimit: Size.kibibytes(1) },
  ] as const;
  expect(securityOf({ writablePaths }).writablePaths).toEqual([
    { path: '/a', sizeLimitBytes: 64 * 2 ** 20, medium: 'Memory' },
    { path: '/b', sizeLimitBytes: 1024 },
  ]);
});

test.each(['tmp', './tmp', '', '/a:b'])('refuses the writable path %j', (path) => {
  const wrong = error(
    'writable-path',
    `writable path '${path}' must be absolute and without ':': write it like '/tmp'`,
  );
  expect(problems({ writablePaths: [path] })).toEqual([wrong]);
  expect(problems({ writablePaths: [{ path }] })).toEqual([wrong]);
});

test('refuses a size that is none', () => {
  expect(problems({ writablePaths: [{ path: '/tmp', sizeLimit: '1GB' }] })).toEqual([
    error('quantity', "sizeLimit \"1GB\" of '/tmp' is not a positive quantity: write it like '64Mi'"),
  ]);
});

test('a writable root is told with its reason', () => {
  const options = { writableRoot: { reason: 'the vendor’s image patches itself' } };
  expect(problems(options)).toEqual([
    note('writable-root', 'root file system is writable: the vendor’s image patches itself'),
  ]);
  expect(resolveSecurity(options, [], new Issues('')).readOnlyRoot).toBe(false);
});

describe('a port under 1024', () => {
  const warned = (name: string, port: number): Issue =>
    warning(
      'privileged-port',
      `port '${name}' is ${port}, and many container runtimes let no user but root listen under 1024: say security: { bindPrivilegedPorts: true }, or listen on a higher port`,
    );

  test('is warned of', () => {
    expect(problems({}, { http: 80, grpc: 1023, amqp: 1024 })).toEqual([warned('http', 80), warned('grpc', 1023)]);
  });

  test('may be asked for', () => {
    expect(problems({ bindPrivilegedPorts: true }, { http: 80 })).toEqual([]);
    expect(securityOf({ bindPrivilegedPorts: true }).bindPrivilegedPorts).toBe(true);
  });
});
