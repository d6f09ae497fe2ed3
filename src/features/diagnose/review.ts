import * as vscode from 'vscode';
import type { Choice, Review, ReviewRow } from '../../core/diagnose/events';
import { inPick, shownFile } from '../shared/notify';
import { Decision } from './decision';
import { itemsOf, type RowItem } from './review-items';
import type { SourceTexts } from './texts';

type Answer = 'write' | 'stop' | { readonly rowForAnotherWay: number };

/**
 * Asks what of a round to write: a row for each refused call, ticked where the narrowest remedy may be
 * taken without a decision; beside it the source as it would be, which follows each tick.
 * @returns null where a person stops here
 */
export async function review(
  round: Review,
  source: vscode.Uri,
  texts: SourceTexts,
  cancel: AbortSignal,
): Promise<readonly Choice[] | null> {
  const decision = new Decision(round);
  const show = () => texts.set(source, 'proposed', decision.proposed);
  await vscode.commands.executeCommand(
    'vscode.diff',
    texts.set(source, 'before', round.before),
    show(),
    vscode.l10n.t('{0} with what is ticked', shownFile(source)),
    { preview: true, preserveFocus: true, selection: firstChange(round.before, decision.proposed) },
  );
  let active = 0;
  for (;;) {
    if (cancel.aborted) return null;
    const answer = await ask(decision, active, show, cancel);
    if (answer === 'stop') return null;
    if (answer === 'write') return decision.choices;
    active = answer.rowForAnotherWay;
    const row = decision.rows[active];
    const way = row ? await anotherWay(row, cancel) : null;
    if (way !== null) decision.choose(active, way);
    show();
  }
}

/** Where the texts differ first, so that it is in sight. */
function firstChange(before: string, after: string): vscode.Range {
  const [old, lines] = [before.split('\n'), after.split('\n')];
  const line = Math.max(
    0,
    lines.findIndex((text, at) => text !== old[at]),
  );
  return new vscode.Range(line, 0, line, 0);
}

function ask(
  decision: Decision,
  active: number,
  show: () => void,
  cancel: AbortSignal,
): Promise<Answer> {
  const pick = vscode.window.createQuickPick<RowItem>();
  pick.title = vscode.l10n.t('Diagnose: what is to be allowed?');
  pick.placeholder = vscode.l10n.t('Enter writes what is ticked and runs the command again');
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  // The keyboard does not reach the button in a row.
  const another = {
    iconPath: new vscode.ThemeIcon('list-selection'),
    tooltip: vscode.l10n.t('Another Way for the Focused Row…'),
  };
  const whole = {
    iconPath: new vscode.ThemeIcon('graph-line'),
    tooltip: vscode.l10n.t('All Requests of the Whole Process, On or Off'),
  };
  pick.buttons = decision.review.calls.length > 0 ? [another, whole] : [another];
  const draw = (focused: number) => {
    pick.items = itemsOf(decision);
    pick.selectedItems = pick.items.filter(({ at }) => at !== null && decision.isTicked(at));
    pick.activeItems = pick.items.filter(({ at }) => at === focused);
  };
  draw(active);
  return new Promise((resolve) => {
    const end = (answer: Answer) => {
      cancel.removeEventListener('abort', stop);
      // Before the pick goes, which is told as its being hidden by a person.
      resolve(answer);
      pick.dispose();
    };
    const stop = () => {
      end('stop');
    };
    cancel.addEventListener('abort', stop);
    pick.onDidChangeSelection((selected) => {
      const wrong = pick.items.filter(
        (item) => item.at === null || !decision.tick(item.at, selected.includes(item)),
      );
      show();
      // What has no remedy, or is let through, has nothing to be ticked for.
      if (wrong.some((item) => selected.includes(item))) {
        pick.selectedItems = selected.filter((item) => !wrong.includes(item));
      }
    });
    pick.onDidTriggerButton((button) => {
      const at = pick.activeItems[0]?.at ?? 0;
      if (button === another) {
        end({ rowForAnotherWay: at });
        return;
      }
      decision.toggleWhole();
      draw(0);
      show();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      end({ rowForAnotherWay: item.at ?? 0 });
    });
    pick.onDidAccept(() => {
      end('write');
    });
    pick.onDidHide(stop);
    pick.show();
  });
}

/** All ways to answer one call, narrowest first, and none of them. */
async function anotherWay(
  { title, remedies }: ReviewRow,
  cancel: AbortSignal,
): Promise<Choice | null> {
  const token = new vscode.CancellationTokenSource();
  const stop = () => {
    token.cancel();
  };
  cancel.addEventListener('abort', stop);
  const ways = remedies.map((remedy, at): vscode.QuickPickItem & { choice: Choice } => ({
    label: inPick(remedy.title),
    detail: inPick(remedy.warnings.join(' '), 400),
    choice: at,
  }));
  const skip = { label: vscode.l10n.t('Skip: Leave It Refused'), choice: 'skip' as const };
  const picked = await vscode.window.showQuickPick(
    [...ways, skip],
    {
      title: inPick(title),
      placeHolder: vscode.l10n.t('Narrowest first'),
      ignoreFocusOut: true,
    },
    token.token,
  );
  cancel.removeEventListener('abort', stop);
  token.dispose();
  return picked?.choice ?? null;
}
