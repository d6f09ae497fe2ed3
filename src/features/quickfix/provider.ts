import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import { trapTitle } from '../../core/traps/words';
import { TrapDiagnostic } from '../findings/trap-diagnostic';
import type { Lens } from '../shared/lens';
import { isLogDocument, recordAt, trapOf } from '../shared/log-lines';
import { messageOf, plain } from '../shared/notify';
import type { OfferedRemedy } from '../shared/offers';
import { EXPLAIN_COMMAND, REVEAL_COMMAND } from './commands';
import { currentEdit, shortName, TrapAction } from './trap-action';

/** A trap that the cursor is on, with the diagnostics that say so. */
interface Pointed {
  readonly trap: Trap;
  readonly diagnostics: TrapDiagnostic[];
}

/** Fixes on our own diagnostics and on records in logs; nowhere else, so as to be in nobody's way. */
export class TrapFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

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
    const verdict = this.lens.verdicts.of(trap);
    if (verdict.kind !== 'open') return [];
    if (verdict.remedies.length === 0) return [whyNone(trap, verdict.notes, diagnostics)];
    const here = verdict.remedies.filter(({ source }) => isSame(source.uri, document.uri));
    const remedies = document.languageId === 'rust' ? here : verdict.remedies;
    const preferred = theNarrowest(remedies);
    return remedies.map((offered) => {
      const { title } = offered.remedy;
      const name = shortName(
        offered.source.uri,
        this.lens.policies.sources.map(({ uri }) => uri),
      );
      const shown = here.length === remedies.length ? title : `${title} (${name})`;
      const action = new TrapAction(trap, offered, shown, diagnostics);
      if (offered === preferred) action.isPreferred = true;
      return action;
    });
  }
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
      (source !== first.source || remedy.list !== first.remedy.list),
  );
  return rival ? null : first;
}

/** Nothing can be offered: the reason is one click away, where the fix would have been. */
function whyNone(
  trap: Trap,
  notes: readonly string[],
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction {
  const title = vscode.l10n.t('No fix for {0}: show why', trapTitle(trap));
  const action = new vscode.CodeAction(oneLine(title, 120), vscode.CodeActionKind.QuickFix);
  action.diagnostics = diagnostics;
  action.command = { command: EXPLAIN_COMMAND, title: '', arguments: [notes.join(' ')] };
  return action;
}

function isSame(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.toString() === b.toString();
}
