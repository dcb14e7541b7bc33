import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentHash } from '../../../cluster/harness/cache';
import { javaProgram } from '../../../cluster/harness/java';
import { runTool } from '../../../cluster/harness/tool';
import { provideImage, TOOLS } from '../harness/tools';

const FOLDER = join(TOOLS, 'kafka');
/** What the broker and its tools use of Java. Of java.desktop it is the beans that Log4j tells of changes with. */
const MODULES = [
  'java.base',
  'java.desktop',
  'java.logging',
  'java.management',
  'java.naming',
  'java.security.sasl',
  'java.sql',
  'jdk.crypto.ec',
  'jdk.management',
  'jdk.unsupported',
].join(',');
/** Its libraries want those of a screen, which this machine may not have. */
const WITHOUT = '--exclude-files=/java.desktop/lib/**';
const JAVA = '/java/bin/java';
/** What every program of the image starts with. Few threads and a cheap compiler: the node has two processors. */
const COMMAND = [JAVA, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', '/kafka/*'];

/** Publishes Kafka from its own artifacts, on the part of the machine's Java that it uses. */
export function provideKafkaImage(): Promise<string> {
  const java = javaProgram();
  if (java === undefined)
    throw new Error('there is no Java 21 or newer (JAVA_HOME, PATH): install a JDK for Kafka to run on');
  const jlink = join(dirname(java), 'jlink');
  if (!existsSync(jlink)) throw new Error(`there is no ${jlink}: install a JDK, not a runtime alone`);
  return provideImage({
    name: 'kafka',
    hash: contentHash(FOLDER, MODULES, WITHOUT, COMMAND.join(' ')),
    make: async (folder, note) => {
      const [runtime, jars] = [join(folder, 'java'), join(folder, 'jars')];
      note('jlink');
      const small = ['--strip-java-debug-attributes', '--no-header-files', '--no-man-pages', WITHOUT];
      await runTool(jlink, ['--add-modules', MODULES, ...small, '--output', runtime], {
        cwd: folder,
        install: 'install a JDK',
      });
      note('Maven');
      const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`];
      await runTool(
        'mvn',
        ['--batch-mode', '--quiet', '--strict-checksums', '--file', join(FOLDER, 'pom.xml'), ...goal],
        {
          cwd: folder,
          install: 'install Maven 3.8 or newer, which fetches Kafka',
        },
      );
      return {
        files: { '/java': runtime, '/kafka': jars },
        entrypoint: COMMAND,
        libraries: join(runtime, 'lib', 'server'),
      };
    },
  });
}
