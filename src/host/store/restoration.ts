import { stat } from 'node:fs/promises';
import { undoChange } from '../../core/text/undo';
import { codeOf } from '../read-error';
import { decode, encode, readSourceBytes, type SourceBytes } from '../source-file';
import type { SourceRecord } from './record';

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

/** What a restore does. */
export interface Restoration {
  readonly restored: Restored;
  /** The source as it was read; null where none was. */
  readonly source: SourceBytes | null;
  /** What is to be written in its place; null where nothing is. */
  readonly bytes: Buffer | null;
}

/**
 * What restoring a source does by what is kept of it.
 * @param path of the source
 * @throws SourceError where the source cannot be read
 */
export async function restorationOf(record: SourceRecord, path: string): Promise<Restoration> {
  const original = textOf(record.original.bytes);
  const source = await readKept(path);
  const state = stateOf(record, source);
  if (source === null) {
    return { restored: { kind: 'gone', original }, source: null, bytes: null };
  }
  if (state === 'done') return { restored: { kind: 'unchanged' }, source, bytes: null };
  if (state === 'ours') {
    return { restored: { kind: 'restored' }, source, bytes: record.original.bytes };
  }
  const current = decode(path, source.bytes);
  const merged = undone(record, current);
  if (merged === null) {
    return { restored: { kind: 'conflict', original, current }, source, bytes: null };
  }
  return merged === current
    ? { restored: { kind: 'unchanged' }, source, bytes: null }
    : { restored: { kind: 'merged' }, source, bytes: encode(merged, source.bytes) };
}

/** The source without the tool's change but with everybody's edits; null where the two meet. */
export function undone({ original, written }: SourceRecord, current: string): string | null {
  for (const version of [...written].reverse()) {
    const merged = undoChange(textOf(original.bytes), textOf(version.bytes), current);
    if (merged !== null) return merged;
  }
  return null;
}

/**
 * A source of which something is kept; null where it is gone.
 * @throws SourceError where it cannot be read although it is there
 */
export async function readKept(path: string): Promise<SourceBytes | null> {
  try {
    await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
  }
  return readSourceBytes(path);
}

/** How a source, as it was read, stands to what is kept of it. */
export function stateOf(record: SourceRecord, source: SourceBytes | null): KeptState {
  if (source === null) return 'gone';
  const { version } = source;
  if (version === record.original.version || version === record.settled) return 'done';
  return record.written.some((one) => one.version === version) ? 'ours' : 'edited';
}

export function textOf(bytes: Buffer): string {
  return new TextDecoder('utf-8').decode(bytes);
}
