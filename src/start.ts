import path from 'node:path';
import * as vscode from 'vscode';
import type * as Extension from './extension';
import type { Api } from './features/api/api';
import { CompiledCode } from './host/compiled-code';

/** Node's own `require`, which webpack leaves as it is. */
declare const __non_webpack_require__: NodeJS.Require;

let extension: typeof Extension | undefined;

/** The editor's way in: what it loads is all the rest, with the code that an earlier window compiled. */
export function activate(context: vscode.ExtensionContext): Api {
  extension = load(context) as typeof Extension;
  return extension.activate(context);
}

/** A window that closes waits for this. */
export function deactivate(): Promise<void> | undefined {
  return extension?.deactivate();
}

function load({
  extensionMode,
  globalStorageUri,
  subscriptions,
}: vscode.ExtensionContext): unknown {
  const main = './extension.js';
  // Who develops it builds it anew between two starts.
  if (extensionMode !== vscode.ExtensionMode.Production) return __non_webpack_require__(main);
  const kept = path.join(globalStorageUri.fsPath, 'compiled');
  const code = new CompiledCode(__dirname, kept, __non_webpack_require__);
  subscriptions.push(code);
  return code.run(main);
}
