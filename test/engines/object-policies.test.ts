import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const ROOT = join(__dirname, '..', '..');
const CDK8S = join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
const NODE_PORT = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a', namespace: 'shop' },
  spec: { type: 'NodePort' },
};
const waiver = {
  rule: 'internal-service',
  namespace: 'shop',
  reason: 'no Ingress yet',
  owner: 'ann',
  until: '9999-12-31',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-plugin-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Lets the real `cdk8s synth` load the plugin, for a program that writes one object. */
function synth(
  object: object,
  properties?: object,
): { readonly status: number | null; readonly rules: string[]; readonly text: string } {
  const plugin = join(folder, 'plugin');
  mkdirSync(plugin);
  writeFileSync(
    join(plugin, 'index.js'),
    `require(${JSON.stringify(join(ROOT, 'node_modules/tsx/dist/cjs/index.cjs'))});\nmodule.exports = require(${JSON.stringify(join(ROOT, 'lib/index.ts'))});\n`,
  );
  writeFileSync(
    join(folder, 'main.js'),
    `const fs = require('fs'); const out = process.env.CDK8S_OUTDIR; fs.mkdirSync(out, { recursive: true });\nfs.writeFileSync(out + '/a.k8s.yaml', ${JSON.stringify(`${stringify(object)}---\n`)});\n`,
  );
  const validations = [
    { package: plugin, version: '0.1.0', class: 'ObjectPolicies', ...(properties && { properties }) },
  ];
  writeFileSync(join(folder, 'cdk8s.yaml'), stringify({ language: 'typescript', app: 'node main.js', validations }));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CDK8S, 'synth', '--check-upgrade=false', '--validation-reports-output-file', 'report.json'],
    { cwd: folder, encoding: 'utf8' },
  );
  const text = readFileSync(join(folder, 'report.json'), 'utf8');
  const [report] = JSON.parse(text).reports;
  return {
    status,
    rules: report.violations.map(({ ruleName }: { ruleName: string }) => ruleName),
    text: `${text}${stdout}${stderr}`,
  };
}

const PATIENCE_MS = 120_000;

test(
  'cdk8s synth fails for an object that breaks a rule, names the place, and tells of an expired waiver',
  () => {
    const { status, rules, text } = synth(NODE_PORT, { waivers: [{ ...waiver, namespace: 'x', until: '2020-01-01' }] });

    expect(status).not.toBe(0);
    expect(rules).toEqual(['internal-service', 'waiver']);
    expect(text).toContain('spec.type');
    expect(text).toContain("waiver of 'internal-service' in x expired on 2020-01-01");
  },
  PATIENCE_MS,
);

test(
  'it passes an object that a waiver covers',
  () => {
    expect(synth(NODE_PORT, { waivers: [waiver] })).toMatchObject({ status: 0, rules: [] });
  },
  PATIENCE_MS,
);
