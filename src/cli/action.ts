import { planAction, type ActionPlan } from '../core/plan/action';
import { parseAction, SETTABLE, type Action } from '../core/plan/action-words';
import { readPolicy } from '../core/policy/read';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
import { SourceStore } from '../host/store/store';
import { keepCommand, restoreCommand } from './action-restore';
import { unifiedDiff, writeDiff } from './diff';
import { readRust } from './inputs';
import { chosenArch, type Machine } from './machine';
import { parserForOneRun } from './one-run';
import { CliError, EXIT, writeJson, writeNote, type CliIo, type ExitCode } from './output';

/** The options of `action` as commander gives them. */
export interface ActionOptions {
  readonly set?: string;
  readonly filter?: string;
  readonly restore?: true;
  readonly keep?: true;
  readonly write?: true;
  readonly json?: true;
}

/**
 * `action`: prints, and with `--write` makes, the change of a filter's mismatch action. The original
 * is kept first, until `--restore` or the same action again.
 * @returns 1 where the action is so already, or nothing is to be restored
 * @throws CliError, SourceError: nothing was written then
 */
export async function actionCommand(
  file: string,
  options: ActionOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const asked = [options.set, options.restore, options.keep].filter((one) => one !== undefined);
  if (asked.length !== 1) {
    throw new CliError('Say what is to be done: either --set ACTION, or --restore, or --keep.');
  }
  if (file === '-' && (options.write || options.set === undefined)) {
    throw new CliError('Standard input cannot be written to.');
  }
  if (options.restore) return restoreCommand(file, options, io);
  if (options.keep) return keepCommand(file, io);
  const to = actionOf(options.set ?? '');
  const { text, version } = await readRust(file, io);
  const plan = await planOf(text, to, options, machine);
  if (plan.kind === 'ambiguous' || plan.kind === 'impossible') {
    const use = plan.kind === 'ambiguous' ? ' Name one by --filter NAME.' : '';
    throw new CliError(`${oneLine(file)}: ${plan.message}${use}`);
  }
  if (plan.kind === 'already') {
    writeNote(io, `${oneLine(file)}:${plan.line}: ${oneLine(plan.message)}`);
    return EXIT.nothing;
  }
  const after = applyEdits(text, plan.edits);
  if (options.write && version !== null) {
    io.interrupted.throwIfAborted();
    await new SourceStore().holding(file, 'seccomp-lens action', (hold) =>
      hold.write(after, version),
    );
  }
  const diff = unifiedDiff(file, text, after);
  const { filter, line, from, to: set } = plan;
  if (options.json) await writeJson(io, { file, filter, line, from, to: set, diff });
  else writeDiff(io, diff);
  if (options.write) {
    writeNote(io, `${oneLine(file)} is changed; --restore --write undoes it.`);
  }
  return EXIT.ok;
}

function actionOf(text: string): Action {
  const action = parseAction(text);
  if (action) return action;
  throw new CliError(
    `There is no action "${oneLine(text)}" to set; there are ${SETTABLE.join(', ')} and errno:N (1–4095).`,
  );
}

async function planOf(
  text: string,
  to: Action,
  { filter }: ActionOptions,
  machine: Machine,
): Promise<ActionPlan> {
  const parser = await parserForOneRun(machine.wasmFolder);
  try {
    const policy = readPolicy(parser, text, chosenArch(undefined, machine.arch ?? 'x86_64'));
    return planAction(policy, { to, ...(filter === undefined ? {} : { filter }) });
  } finally {
    parser.dispose();
  }
}
