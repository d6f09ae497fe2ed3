import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The webview's page: an empty body and the script that fills it. Only this script runs, nothing is
 * loaded but what the extension brings, and nothing that a log says ever becomes part of this text.
 */
export function htmlOf(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const file = (...parts: string[]) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...parts)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${vscode.l10n.t('Decoder')}</title>
    <link id="vscode-codicon-stylesheet" rel="stylesheet" href="${file('dist', 'codicon.css')}">
    <link rel="stylesheet" href="${file('media', 'panel.css')}">
  </head>
  <body>
    <main id="page"></main>
    <div id="said" role="status" aria-live="polite"></div>
    <script nonce="${nonce}" src="${file('dist', 'panel.js')}"></script>
  </body>
</html>`;
}
