import * as vscode from 'vscode';
import type { CopyForm } from '../../core/traps/copied';
import type { Trap } from '../../core/traps/trap';
import type { Lens } from '../shared/lens';
import { messageOf } from '../shared/notify';
import { RowArrangement } from './arrangement';
import { LogExcerpts } from './excerpts';
import { copying, evidence, fixing, fixingAll, ignoring } from './late';
import { trapOf } from './nodes';
import { TrapsView } from './view';

/** What the manifest's keys in the view give: the trap that is looked at is meant, and nobody is asked. */
const FOCUSED = 'focused';

/** What was refused, where it was seen, and the way to an answer. */
export function registerTraps(lens: Lens): void {
  const excerpts = new LogExcerpts();
  const arrangement = new RowArrangement(lens.context.workspaceState);
  const view = new TrapsView(lens, arrangement);
  // A key or the palette gives no row: then the trap is meant that the decoder shows.
  const meant = (target: unknown): Trap | null =>
    target === undefined ? lens.traps.focus : trapOf(lens.traps, target);
  // A menu gives its row and, where several are selected, all of them; a key gives nothing.
  const several = (target: unknown, selected: unknown): readonly Trap[] => {
    const given: readonly unknown[] = Array.isArray(selected) ? selected : [target];
    const rows = target === undefined && view.selection.length > 1 ? view.selection : given;
    return [...new Set(rows.map(meant))].filter((trap) => trap !== null);
  };
  const copy = (form: CopyForm) => (target: unknown, selected: unknown) =>
    copying().copyTraps(several(target, selected), form);
  const commands: Readonly<Record<string, (target?: unknown, more?: unknown) => unknown>> = {
    clearTraps: () => {
      lens.traps.clear();
    },
    showTrap: (target) => showTrap(lens, view, trapOf(lens.traps, target)),
    nextTrap: () => showTrap(lens, view, beside(view.order, lens.traps.focus, 1)),
    previousTrap: () => showTrap(lens, view, beside(view.order, lens.traps.focus, -1)),
    fixTrap: (target, remedy) =>
      fixing().fixTrap(
        lens,
        target === FOCUSED ? meant(undefined)?.key : target,
        typeof remedy === 'string' ? remedy : undefined,
      ),
    fixAllTraps: (target) =>
      fixingAll().fixAllTraps(lens, target instanceof vscode.Uri ? target : undefined),
    openEvidence: (target) =>
      evidence().openEvidence(lens, excerpts, target ?? lens.traps.focus?.key),
    ignoreTrap: async (target, selected) => {
      if (target !== FOCUSED) return ignoring().ignoreTraps(lens, several(target, selected));
      const traps = several(undefined, undefined);
      const next = view.rowBeside(traps);
      await ignoring().ignoreTraps(lens, traps);
      // The row that had the keyboard is gone.
      if (next) await view.focus(next);
    },
    stopIgnoringTrap: (target) => ignoring().stopIgnoringTrap(lens, target),
    showMoreTraps: () => {
      view.showMore();
    },
    manageIgnored: () => ignoring().manageIgnored(lens),
    copyTrapAsText: copy('text'),
    copyTrapAsMarkdown: copy('markdown'),
    copyTrapAsJson: copy('json'),
    groupTraps: (by) => arrangement.chooseGrouping(by),
    sortTraps: (by) => arrangement.chooseOrder(by),
    showLog: () => {
      lens.log.show();
    },
  };
  lens.context.subscriptions.push(
    excerpts,
    arrangement,
    view,
    lookAtFirst(lens),
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`seccompLens.${name}`, run),
    ),
  );
}

/** What the first look needs. */
type FirstLook = Pick<Lens, 'traps' | 'verdicts' | 'turns' | 'log'>;

/**
 * The first one is looked at unasked; those after it never take its place. Behind the records that it
 * came with what can be done about it has a turn, and then the views: each is code that runs first.
 */
export function lookAtFirst({ traps, verdicts, turns, log }: FirstLook): vscode.Disposable {
  let awaited = false;
  const look = async () => {
    let first: Trap | undefined;
    try {
      await turns.next();
      [first] = traps.traps;
      if (first) verdicts.of(first);
      await turns.next();
    } finally {
      awaited = false;
    }
    if (first && traps.byKey(first.key) && !traps.focus) traps.setFocus(first);
  };
  return traps.onDidArrive(() => {
    if (awaited || traps.focus) return;
    awaited = true;
    look().catch((error: unknown) => {
      log.warn(`The first trap was not looked at: ${messageOf(error)}`);
    });
  });
}

async function showTrap({ traps }: Lens, view: TrapsView, trap: Trap | null): Promise<void> {
  traps.setFocus(trap);
  // A look at it, with the keyboard left where it is: often on the next row.
  const options = { preserveFocus: true };
  await vscode.commands.executeCommand('seccompLens.decoder.focus', options);
  // A decoder that was folded has taken the place of the lower rows.
  if (trap) await view.bringIntoSight(trap);
}

/** The trap after or before `from`, round and round; the first or the last where that is none of them. */
function beside(order: readonly Trap[], from: Trap | null, step: 1 | -1): Trap | null {
  const at = order.findIndex(({ key }) => key === from?.key);
  const next = at < 0 ? (step === 1 ? 0 : order.length - 1) : at + step;
  return order[(next + order.length) % order.length] ?? null;
}
