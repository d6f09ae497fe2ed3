import { AuditPairs } from './audit-fields';
import type { AuditValues } from './audit-record';
import {
  interpretedAction,
  interpretedArch,
  interpretedCall,
  interpretedSignal,
} from './ausearch-words';
import type { RecordField } from './record';

/** The fields behind `exe`, of which none can hold a space. */
const TAIL: ReadonlySet<string> = new Set([
  'sig',
  'arch',
  'syscall',
  'compat',
  'ip',
  'code',
  'res',
]);
const COMM = ' comm=';
const EXE = ' exe=';
const CODE = ' code=';
/** TASK_COMM_LEN without its NUL (linux/sched.h). */
const COMM_BYTES = 15;

/**
 * The fields of a record as `ausearch --interpret` prints them: words instead of numbers, and nothing
 * quoted, so that a thread's name can look like fields. What stands behind `exe` is therefore read
 * from the record's end backwards.
 */
export class InterpretedValues implements AuditValues {
  readonly #fields: ReadonlyMap<string, string>;
  readonly end: number;

  /** @param begin where the fields begin in `text`. */
  constructor(text: string, begin: number) {
    const fields = readInterpretedFields(text, begin);
    this.#fields = new Map(fields.map(({ key, value }) => [key, value]));
    this.end = text.length;
  }

  get auditArch() {
    return interpretedArch(this.#word('arch')).auditArch;
  }

  get arch() {
    return interpretedArch(this.#word('arch')).arch;
  }

  get number() {
    return interpretedCall(this.#word('syscall'), this.#word('arch'));
  }

  /** The number is not printed, and `kill` stands for two. */
  readonly code = null;

  get action() {
    return interpretedAction(this.#word('code'));
  }

  get signal() {
    return interpretedSignal(this.#word('sig'));
  }

  get pid() {
    const pid = this.#word('pid');
    return /^\d{1,10}$/.test(pid) ? Number(pid) : null;
  }

  get comm() {
    return this.#name('comm');
  }

  get exe() {
    return this.#name('exe');
  }

  get ip() {
    const ip = this.#word('ip');
    return /^0x[0-9a-f]{1,16}$/.test(ip) ? ip : null;
  }

  #word(key: string): string {
    return this.#fields.get(key) ?? '';
  }

  #name(key: string): string | null {
    const name = this.#fields.get(key);
    return name === undefined || name === '(null)' || name === '?' ? null : name;
  }
}

/** All fields of an interpreted record that can be told apart, in their order. */
export function readInterpretedFields(text: string, begin: number): RecordField[] {
  const tail = readTail(text, begin);
  const names = tail[0]?.start === undefined ? text.length : tail[0].start - tail[0].key.length - 2;
  const comm = text.indexOf(COMM, begin - 1);
  if (comm === -1 || comm >= names) return [...readHead(text.slice(0, names), begin), ...tail];
  return [
    ...readHead(text.slice(0, comm), begin),
    ...readNames(text, comm + COMM.length, names, tail.length > 0),
    ...tail,
  ];
}

function readHead(text: string, begin: number): RecordField[] {
  const pairs = new AuditPairs(text, begin);
  const fields: RecordField[] = [];
  while (pairs.next()) {
    const { key, start, end } = pairs;
    fields.push({ key, value: text.slice(start, end), start, end });
  }
  return fields;
}

/** `comm` from `start` on and `exe` up to `end`; neither where they can be parted in several ways. */
function readNames(text: string, start: number, end: number, complete: boolean): RecordField[] {
  const parted: number[] = [];
  for (
    let at = text.indexOf(EXE, start - 1);
    at !== -1 && at < end;
    at = text.indexOf(EXE, at + 1)
  ) {
    if (isTooLong(text.slice(start, at))) break;
    parted.push(at);
  }
  const [exe] = parted;
  if (exe === undefined || parted.length > 1) return [];
  const fields = [fieldAt(text, 'comm', start, Math.max(start, exe))];
  if (complete) fields.push(fieldAt(text, 'exe', exe + EXE.length, end));
  return fields;
}

/** Longer than a thread's name can be; auparse prints a control character as `\ooo`. */
function isTooLong(comm: string): boolean {
  if (comm.length > COMM_BYTES * '\\ooo'.length) return true;
  return Buffer.byteLength(comm.replace(/\\[0-7]{3}/g, '.')) > COMM_BYTES;
}

function readTail(text: string, begin: number): RecordField[] {
  const code = text.lastIndexOf(CODE);
  let at = text.trimEnd().length;
  if (code > begin) {
    const space = text.indexOf(' ', code + CODE.length);
    if (space !== -1) at = space;
  }
  const fields: RecordField[] = [];
  const seen = new Set<string>();
  while (at > begin) {
    const start = text.lastIndexOf(' ', at - 1) + 1;
    const equals = text.indexOf('=', start);
    const key = text.slice(start, Math.max(start, equals));
    if (start < begin || !TAIL.has(key) || seen.has(key)) break;
    seen.add(key);
    fields.unshift(fieldAt(text, key, equals + 1, at));
    at = start - 1;
  }
  // A record that was cut short may lack letters of its last word; ausearch ends each by a space.
  if (!seen.has('code') && !seen.has('res') && !text.endsWith(' ')) fields.pop();
  return fields;
}

function fieldAt(text: string, key: string, start: number, end: number): RecordField {
  return { key, value: text.slice(start, end), start, end };
}
