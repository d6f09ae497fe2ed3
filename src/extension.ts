import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerAction } from './features/action/register';
import { registerAllowlist } from './features/allowlist/register';
import { type Api, createApi } from './features/api/api';
import { registerTools } from './features/api/tools';
import { registerCodeLens } from './features/codelens/register';
import { registerCompare } from './features/compare/register';
import { registerDecoder } from './features/decoder/register';
import { registerDiagnose } from './features/diagnose/register';
import { registerFindings } from './features/findings/register';
import { registerHover } from './features/hover/register';
import { registerInlay } from './features/inlay/register';
import { registerPaste } from './features/paste/register';
import { registerQuickFix } from './features/quickfix/register';
import { createLens } from './features/shared/lens';
import { registerSources } from './features/sources/register';
import { registerStart } from './features/start/register';
import { registerStatus } from './features/status/register';
import { registerTasks } from './features/tasks/register';
import { registerTraps } from './features/traps/register';
import { registerWatch } from './features/watch/register';

/** The editor asks for the end of an activation by a function of the module. */
let end: () => Promise<void> = () => Promise.resolve();

/** A table of contents: each feature registers itself. */
export function activate(context: vscode.ExtensionContext): Api {
  // The sentences of core speak the editor's language too; the command line's stay English.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const lens = createLens(context);
  registerWatch(lens);
  registerTasks(lens);
  registerPaste(lens);
  registerSources(lens);
  registerTraps(lens);
  registerDecoder(lens);
  registerAllowlist(lens);
  registerCodeLens(lens);
  registerInlay(lens);
  registerCompare(lens);
  registerFindings(lens);
  registerQuickFix(lens);
  registerAction(lens);
  end = registerDiagnose(lens);
  registerHover(lens);
  registerStatus(lens);
  registerStart(lens);
  registerTools(lens);
  return createApi(lens);
}

/** A window that closes waits for this: nothing stays loosened. */
export function deactivate(): Promise<void> {
  return end();
}
