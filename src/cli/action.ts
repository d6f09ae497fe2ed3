import { planAction, type ActionPlan } from '../core/plan/action';
import { parseAction, SETTABLE, type Action } from '../core/plan/action-words';
import type { SourceTree } from '../core/policy/source-tree';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
import { readSource, SourceChanged } from '../host/source-file';
import { SourceStore } from '../host/store/store';
import { keepCommand, restoreCommand } from './action-restore';
import { unifiedDiff, writeDiff } from './diff';
import { readRust } from './inputs';
import { chosenArch, type Machine } from './machine';
import { parserForOneRun } from './one-run';
import { CliError, EXIT, writeJson, writeNote, type CliIo, type ExitCode } from './output';
import { readerOfTrees, treeOf, treeWithUsers } from './tree';

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
 * `action`: prints, and with `--write` makes, the change of a filter's mismatch action, in the file of
 * the crate that it is written in. The original is kept first, until `--restore` or the same action
 * again.
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
  const { plan, tree } = await planOf(file, text, to, options, machine);
  if (plan.kind === 'ambiguous' || plan.kind === 'impossible') {
    const use = plan.kind === 'ambiguous' ? ' Name one by --filter NAME.' : '';
    throw new CliError(`${oneLine(file)}: ${plan.message}${use}`);
  }
  const written = plan.file ?? file;
  if (plan.kind === 'already') {
    writeNote(io, `${oneLine(written)}:${plan.line}: ${oneLine(plan.message)}`);
    return EXIT.nothing;
  }
  const before = tree.textOf(plan.file) ?? '';
  const after = applyEdits(before, plan.edits);
  if (options.write && version !== null) {
    const from = plan.file === null ? version : await versionIn(plan.file, before);
    io.interrupted.throwIfAborted();
    await new SourceStore().holding(written, 'seccomp-lens action', (hold) =>
      hold.write(after, from),
    );
  }
  const diff = unifiedDiff(written, before, after);
  const { filter, line, from, to: set } = plan;
  if (options.json) await writeJson(io, { file: written, filter, line, from, to: set, diff });
  else writeDiff(io, diff);
  if (options.write) {
    const undo = plan.file === null ? '' : `action ${oneLine(written)} `;
    writeNote(io, `${oneLine(written)} is changed; ${undo}--restore --write undoes it.`);
  }
  return EXIT.ok;
}

/** @throws SourceChanged where another file of the crate is no longer what was read */
async function versionIn(file: string, before: string): Promise<string> {
  const { text, version } = await readSource(file);
  if (text === before) return version;
  throw new SourceChanged(`${file} has changed since it was read; nothing was written.`);
}

function actionOf(text: string): Action {
  const action = parseAction(text);
  if (action) return action;
  throw new CliError(
    `There is no action "${oneLine(text)}" to set; there are ${SETTABLE.join(', ')} and errno:N (1–4095).`,
  );
}

async function planOf(
  file: string,
  text: string,
  to: Action,
  { filter }: ActionOptions,
  machine: Machine,
): Promise<{ readonly plan: ActionPlan; readonly tree: SourceTree }> {
  const parser = await parserForOneRun(machine.wasmFolder);
  try {
    const arch = chosenArch(undefined, machine.arch ?? 'x86_64');
    const read = readerOfTrees(parser);
    const planIn = (tree: SourceTree): ActionPlan => {
      const policy = read(tree, null, arch);
      if (!policy) throw new Error('unreachable: a tree has its own source');
      const fileOf = (other: string) => read(tree, other, arch);
      return planAction(policy, { to, fileOf, ...(filter === undefined ? {} : { filter }) });
    };
    const near = await treeOf(file, text, read, arch);
    const first = { plan: planIn(near), tree: near };
    let last = first;
    // What takes this file's lists, and what calls that, is seldom led to by this file.
    for (let step = 0; step < 2 && last.plan.kind === 'impossible'; step += 1) {
      const tree = await treeWithUsers(last.tree);
      if (!tree) break;
      last = { plan: planIn(tree), tree };
    }
    return last.plan.kind === 'impossible' ? first : last;
  } finally {
    parser.dispose();
  }
}
