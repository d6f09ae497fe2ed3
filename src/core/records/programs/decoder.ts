import { timeBefore } from '../line-time';
import { rawOf, type Line, type LineDecoder } from '../line-decoder';
import type { LogRecord, RecordField } from '../record';
import { android } from './android';
import { cloudHypervisor } from './cloud-hypervisor';
import { firecracker } from './firecracker';
import type { ProgramForm, Said } from './form';
import { minijail } from './minijail';
import { nsjail } from './nsjail';
import { shells } from './shells';
import { stratovirt } from './stratovirt';
import { systemd } from './systemd';

/** Each program's form: to read a further one, write it and name it here. Shells say the least and
 * stand last. */
const FORMS: readonly ProgramForm[] = [
  cloudHypervisor,
  firecracker,
  stratovirt,
  minijail,
  android,
  nsjail,
  systemd,
  shells,
];

const SIGSYS = 31;
/** How many lines behind an announcement the line that it announces may stand. */
const NEAR = 3;

interface Announced {
  readonly form: ProgramForm;
  readonly line: Line;
  readonly said: Said;
}

/** What programs, and the shells that ran them, print about refused calls. */
export class ProgramDecoder implements LineDecoder {
  readonly needles = FORMS.flatMap(({ needles }) => needles);
  readonly last = true;
  #announced: Announced | null = null;

  decode(line: Line): readonly LogRecord[] {
    const { text } = line;
    for (const form of FORMS) {
      if (!form.needles.some((needle) => text.includes(needle))) continue;
      const said = form.read(text);
      if (said !== null) return this.#take({ form, line, said });
    }
    return [];
  }

  get waits(): boolean {
    return this.#announced !== null;
  }

  settle(next: number): readonly LogRecord[] {
    const announced = this.#announced;
    if (announced === null || next <= announced.line.number + NEAR) return [];
    this.#announced = null;
    return [recordOf(announced, null)];
  }

  #take(found: Announced): readonly LogRecord[] {
    const announced = this.#announced;
    if (announced?.form === found.form && !found.said.announces) {
      this.#announced = null;
      return [recordOf(found, announced)];
    }
    const before = this.settle(Infinity);
    if (!found.said.announces) return [...before, recordOf(found, null)];
    this.#announced = found;
    return before;
  }
}

function recordOf({ line, said }: Announced, announced: Announced | null): LogRecord {
  const before = announced === null ? '' : `${rawOf(announced.line)}\n`;
  const { time, clock } = timeOf(line, said);
  const common = {
    source: said.source,
    line: announced?.line.number ?? line.number,
    raw: before + rawOf(line),
    time,
    clock,
    pid: said.pid ?? null,
    comm: said.comm ?? null,
    exe: null,
  };
  if (said.number === undefined && said.name === undefined) return { kind: 'unnamed', ...common };
  return {
    kind: 'refusal',
    ...common,
    transport: 'stderr',
    serial: null,
    arch: said.arch ?? null,
    auditArch: said.auditArch ?? null,
    number: said.number ?? null,
    ...(said.name === undefined ? {} : { name: said.name }),
    code: null,
    action: said.action ?? null,
    signal: SIGSYS,
    ip: null,
    request: null,
    fields: (said.fields ?? []).flatMap((field) => shifted(field, line, before.length)),
  };
}

/** The log's own time before the message, or its journal entry's. */
function timeOf(
  { text, entry }: Line,
  { at }: Said,
): { time: number | null; clock: number | null } {
  return entry === undefined ? timeBefore(text, at) : { time: entry.time, clock: null };
}

function shifted(field: RecordField, { printed }: Line, by: number): RecordField[] {
  const start = printed === undefined ? field.start : printed.offset(field.start);
  const end = printed === undefined ? field.end : printed.offset(field.end);
  if (start === null || end === null) return [];
  return [{ ...field, start: start + by, end: end + by }];
}
