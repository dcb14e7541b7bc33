import { Command, CommanderError, Option } from 'commander';
import { checkProgram, diffEnvironments, diffRef, explainObject, showMap, type World } from './commands';
import { Failure } from './failure';

const FAILED = 2;

const EXIT_CODES = `
Exit codes: 0 nothing found, 1 a difference or a finding, 2 wrong use or a program that fails.`;

/** Runs one command and gives its exit code; `complain` takes what belongs on standard error. */
export function run(args: readonly string[], world: World & { readonly complain: (text: string) => void }): number {
  let code = 0;
  const program = programOf(world, (result) => {
    code = result;
  });
  try {
    program.parse(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : FAILED;
    if (!(error instanceof Failure)) throw error;
    world.complain(`${error.message}\n`);
    return FAILED;
  }
}

function programOf(
  world: World & { readonly complain: (text: string) => void },
  done: (code: number) => void,
): Command {
  const program = new Command('cdk8s-fairway')
    .description('Compares, explains, draws and checks the environments of a program.')
    .exitOverride()
    .configureOutput({ writeOut: world.write, writeErr: world.complain })
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES);
  addDiff(program, world, done);
  addExplain(program, world, done);
  addMap(program, world, done);
  addCheck(program, world, done);
  return program;
}

/** The options that all commands have. */
function command(program: Command, nameAndArguments: string): Command {
  return program
    .command(nameAndArguments)
    .addOption(
      new Option('-a, --app <command>', 'the command that runs the program').default(undefined, 'app in cdk8s.yaml'),
    )
    .option('--json', 'print JSON');
}

function addDiff(program: Command, world: World, done: (code: number) => void): void {
  command(program, 'diff [left] [right]')
    .description('what differs between two environments, or from a commit: by cause, and whom it reaches')
    .option('--git <ref>', 'compare with the program at a branch, tag or commit')
    .option('-e, --env <environment>', 'with --git: this environment only')
    .action((left: string | undefined, right: string | undefined, options: DiffOptions) => {
      if (options.git !== undefined && left === undefined) done(diffRef(world, options.git, options));
      else if (options.git === undefined && options.env === undefined && left !== undefined && right !== undefined) {
        done(diffEnvironments(world, [left, right], options));
      } else throw new Failure("say 'diff dev prod', or 'diff --git main', with --env for one environment of it");
    });
}

interface DiffOptions {
  readonly app?: string;
  readonly json?: boolean;
  readonly git?: string;
  readonly env?: string;
}

function addExplain(program: Command, world: World, done: (code: number) => void): void {
  command(program, 'explain <object> [path]')
    .description('what put an object and its fields there: prop, tier, layer of configuration or edge')
    .option('-e, --env <environment>', 'in which environment')
    .addHelpText(
      'after',
      '\nAn object is <kind>/<name>, a path is as in kubectl:\n  cdk8s-fairway explain Deployment/orders spec.template.spec.containers[orders].env --env prod',
    )
    .action((object: string, path: string | undefined, options) => done(explainObject(world, [object, path], options)));
}

function addMap(program: Command, world: World, done: (code: number) => void): void {
  command(program, 'map')
    .description('the system map as Mermaid, or as a page')
    .option('-e, --env <environment>', 'this environment only')
    .option('-p, --page <file>', 'write the page for the browser to this file, and print its path')
    .action((options) => done(showMap(world, options)));
}

function addCheck(program: Command, world: World, done: (code: number) => void): void {
  command(program, 'check [from] [to]')
    .description('what synth found, which waivers end when, and what stands between two environments')
    .addHelpText('after', '\nWithout names, every environment of tier staging is compared with every one of tier prod.')
    .action((from: string | undefined, to: string | undefined, options) =>
      done(
        checkProgram(
          world,
          [from, to].filter((name) => name !== undefined),
          options,
        ),
      ),
    );
}
