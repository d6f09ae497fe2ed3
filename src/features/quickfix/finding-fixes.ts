import * as vscode from 'vscode';
import type { Finding } from '../../core/findings/finding';
import type { TextEdit } from '../../core/text/span';
import { oneLine } from '../../core/text/untrusted';
import { FindingDiagnostic } from '../findings/finding-diagnostic';
import type { Lens } from '../shared/lens';
import { messageOf, plain } from '../shared/notify';
import { textEdit } from '../shared/offers';
import type { PolicySource } from '../shared/policy-source';

const TITLE_MAX = 120;

/** What is done about a finding. Its edit is computed when it is chosen, for the text as it is then. */
class FindingAction extends vscode.CodeAction {
  constructor(
    readonly uri: vscode.Uri,
    readonly finding: Finding,
    readonly does: 'fix' | 'ignore',
    title: string,
    diagnostic: FindingDiagnostic,
  ) {
    super(oneLine(title, TITLE_MAX), vscode.CodeActionKind.QuickFix);
    this.diagnostics = [diagnostic];
    if (does === 'fix') this.isPreferred = true;
  }
}

/** Fixes on what was found in a policy, and the comment that makes the tool silent about it. */
export class FindingFixes implements vscode.CodeActionProvider {
  constructor(private readonly lens: Lens) {}

  provideCodeActions(
    { uri, languageId }: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const ours = diagnostics.filter((it) => it instanceof FindingDiagnostic);
    return ours.flatMap((diagnostic) => {
      const { finding } = diagnostic;
      const ignore = vscode.l10n.t('Ignore this finding here ({0})', finding.rule);
      return [
        ...(finding.fix
          ? [new FindingAction(uri, finding, 'fix', finding.fix.title, diagnostic)]
          : []),
        // A comment has no place in JSON that others read.
        ...(languageId === 'json'
          ? []
          : [new FindingAction(uri, finding, 'ignore', ignore, diagnostic)]),
      ];
    });
  }

  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    if (!(action instanceof FindingAction)) return action;
    try {
      action.edit = await this.#editOf(action);
    } catch (error) {
      // The editor drops what a provider throws, and the click would seem to do nothing.
      this.lens.log.warn(messageOf(error));
      void vscode.window.showWarningMessage(plain(messageOf(error)));
    }
    return action;
  }

  async #editOf({ uri, finding, does, title }: FindingAction): Promise<vscode.WorkspaceEdit> {
    const document = await vscode.workspace.openTextDocument(uri);
    const source = await this.lens.policies.readSource(document);
    const { policy, ask } = source;
    const now = nearest(ask.findingsOf(policy, { arch: this.lens.arch }), finding);
    const edits = now && (does === 'fix' ? now.fix?.edits : [ignoring(source, now)]);
    if (!edits || document.getText() !== policy.text) {
      throw new Error(
        vscode.l10n.t(
          '{0} has changed: “{1}” does not fit it any more.',
          vscode.workspace.asRelativePath(uri),
          title,
        ),
      );
    }
    return textEdit(source, edits);
  }
}

function ignoring({ policy, ask }: PolicySource, { span, rule }: Finding): TextEdit {
  return ask.suppressionEdit(ask.pageOf(policy.text), span, rule);
}

/** The same finding in the text as it is now: lines above it may have come or gone. */
function nearest(findings: readonly Finding[], { rule, fix, span }: Finding): Finding | undefined {
  const distance = (other: Finding): number => Math.abs(other.span.start - span.start);
  return findings
    .filter((other) => other.rule === rule && other.fix?.title === fix?.title)
    .sort((a, b) => distance(a) - distance(b))[0];
}
