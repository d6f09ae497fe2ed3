import { rm } from 'node:fs/promises';
import path from 'node:path';
import { installedEditor, type Editor } from '../editor/install';
import { allPins, pinOf, type Pin } from '../editor/pins';
import { buildAll } from '../lib/build';
import { ensurePackages, packagesOf } from '../lib/debian';
import { scratchFolder } from '../lib/paths';
import type { Processes } from '../lib/processes';
import { bundleSuite } from './bundle';
import { CAPABILITIES, type Capability } from './capabilities';
import { runChecks } from './checks';
import { runNodeSuite, type NodeSuite } from './node-tests';
import type { TestOptions } from './options';
import { failure, neverEmpty, nothing, type Failure, type Outcome } from './outcome';
import { withSecondChance } from './second-chance';
import { allSuites, packageLists, strayTestFiles, type Suite } from './suites';
import { runVscodeSuite } from './vscode-suite';

/** A step of the run: its name and what it came to. */
export type Report = (name: string, work: () => Promise<Outcome>) => Promise<Outcome>;

/** What a run works with. */
export interface TestRun {
  readonly processes: Processes;
  readonly options: TestOptions;
  readonly report: Report;
  readonly say: (line: string) => void;
}

/** Makes the machine ready and runs the chosen suites one after another; all go through `report`. */
export async function runSuites(run: TestRun): Promise<void> {
  const pins = pinsOf(run);
  const all = allSuites();
  const chosen = all.filter(({ name }) => run.options.suites.includes(name));
  const lacking = await lackingCapabilities(run, chosen);
  const able = chosen.filter((suite) => {
    const need = suite.needs.find((each) => lacking.has(each) || isExcluded(run, each));
    if (need !== undefined) run.say(`Not run: ${suite.name}, which needs ${need}.`);
    return need === undefined;
  });
  if (!(await prepared(run, able))) return;

  const without = [...new Set([...run.options.without, ...lacking])].join(',');
  for (const suite of able) {
    if (suite.inEditors) await runInEditors(run, suite, pins, without);
    else await run.report(suite.name, () => runOnce(run, suite, all, without));
  }
}

async function runOnce(
  { processes, say }: TestRun,
  suite: Suite,
  all: readonly Suite[],
  without: string,
): Promise<Outcome> {
  if (suite.name === 'checks') return runChecks(processes, strayTestFiles(all));
  const env = { SECCOMP_LENS_WITHOUT: without };
  return filesTwice(suite.name, { ...suite, env }, processes, say);
}

/** Runs the suite, and once more each file in which a test failed: its tests may build on another. */
async function filesTwice(
  name: string,
  suite: NodeSuite,
  processes: Processes,
  say: (line: string) => void,
): Promise<Outcome> {
  const first = neverEmpty(name, await runNodeSuite(processes, suite, say));
  return withSecondChance(first, (file) =>
    runNodeSuite(processes, { ...suite, name: `${suite.name}-again`, files: [file] }, say),
  );
}

/** The chosen editors. @throws Error that names those that there are, before anything is made ready */
function pinsOf({ options }: TestRun): readonly Pin[] {
  return options.editors.length === 0 ? allPins() : options.editors.map(pinOf);
}

async function runInEditors(
  run: TestRun,
  suite: Suite,
  pins: readonly Pin[],
  without: string,
): Promise<void> {
  const { processes, options, report, say } = run;
  for (const pin of pins) {
    const name = `${suite.name} in VS Code ${pin.version}`;
    await report(name, async () => {
      const editor: Editor = await installedEditor(processes, pin, say);
      if (suite.name === 'vscode') {
        const tests = (grep: string | null, log: string) =>
          runVscodeSuite(processes, editor, suite.limitMs, { grep, without }, log);
        const log = `vscode-${pin.version}`;
        return withSecondChance(neverEmpty(name, await tests(options.grep, log)), (title) =>
          tests(`^${escapeRegExp(title)}$`, `${log}-again`),
        );
      }
      await rm(path.join(scratchFolder, 'screenshots', pin.version), {
        recursive: true,
        force: true,
      });
      const env = { SECCOMP_LENS_EDITOR: pin.version };
      const each = { ...suite, name: `${suite.name}-${pin.version}`, env };
      return inEditor(pin.version, await filesTwice(name, each, processes, say));
    });
  }
}

/** The same, saying in which editor. */
function inEditor(version: string, outcome: Outcome): Outcome {
  const named = (failures: readonly Failure[]) =>
    failures.map((each) => ({ ...each, title: `VS Code ${version}: ${each.title}` }));
  return { ...outcome, failed: named(outcome.failed), unsteady: named(outcome.unsteady) };
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const isExcluded = (run: TestRun, name: Capability['name']) =>
  run.options.without.some((each) => each === name);

/** Reports each capability that a chosen suite needs and the machine does not grant as a failure. */
async function lackingCapabilities(
  run: TestRun,
  chosen: readonly Suite[],
): Promise<Set<Capability['name']>> {
  const lacking = new Set<Capability['name']>();
  const needed = new Set(chosen.flatMap((suite) => [...suite.needs, ...suite.uses]));
  for (const name of needed) {
    const { use, grant, lack } = CAPABILITIES[name];
    if (isExcluded(run, name)) {
      run.say(`Left out by choice: ${name} (${use}).`);
      continue;
    }
    const why = await lack(run.processes);
    if (why === null) continue;
    lacking.add(name);
    await run.report(`capability ${name}`, () =>
      Promise.resolve(
        failure(`${name}: ${why}`, `It is needed for ${use}. To grant it: ${grant}.`),
      ),
    );
  }
  return lacking;
}

/** Installs packages and builds. @returns whether the suites can run; if not, that is reported */
async function prepared(run: TestRun, suites: readonly Suite[]): Promise<boolean> {
  const packages = packagesOf(packageLists(suites));
  const steps: [string, () => Promise<string | null>][] = [
    ['packages', () => ensurePackages(run.processes, packages, run.say)],
  ];
  if (suites.some(({ built }) => built)) steps.push(['build', () => buildAll(run.processes)]);
  if (suites.some(({ name }) => name === 'vscode')) {
    steps.push(['test bundle', () => bundleSuite().then(() => null)]);
  }
  for (const [name, step] of steps) {
    const outcome = await run.report(name, async () => {
      const problem = await step();
      return problem === null ? nothing : failure(name, problem);
    });
    if (outcome.failed.length > 0) return false;
  }
  return true;
}
