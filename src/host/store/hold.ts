import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { undoChange } from '../../core/text/undo';
import { codeOf, sweep } from '../durable-file';
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

/** What a restore did. Where it says `conflict` or `gone`, nothing was written and all is still kept. */
export type Restored =
  /** Nothing was kept: the tool has not changed this source. */
  | { readonly kind: 'nothing' }
  /** The source has, to the byte, what it had before. */
  | { readonly kind: 'restored' }
  /** It was edited since: only the tool's own change was undone. */
  | { readonly kind: 'merged' }
  /** It holds nothing of the tool's change any more; nothing was written. */
  | { readonly kind: 'unchanged' }
  /** It was edited at the very place of the change: both texts are for the user to look at. */
  | { readonly kind: 'conflict'; readonly original: string; readonly current: string }
  /** There is no such file any more. */
  | { readonly kind: 'gone'; readonly original: string };

/** How a source stands to what is kept of it. */
type KeptState = 'ours' | 'done' | 'edited' | 'gone';

/**
 * A source that this process alone may change, until `release()`. What it changes is kept first: a
 * kill at any moment leaves the file as one of the versions known, and the next start finds it.
 */
export class Hold {
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
   * @throws SourceChanged, SourceError: nothing was written then, and what was kept is as before
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
  kept(): Promise<SourceRecord | null> {
    return readRecord(this.folder, this.key);
  }

  /** Throws what is kept away, and what killed writers have left: the source is to stay as it is. */
  async forget(): Promise<void> {
    await removeRecord(this.folder, this.key);
    await sweep(dirname(this.source));
    await sweep(this.folder);
  }

  /** What a restore does, and the bytes that it writes, null where it writes none. */
  async #restoration(): Promise<{
    readonly restored: Restored;
    readonly source: SourceBytes | null;
    readonly bytes: Buffer | null;
  }> {
    const record = await readRecord(this.folder, this.key);
    if (!record) return { restored: { kind: 'nothing' }, source: null, bytes: null };
    const original = textOf(record.original.bytes);
    const state = await stateOf(record);
    if (state === 'gone') {
      return { restored: { kind: 'gone', original }, source: null, bytes: null };
    }
    const source = await readSourceBytes(this.source);
    if (state === 'done') return { restored: { kind: 'unchanged' }, source, bytes: null };
    if (state === 'ours') {
      return { restored: { kind: 'restored' }, source, bytes: record.original.bytes };
    }
    const current = decode(this.source, source.bytes);
    const merged = this.#undone(record, source);
    if (merged === null) {
      return { restored: { kind: 'conflict', original, current }, source, bytes: null };
    }
    return merged === current
      ? { restored: { kind: 'unchanged' }, source, bytes: null }
      : { restored: { kind: 'merged' }, source, bytes: encode(merged, source.bytes) };
  }

  /** Keeps first, then writes; where the writing fails, what was kept before is kept again. */
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
    const old = await readRecord(this.folder, this.key);
    const record = (old && this.#rebased(old, before)) ?? this.#firstRecord(before);
    const bytes = encode(newText, before.bytes);
    const written = [...record.written, keep(bytes)];
    const next = { ...record, ...change(before, record), written };
    await writeRecord(this.folder, this.key, next);
    try {
      const after = await writeSourceBytes(this.source, bytes, version);
      // Set back by hand, so to speak: nothing is left to restore.
      if (after === next.original.version) await this.forget();
      return after;
    } catch (error) {
      if (old) await writeRecord(this.folder, this.key, old);
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
    const merged = this.#undone(record, before);
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

  /** The source without the tool's change but with everybody's edits; null where the two meet. */
  #undone({ original, written }: SourceRecord, { bytes }: SourceBytes): string | null {
    const current = decode(this.source, bytes);
    for (const version of [...written].reverse()) {
      const merged = undoChange(textOf(original.bytes), textOf(version.bytes), current);
      if (merged !== null) return merged;
    }
    return null;
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

/** @throws SourceError where the source cannot be read although it is there */
export async function stateOf(record: SourceRecord): Promise<KeptState> {
  try {
    await stat(record.source);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return 'gone';
  }
  const source = await readSourceBytes(record.source);
  const { version } = source;
  if (version === record.original.version || version === record.settled) return 'done';
  return record.written.some((one) => one.version === version) ? 'ours' : 'edited';
}

function textOf(bytes: Buffer): string {
  return new TextDecoder('utf-8').decode(bytes);
}
