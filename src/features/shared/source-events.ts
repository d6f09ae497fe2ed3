import * as vscode from 'vscode';
import { Disposable } from './disposable';
import { isJson, isSource } from './source-kinds';

/** What happens to sources, on the disk and in the editor. */
export interface SourceListener {
  /** A Rust file says something else on the disk. */
  onWritten(uri: vscode.Uri, isNew: boolean): void;
  /** A file, or a folder with all that was in it. */
  onGone(uri: vscode.Uri): void;
  onOpened(uri: vscode.Uri): void;
  onTyped(uri: vscode.Uri): void;
  /** What was not saved counts no longer. */
  onClosed(uri: vscode.Uri): void;
}

/** Hears of the workspace's sources from the editor. */
export class SourceEvents extends Disposable {
  constructor(listener: SourceListener) {
    super();
    const written = this.register(
      vscode.workspace.createFileSystemWatcher('**/*.rs', false, false, true),
    );
    written.onDidCreate((uri) => {
      listener.onWritten(uri, true);
    });
    written.onDidChange((uri) => {
      listener.onWritten(uri, false);
    });
    // Of all files: where a folder is gone, the editor tells of nothing that was in it.
    const everything = this.register(vscode.workspace.createFileSystemWatcher('**', true, true));
    everything.onDidDelete((uri) => {
      listener.onGone(uri);
    });
    this.register(
      // What the editor deletes it tells of also where it can watch nothing.
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) listener.onGone(uri);
      }),
    );
    this.register(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isSource(document)) listener.onOpened(document.uri);
      }),
    );
    this.register(
      // A JSON file is looked at as long as it is open: the workspace is not searched for them.
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (isJson(document)) listener.onGone(document.uri);
        else if (isSource(document)) listener.onClosed(document.uri);
      }),
    );
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isSource(document)) listener.onTyped(document.uri);
      }),
    );
  }
}
