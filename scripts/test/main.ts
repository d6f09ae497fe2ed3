import { Processes } from '../lib/processes';
import { HELP, parseOptions } from './options';
import { failure, type Outcome } from './outcome';
import { runSuites, type Report } from './run';

/** All suites together; each has a shorter limit of its own. */
const RUN_LIMIT_MS = 150 * 60_000;
/** Of a failure this many lines are said again at the end. */
const LINES_AT_END = 20;

/** `npm test`: see `--help`. The exit status is 0 only when something ran and nothing failed. */
async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, process.env);
  const say = (line: string) => {
    console.log(line);
  };
  if (options.help) {
    say(HELP);
    return;
  }
  let passed = 0;
  const failed: string[] = [];
  const unsteady: string[] = [];
  const finish = () => {
    // Said once more: of a long run many keep the end only.
    for (const each of [...failed, ...unsteady]) {
      say(each.split('\n').slice(0, LINES_AT_END).join('\n'));
    }
    say(`${unsteady.length} unsteady`);
    say(`${passed} passed, ${failed.length} failed`);
    process.exitCode = failed.length > 0 || passed === 0 ? 1 : 0;
  };
  const count = (name: string, outcome: Outcome, began: number) => {
    passed += outcome.passed;
    const lost = outcome.failed.map(({ title, details }) => describe(`✖ ${title}`, details));
    const late = outcome.unsteady.map(({ title, details }) =>
      describe(`unsteady: ${title} passed at the second attempt`, details),
    );
    failed.push(...lost);
    unsteady.push(...late);
    for (const each of [...lost, ...late]) say(each);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    for (const title of outcome.left) say(`  left out: ${title}`);
    say(`${name}: ${outcome.passed} ok, ${outcome.failed.length} not ok (${seconds} s)`);
  };
  const report: Report = async (name, work) => {
    const began = Date.now();
    const outcome = await work().catch((error: unknown) =>
      failure(name, error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    count(name, outcome, began);
    return outcome;
  };

  const limit = setTimeout(() => {
    const minutes = Math.round(RUN_LIMIT_MS / 60_000);
    failed.push(`✖ The whole run was ended by its time limit of ${minutes} minutes.`);
    finish();
    // Ends the process groups too.
    process.exit(1);
  }, RUN_LIMIT_MS);
  try {
    await runSuites({ processes: new Processes(), options, report, say });
  } finally {
    clearTimeout(limit);
  }
  finish();
}

function describe(head: string, details: string): string {
  const body = details.trimEnd().split('\n');
  return [head, ...body.map((line) => `    ${line}`)].join('\n');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
