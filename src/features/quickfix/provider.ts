import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import { trapTitle } from '../../core/traps/words';
import { TrapDiagnostic } from '../findings/trap-diagnostic';
import { companionsFor } from '../shared/companions';
import type { Lens } from '../shared/lens';
import { isLogDocument, recordAt, trapOf } from '../shared/log-lines';
import { messageOf, plain } from '../shared/notify';
import type { OfferedRemedy } from '../shared/offers';
import { targetOf } from '../shared/places';
import { EXPLAIN_COMMAND, REVEAL_COMMAND } from './commands';
import { currentEdit, shortName, TrapAction } from './trap-action';

/** A trap that the cursor is on, with the diagnostics that say so. */
interface Pointed {
  readonly trap: Trap;
  readonly diagnostics: TrapDiagnostic[];
}

/** Fixes on our own diagnostics and on records in logs; nowhere else, so as to be in nobody's way. */
export class TrapFixes implements vscode.CodeActionProvider {
  constructor(private readonly lens: Lens) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const pointed = this.#pointed(document, range, context);
    if (pointed.length === 0) return [];
    await this.lens.policies.discover();
    return pointed.flatMap((it) => this.#actionsFor(it, document));
  }

  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    if (!(action instanceof TrapAction)) return action;
    try {
      const { edit, offered } = await currentEdit(this.lens, action);
      action.edit = edit;
      action.command = {
        command: REVEAL_COMMAND,
        title: '',
        arguments: [offered.source.uri, offered.remedy.line - 1],
      };
    } catch (error) {
      // The editor drops what a provider throws, and the click would seem to do nothing.
      this.lens.log.warn(messageOf(error));
      void vscode.window.showWarningMessage(plain(messageOf(error)));
    }
    return action;
  }

  #pointed(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): readonly Pointed[] {
    const ours = diagnostics.filter((it) => it instanceof TrapDiagnostic);
    if (ours.length > 0 || !isLogDocument(this.lens, document)) {
      return ours.map((it) => ({ trap: it.trap, diagnostics: [it] }));
    }
    const found = recordAt(document, range.start.line);
    const trap = found && trapOf(document, found);
    return trap ? [{ trap, diagnostics: [] }] : [];
  }

  #actionsFor({ trap, diagnostics }: Pointed, document: vscode.TextDocument): vscode.CodeAction[] {
    const { verdicts } = this.lens;
    const verdict = verdicts.of(trap);
    if (verdict.kind !== 'open') return [];
    const { sources } = this.lens.policies;
    const isSource =
      document.languageId === 'rust' || sources.some(({ uri }) => isSame(uri, document.uri));
    const fit = isSource ? fitting(document, diagnostics[0]) : () => true;
    const remedies = verdict.remedies.filter(fit);
    const preferred = theNarrowest(remedies);
    const actions = remedies.map((it) => this.#action(trap, it, document, diagnostics));
    actions.forEach((action) => {
      if (action.offered === preferred) action.isPreferred = true;
    });
    if (actions.length > 0) {
      // In the source itself a person sees for which targets it is built.
      const own = sources.find(({ uri }) => isSame(uri, document.uri));
      const wide = isSource && own ? companionsFor(own, trap).filter(fit) : [];
      const titles = new Set(remedies.map(({ remedy }) => remedy.title));
      const more = wide.filter(({ remedy }) => !titles.has(remedy.title));
      return [...actions, ...more.map((it) => this.#action(trap, it, document, diagnostics))];
    }
    // Nothing narrow: first why, and only then what would allow more than was seen, which asks.
    const wider = verdicts.wider(trap).filter(fit);
    return [
      whyNone(trap, verdict.notes, diagnostics),
      ...wider.map((it) => this.#action(trap, it, document, diagnostics)),
    ];
  }

  #action(
    trap: Trap,
    offered: OfferedRemedy,
    document: vscode.TextDocument,
    diagnostics: vscode.Diagnostic[],
  ): TrapAction {
    const { source, remedy } = offered;
    const sources = this.lens.policies.sources.map(({ uri }) => uri);
    const title = isSame(source.uri, document.uri)
      ? remedy.title
      : `${remedy.title} (${shortName(source.uri, sources)})`;
    return new TrapAction(trap, offered, title, diagnostics);
  }
}

/** In a source the remedies of that file, and on a list's finding those of that list. */
function fitting(
  document: vscode.TextDocument,
  finding: TrapDiagnostic | undefined,
): (offered: OfferedRemedy) => boolean {
  return ({ source, remedy }) =>
    isSame(source.uri, document.uri) &&
    (!finding?.target || targetOf(source.policy, remedy)?.name === finding.target);
}

/**
 * The one that may be applied unseen (Auto Fix, Fix All): the first, where it widens nothing and no
 * other list has as good a claim.
 */
function theNarrowest(remedies: readonly OfferedRemedy[]): OfferedRemedy | null {
  const narrow = remedies.filter(({ remedy }) => !remedy.widens);
  const [first] = narrow;
  if (!first) return null;
  const rival = narrow.find(
    ({ source, remedy }) =>
      remedy.kind === first.remedy.kind &&
      (!isSame(source.uri, first.source.uri) || remedy.list !== first.remedy.list),
  );
  return rival ? null : first;
}

/** Nothing can be offered: the reason is one click away, where the fix would have been. */
function whyNone(
  trap: Trap,
  notes: readonly string[],
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction {
  const call = trapTitle(trap);
  const title = vscode.l10n.t('No fix for {0}: show why', call);
  const action = new vscode.CodeAction(oneLine(title, 120), vscode.CodeActionKind.QuickFix);
  action.diagnostics = diagnostics;
  action.command = { command: EXPLAIN_COMMAND, title: '', arguments: [call, notes] };
  return action;
}

function isSame(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.toString() === b.toString();
}
