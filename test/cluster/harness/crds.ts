import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { record } from '../../support/manifest';
import { requiredVersion, TOOLS } from './build';
import { cached, contentHash } from './cache';
import { CRD_SOURCES, type CrdSource, KWOK, type Module, STRIMZI_CLASSES, STRIMZI_GROUP } from './crd-sources';
import { go } from './go';
import { javaProgram } from './java';
import { reported, say } from './progress';
import { runTool } from './tool';

const POM_FOLDER = join(TOOLS, 'strimzi');
const GENERATOR = 'io.strimzi.crdgenerator.CrdGenerator';
const GENERATOR_FLAGS = '--yaml --crd-api-version v1 --target-kube 1.27+ --api-versions v1 --storage-version v1';
const WITHOUT_JAVA =
  'there is no Java 21 or newer (JAVA_HOME, PATH) to generate Strimzi’s definitions with: NOT CHECKED on this cluster are the fields of KafkaTopic and KafkaUser';

export interface ClusterFiles {
  /** A folder of CustomResourceDefinitions. */
  readonly crds: string;
  /** kwok's configuration. */
  readonly stages: string;
}

/** What a cluster of ours is furnished with, collected from the projects' own packages if need be. */
export async function clusterFiles(): Promise<ClusterFiles> {
  const built = requiredVersion(join(TOOLS, 'control-plane'), KWOK.module);
  if (built !== KWOK.version) {
    throw new Error(
      `tools/control-plane requires ${KWOK.module} ${built}: give crd-sources.ts that version and its sum`,
    );
  }
  const java = javaProgram();
  if (java === undefined) say(WITHOUT_JAVA);
  const strimzi = java === undefined ? 'open' : GENERATOR_FLAGS;
  const data = JSON.stringify([CRD_SOURCES, STRIMZI_CLASSES, strimzi, KWOK]);
  const folder = await cached('definitions', contentHash(POM_FOLDER, data), (part) =>
    reported('collecting the definitions of foreign kinds', async (note) => {
      const crds = join(part, 'crds');
      mkdirSync(crds);
      for (const source of CRD_SOURCES) {
        note(source.module);
        await copyDefinitions(source, crds);
      }
      note('Strimzi');
      if (java === undefined) writeOpenStrimzi(crds);
      else await generateStrimzi(java, part, crds);
      await writeStages(part);
    }),
  );
  return { crds: join(folder, 'crds'), stages: join(folder, 'kwok-stages.yaml') };
}

async function copyDefinitions(source: CrdSource, crds: string): Promise<void> {
  const folder = join(await moduleFolder(source, crds), source.folder);
  for (const plural of source.plurals) {
    const name = `${plural}.${source.group}`;
    const file = join(folder, source.file ?? `${source.group}_${plural}.yaml`);
    const found = parseAllDocuments(readFileSync(file, 'utf8')).find(
      (document) => record(record(document.toJS()).metadata).name === name,
    );
    if (found === undefined) throw new Error(`${source.module} ${source.version} defines no '${name}' in ${file}`);
    writeFileSync(join(crds, `${name}.yaml`), found.toString());
  }
}

/** The folder in which Go keeps the module; it checks the download against the checksum database, we against ours. */
export async function moduleFolder({ module, version, sum }: Module, cwd: string): Promise<string> {
  const answer = record(JSON.parse(await go(['mod', 'download', '-json', `${module}@${version}`], { cwd })));
  if (answer.Sum !== sum)
    throw new Error(`${module} ${version} has the checksum ${answer.Sum}, and ${sum} is expected`);
  return String(answer.Dir);
}

/** Definitions that take any field: enough to store the objects, and no check of them. */
function writeOpenStrimzi(crds: string): void {
  for (const [plural, path] of Object.entries(STRIMZI_CLASSES)) {
    const kind = path.split('.').at(-1)!;
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const name = `${plural}.${STRIMZI_GROUP}`;
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
      spec: {
        group: STRIMZI_GROUP,
        names: { kind, listKind: `${kind}List`, singular: kind.toLowerCase(), plural },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema }],
      },
    };
    writeFileSync(join(crds, `${name}.yaml`), stringify(definition));
  }
}

async function generateStrimzi(java: string, part: string, crds: string): Promise<void> {
  const jars = join(part, 'jars');
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  await runTool(
    'mvn',
    ['--batch-mode', '--quiet', '--strict-checksums', '--file', join(POM_FOLDER, 'pom.xml'), ...goal],
    {
      cwd: part,
      install: 'install Maven 3.8 or newer, which fetches the generator of Strimzi’s CRDs',
    },
  );
  const classes = Object.entries(STRIMZI_CLASSES).map(
    ([plural, name]) => `${name}=${join(crds, `${plural}.${STRIMZI_GROUP}.yaml`)}`,
  );
  const args = ['-cp', join(jars, '*'), GENERATOR, '--label', 'app:strimzi', ...GENERATOR_FLAGS.split(' '), ...classes];
  await runTool(java, args, { cwd: part, install: 'install a JDK 21 or newer' });
  rmSync(jars, { recursive: true });
}

async function writeStages(part: string): Promise<void> {
  const folder = join(await moduleFolder(KWOK, part), 'kustomize', 'stage');
  const stages = KWOK.stages.map((file) => readFileSync(join(folder, file), 'utf8'));
  writeFileSync(join(part, 'kwok-stages.yaml'), stages.join('\n---\n'));
}
