import * as vscode from 'vscode';
import type { LogRecord } from '../../core/records/record';
import type { Origin, Trap } from '../../core/traps/trap';
import type { Lens } from '../shared/lens';
import { Source } from '../shared/source';

/** Texts that a person has given at once, not as they were printed: what is given is all there is. */
export class PastedSource extends Source {
  readonly id = 'pasted';
  readonly kind = 'pasted';
  readonly chosen = false;
  readonly trouble = null;
  readonly remedy = null;
  readonly label = vscode.l10n.t('Pasted text');
  readonly state = 'reading';
  readonly #documents = new WeakMap<Origin, vscode.Uri>();
  /** Records that were given before, by where they stand: the same again is no further event. */
  readonly #given = new Set<string>();

  constructor(lens: Lens) {
    super(lens.traps);
  }

  setPaused(): void {
    // Nothing is read here that nobody has just asked for.
  }

  /** Shows the document, saved or not, while it is there. */
  reveal({ origin }: { readonly origin: Origin }): boolean {
    const uri = this.#documents.get(origin);
    const document = vscode.workspace.textDocuments.find((each) => each.uri === uri);
    if (!document) return false;
    void vscode.window.showTextDocument(document);
    return true;
  }

  /**
   * Takes records out of one text, except those that it has given before.
   * @param place tells this text from others
   * @param uri of the document that it stands in, where that is what shows it: none for the clipboard
   * @returns the last trap that is new or was seen once more
   */
  give(
    records: readonly LogRecord[],
    place: string,
    origin: Origin,
    uri?: vscode.Uri,
  ): Trap | null {
    if (uri) this.#documents.set(origin, uri);
    const fresh = records.filter(({ line, raw }) => {
      const key = `${place}\0${line}\0${raw}`;
      if (this.#given.has(key)) return false;
      this.#given.add(key);
      return true;
    });
    return this.take(fresh, origin, false);
  }

  /** Forgets what was given: after the traps were cleared, the same text is decoded anew. */
  forget(): void {
    this.#given.clear();
  }
}
