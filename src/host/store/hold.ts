import * as l10n from '@vscode/l10n';
import { dirname } from 'node:path';
import { sweep } from '../durable-file';
import {
  decode,
  encode,
  readSourceBytes,
  SourceChanged,
  SourceError,
  writeSourceBytes,
  type SourceBytes,
} from '../source-file';
import { keep, readRecord, removeRecord, writeRecord, type SourceRecord } from './record';
import { restorationOf, textOf, undone, type Restoration, type Restored } from './restoration';

/**
 * A source that this process alone may change, until `release()`. What it changes is kept first: a
 * kill at any moment leaves the file as one of the versions known, and the next start finds it.
 */
export class Hold {
  /** As it was kept last: whatever becomes of the file, this process can restore. */
  #known: SourceRecord | null = null;

  constructor(
    private readonly folder: string,
    private readonly key: string,
    /** The source's real path. */
    readonly source: string,
    private readonly by: string,
    /** Gives the lock free: call it at every end. What is kept stays kept. */
    readonly release: () => Promise<void>,
  ) {}

  /**
   * Writes a text that is to be undone later.
   * @param version that of the text which the new one was made from
   * @param restoreTo what a restore is to give from now on; by default what it would have given
   * before, at first the file as it is
   * @returns the version written
   * @throws SourceChanged, SourceError: what was kept is as before then, but where the text stands in
   * the source all the same
   */
  async write(newText: string, version: string, restoreTo?: string): Promise<string> {
    return this.#replace(newText, version, (before, record) => ({
      original: restoreTo === undefined ? record.original : keep(encode(restoreTo, before.bytes)),
      settled: null,
    }));
  }

  /**
   * Writes a text that is to stay, and forgets what was kept.
   * @throws as `write`
   */
  async settle(newText: string, version: string): Promise<string> {
    const written = await this.#replace(newText, version, (before, record) => ({
      original: record.original,
      settled: keep(encode(newText, before.bytes)).version,
    }));
    await this.forget();
    return written;
  }

  /**
   * Gives the source what it had before the tool changed it: to the byte where it is as the tool left
   * it, else by undoing the tool's change alone. Its modification time ends up newer than any build.
   * @throws SourceError where it cannot be read or written; all is still kept then
   */
  async restore(): Promise<Restored> {
    const { restored, source, bytes } = await this.#restoration();
    if (source && bytes) await writeSourceBytes(this.source, bytes, source.version);
    if (['restored', 'merged', 'unchanged'].includes(restored.kind)) await this.forget();
    return restored;
  }

  /**
   * What `restore()` would do, with the source's text before and after; nothing is written.
   * @throws SourceError where the source or what is kept cannot be read
   */
  async preview(): Promise<{ restored: Restored; before: string; after: string }> {
    const { restored, source, bytes } = await this.#restoration();
    const before = source ? decode(this.source, source.bytes) : '';
    return { restored, before, after: bytes ? textOf(bytes) : before };
  }

  /** The record of the source, if the tool has changed it: what a restore would go by. */
  async kept(): Promise<SourceRecord | null> {
    try {
      return (await readRecord(this.folder, this.key)) ?? this.#known;
    } catch (error) {
      if (this.#known) return this.#known;
      throw error;
    }
  }

  /** Throws what is kept away, and what killed writers have left: the source is to stay as it is. */
  async forget(): Promise<void> {
    this.#known = null;
    await removeRecord(this.folder, this.key);
    await sweep(dirname(this.source));
    await sweep(this.folder);
  }

  async #restoration(): Promise<Restoration> {
    const record = await this.kept();
    if (record) return restorationOf(record, this.source);
    return { restored: { kind: 'nothing' }, source: null, bytes: null };
  }

  /** Keeps first, then writes; where nothing was written, what was kept before is kept again. */
  async #replace(
    newText: string,
    version: string,
    change: (
      before: SourceBytes,
      record: SourceRecord,
    ) => Pick<SourceRecord, 'original' | 'settled'>,
  ): Promise<string> {
    const before = await readSourceBytes(this.source);
    if (before.version !== version) {
      throw new SourceChanged(
        l10n.t('{0} has changed since it was read: nothing was written.', this.source),
      );
    }
    const old = await this.kept();
    const record = (old && this.#rebased(old, before)) ?? this.#firstRecord(before);
    const bytes = encode(newText, before.bytes);
    const written = [...record.written, keep(bytes)];
    const next = { ...record, ...change(before, record), written };
    await this.#keep(next);
    try {
      const after = await writeSourceBytes(this.source, bytes, version, true);
      // Set back by hand, so to speak: nothing is left to restore.
      if (after === next.original.version) await this.forget();
      return after;
    } catch (error) {
      // Where only the folder's new name could not be made durable it is written, and to be restored.
      const now = await readSourceBytes(this.source).catch(() => null);
      if (now?.version === keep(bytes).version) throw error;
      if (old) await this.#keep(old);
      else await this.forget();
      throw error;
    }
  }

  /**
   * A record as it is to be gone on from: of what the tool wrote, what the file is now; and what a
   * restore gives with all that somebody has edited since.
   * @returns null where nothing was left to restore
   * @throws SourceError where the edits meet the tool's own
   */
  #rebased(record: SourceRecord, before: SourceBytes): SourceRecord | null {
    if (before.version === record.settled) return null;
    const written = record.written.filter(({ version }) => version === before.version);
    if (written.length > 0 || before.version === record.original.version) {
      return { ...record, written };
    }
    const merged = undone(record, decode(this.source, before.bytes));
    if (merged === null) {
      throw new SourceError(
        l10n.t(
          '{0} was edited where {1} changed it: restore it first. Nothing was written.',
          this.source,
          record.by,
        ),
      );
    }
    return { ...record, original: keep(encode(merged, before.bytes)), written: [] };
  }

  async #keep(record: SourceRecord): Promise<void> {
    await writeRecord(this.folder, this.key, record);
    this.#known = record;
  }

  #firstRecord({ bytes, stats }: SourceBytes): SourceRecord {
    return {
      source: this.source,
      original: keep(bytes),
      mode: stats.mode & 0o7777,
      mtimeMs: stats.mtimeMs,
      written: [],
      settled: null,
      by: this.by,
      since: new Date().toISOString(),
    };
  }
}
