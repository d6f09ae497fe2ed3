import * as vscode from 'vscode';
import { decoding } from '../../core/records/late';
import type { RecordField, RefusalRecord } from '../../core/records/record';
import { joining } from '../../core/traps/late';
import type { Trap } from '../../core/traps/trap';
import type { Lens } from './lens';

/** The lines of one record stand close together: Hyperlight's three, with another thread's between. */
export const RECORD_LINES = 4;
/** Longer lines are no records, and a look at one of megabytes would be felt. */
const LINE_MAX = 64 * 1024;
/** So many characters before a value, its key among them, tell it from an equal one. */
const CONTEXT = 9;
const LANGUAGES = new Set(['log', 'plaintext', 'strace']);
/** Output channels are documents of the language `log` too, and nobody's evidence. */
const SCHEMES = new Set(['file', 'untitled']);

/** A record in a document. */
export interface DocumentRecord {
  readonly record: RefusalRecord;
  /** 0-based line on which the record begins. */
  readonly line: number;
}

/** True for what may hold records: logs, plain text, and files that are watched, whatever they are. */
export function isLogDocument({ watchers }: Lens, document: vscode.TextDocument): boolean {
  const { languageId, uri } = document;
  return SCHEMES.has(uri.scheme) && (LANGUAGES.has(languageId) || watchers.has(uri.fsPath));
}

/** The refusals on the lines [from, to) of `document`, 0-based; in their order. */
export function recordsOn(
  document: vscode.TextDocument,
  from: number,
  to: number,
): DocumentRecord[] {
  const end = Math.min(to, document.lineCount);
  if (from >= end) return [];
  const text = document.getText(new vscode.Range(from, 0, end, 0));
  return decoding()
    .decodeText(text)
    .flatMap((record) =>
      record.kind === 'refusal' ? [{ record, line: from + record.line - 1 }] : [],
    );
}

/** The record that stands on this line, wholly or with one of its lines. */
export function recordAt(document: vscode.TextDocument, line: number): DocumentRecord | null {
  if (document.lineAt(line).text.length > LINE_MAX) return null;
  const near = recordsOn(document, Math.max(0, line - RECORD_LINES), line + RECORD_LINES);
  return near.find((it) => it.line <= line && line < it.line + linesOf(it)) ?? null;
}

/** How many lines the record takes. */
function linesOf({ record }: DocumentRecord): number {
  return record.raw.split('\n').length;
}

/**
 * Where a field's value stands in the document. The record was read off the line without what a
 * terminal would not show, so the line may hold more: the value is looked for from its place on.
 */
export function fieldRange(
  document: vscode.TextDocument,
  { record, line }: DocumentRecord,
  { start, end }: RecordField,
): vscode.Range {
  const before = record.raw.lastIndexOf('\n', start - 1) + 1;
  const row = line + record.raw.slice(0, before).split('\n').length - 1;
  const { text, range } = document.lineAt(row);
  const context = Math.max(before, start - CONTEXT);
  const found = text.indexOf(record.raw.slice(context, end), context - before);
  const at =
    found < 0
      ? text.indexOf(record.raw.slice(start, end), start - before)
      : found + start - context;
  return at < 0 ? range : new vscode.Range(row, at, row, at + end - start);
}

/** The record's syscall number, on which a person points; the whole line where it has none. */
export function callRange(document: vscode.TextDocument, it: DocumentRecord): vscode.Range {
  const field = it.record.fields.find(({ key }) => key === 'syscall');
  return field ? fieldRange(document, it, field) : document.lineAt(it.line).range;
}

/** The trap that this record alone makes; null where it names no call. */
export function trapOf(document: vscode.TextDocument, { record }: DocumentRecord): Trap | null {
  const label = vscode.workspace.asRelativePath(document.uri);
  return new (joining().TrapJoiner)().add(record, { label, file: null });
}
