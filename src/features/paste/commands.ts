import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { LogDecoder } from '../../core/records/decode';
import type { LogRecord } from '../../core/records/record';
import { TrapJoiner } from '../../core/traps/joiner';
import type { Origin, Trap } from '../../core/traps/trap';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { plain } from '../shared/notify';
import { showHistogram } from './histogram';
import { PastedSource } from './source';

const CLIPBOARD: Origin = { label: vscode.l10n.t('the clipboard'), file: null };

/** The commands that decode a text at once. */
export class PasteCommands extends Disposable {
  readonly #source: PastedSource;

  constructor(private readonly lens: Lens) {
    super();
    this.#source = new PastedSource(lens);
    this.register(
      lens.traps.onDidChange(() => {
        const { traps, unnamed, lost } = lens.traps;
        if (traps.length + unnamed.length + lost === 0) this.#source.forget();
      }),
    );
  }

  /** Without a selection, the line of the cursor. */
  async selection(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
      tell(vscode.l10n.t('No editor with text is open.'));
      return;
    }
    const { document, selections } = editor;
    const ranges = selections.map((range) =>
      range.isEmpty ? document.lineAt(range.start.line).range : range,
    );
    const records = ranges.flatMap((range) => recordsIn(document, range));
    if (records.length === 0) {
      const text = ranges.map((range) => document.getText(range)).join('\n');
      if (await showHistogram(this.lens, text)) return;
    }
    const nothing = vscode.l10n.t('The selection holds no record of a refused call.');
    await this.#takeOf(document, records, nothing);
  }

  async file(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) {
      tell(vscode.l10n.t('No editor with text is open.'));
      return;
    }
    const all = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
    const name = nameOf(document);
    const nothing = vscode.l10n.t('{0} holds no record of a refused call.', name);
    await this.#takeOf(document, recordsIn(document, all), nothing);
  }

  async clipboard(): Promise<void> {
    const text = await vscode.env.clipboard.readText();
    const records = decode(text, 0);
    if (records.length === 0 && (await showHistogram(this.lens, text))) return;
    const given = () =>
      this.#given(records, createHash('sha256').update(text).digest('hex'), CLIPBOARD);
    await this.#show(
      records,
      given,
      vscode.l10n.t('The clipboard holds no record of a refused call.'),
    );
  }

  async #takeOf(
    document: vscode.TextDocument,
    records: readonly LogRecord[],
    nothing: string,
  ): Promise<void> {
    const { uri } = document;
    const file = uri.scheme === 'file' && !document.isDirty ? uri.fsPath : null;
    const origin: Origin = { label: nameOf(document), file };
    // What is followed has told of its records already.
    const isFollowed = this.lens.watchers.byId(uri.fsPath)?.state === 'reading';
    const given = () =>
      isFollowed
        ? null
        : this.#given(records, uri.toString(), origin, file === null ? uri : undefined);
    await this.#show(records, given, nothing);
  }

  #given(
    records: readonly LogRecord[],
    place: string,
    origin: Origin,
    uri?: vscode.Uri,
  ): Trap | null {
    // Its row is there from the first text on.
    if (!this.lens.watchers.has(this.#source.id)) this.lens.watchers.add(this.#source);
    return this.#source.give(records, place, origin, uri);
  }

  async #show(
    records: readonly LogRecord[],
    give: () => Trap | null,
    nothing: string,
  ): Promise<void> {
    if (records.length === 0) {
      tell(nothing);
      return;
    }
    const { traps } = this.lens;
    give();
    const trap = keysOf(records)
      .map((key) => traps.byKey(key))
      .find((each) => each !== null);
    if (trap) await vscode.commands.executeCommand('seccompLens.showTrap', trap.key);
    else await vscode.commands.executeCommand('seccompLens.traps.focus');
  }
}

/** The records of a part of a document, with the document's line numbers. */
function recordsIn(document: vscode.TextDocument, range: vscode.Range): readonly LogRecord[] {
  return decode(document.getText(range), range.start.line);
}

/** @param before how many lines stand before the text */
function decode(text: string, before: number): readonly LogRecord[] {
  const decoder = new LogDecoder();
  return [...decoder.push('\n'.repeat(before)), ...decoder.push(text), ...decoder.end()];
}

function keysOf(records: readonly LogRecord[]): readonly string[] {
  const joiner = new TrapJoiner();
  for (const record of records) joiner.add(record, CLIPBOARD);
  return joiner.traps().map(({ key }) => key);
}

function nameOf({ uri }: vscode.TextDocument): string {
  return vscode.workspace.asRelativePath(uri);
}

function tell(sentence: string): void {
  void vscode.window.showInformationMessage(plain(sentence));
}
