import { parseArgs } from 'node:util';
import { SUITE_NAMES, type SuiteName } from './suites';

/** Capabilities that a person may choose to do without. */
const EXCLUDABLE = ['kvm', 'kernel'] as const;
type Excludable = (typeof EXCLUDABLE)[number];

/** What `npm test` was asked for. */
export interface TestOptions {
  readonly help: boolean;
  readonly suites: readonly SuiteName[];
  readonly without: readonly Excludable[];
  /** VS Code versions; empty: all that are pinned. */
  readonly editors: readonly string[];
  /** Only tests whose title matches, in the suites inside VS Code. */
  readonly grep: string | null;
}

export const HELP = `npm test -- [SUITE…] [options]

Installs what the machine lacks, builds, and runs the suites: ${SUITE_NAMES.join(', ')} (all by default).

  --editor VERSION     only this VS Code (may be repeated)
  --without kvm,kernel leave these tests out; the run says so
  --grep PATTERN       only matching tests of the suite inside VS Code
  --help

A test that fails is run once more; what passes then is named as unsteady and counted.
The last line is 'N passed, N failed'. A capability that is missing and not left out is a failure.`;

/**
 * Reads the arguments; `SECCOMP_LENS_WITHOUT` means the same as `--without`.
 * @throws Error with one sentence about the first argument that is not understood
 */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): TestOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      editor: { type: 'string', multiple: true, default: [] },
      without: { type: 'string', multiple: true, default: [] },
      grep: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const without = [...values.without, env['SECCOMP_LENS_WITHOUT'] ?? '']
    .flatMap((each) => each.split(','))
    .filter((each) => each !== '');
  const chosen = positionals.map((name) => oneOf(SUITE_NAMES, name, 'suite'));
  return {
    help: values.help,
    suites: chosen.length === 0 ? SUITE_NAMES : SUITE_NAMES.filter((name) => chosen.includes(name)),
    without: [
      ...new Set(without.map((name) => oneOf(EXCLUDABLE, name, 'capability to leave out'))),
    ],
    editors: values.editor,
    grep: values.grep ?? null,
  };
}

function oneOf<T extends string>(known: readonly T[], name: string, what: string): T {
  const found = known.find((each) => each === name);
  if (found === undefined) {
    throw new Error(`There is no ${what} '${name}'; there are ${known.join(', ')}.`);
  }
  return found;
}
