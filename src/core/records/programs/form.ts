import type { ActionName, Arch } from '../../abi/types';
import type { RecordField, RecordSource } from '../record';

/** What one program prints about a refused call. */
export interface ProgramForm {
  /** Every line of this form holds at least one of these ASCII strings. */
  readonly needles: readonly string[];
  /** What the line says; null where it is of another form. */
  read(text: string): Said | null;
}

/** What a line says; without a number and a name it says only that a call was refused. */
export interface Said {
  readonly source: Extract<RecordSource, 'program' | 'shell'>;
  /** Where the message begins; what stands before it is a log's. */
  readonly at: number;
  readonly number?: number;
  /** The call's, where the line gives no number. */
  readonly name?: string;
  readonly arch?: Arch | null;
  readonly auditArch?: number | null;
  readonly action?: ActionName;
  readonly pid?: number;
  readonly comm?: string;
  readonly fields?: readonly RecordField[];
  /** A line of the same form that says more is to follow at once. */
  readonly announces?: true;
}

/** The field that a group of a match with indices (flag `d`) holds. */
export function fieldOf(match: RegExpExecArray, group: number, key: string): RecordField[] {
  const span = match.indices?.[group];
  if (span === undefined) return [];
  const [start, end] = span;
  return [{ key, value: match[group] ?? '', start, end }];
}
