import * as vscode from 'vscode';
import { targetWithLine, type ActionTarget } from '../../core/plan/action-site';
import { oneLine } from '../../core/text/untrusted';
import type { Lens } from '../shared/lens';
import { SET_COMMAND } from './command-names';

/** On a filter's mismatch action: to Log, and back to Trap. */
export class ActionChanges {
  /** @param kind of what is offered */
  constructor(
    private readonly lens: Lens,
    private readonly kind: vscode.CodeActionKind,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.CodeAction[]> {
    const { policy, ask } = await this.lens.policies.readSource(document);
    const at = ask.actionTargets(policy).find(({ site: { span } }) => {
      const [start, end] = [document.positionAt(span.start), document.positionAt(span.end)];
      return new vscode.Range(start, end).intersection(range) !== undefined;
    });
    if (!at) return [];
    return at.from.name === 'log'
      ? [this.#change(document.uri, at, 'trap', vscode.l10n.t('Refuse what is not listed by Trap'))]
      : [
          this.#change(
            document.uri,
            at,
            'log',
            vscode.l10n.t('Log what is not listed, for a while'),
          ),
        ];
  }

  #change(uri: vscode.Uri, target: ActionTarget, action: string, title: string): vscode.CodeAction {
    const made = new vscode.CodeAction(oneLine(title, 120), this.kind);
    made.command = {
      command: SET_COMMAND,
      title,
      arguments: [uri, targetWithLine(target), action],
    };
    return made;
  }
}
