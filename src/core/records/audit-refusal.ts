import type { ActionName, Arch } from '../abi/types';
import { readAuditFields } from './audit-fields';
import type { AuditHeader } from './audit-header';
import { readInterpretedFields } from './ausearch';
import type { AuditValues } from './audit-record';
import { rawOf, type Line } from './line-decoder';
import { Printed } from './printed';
import type { RecordField, RefusalRecord } from './record';

/** What the header and the fields say that is no place and no number of its own. */
type Common = Pick<RefusalRecord, 'transport'> &
  Pick<AuditValues, 'auditArch' | 'arch' | 'number' | 'code' | 'action' | 'signal'> &
  Pick<AuditValues, 'comm' | 'exe'>;

/** Where the fields stand. */
interface FieldsPlace {
  readonly text: string;
  readonly begin: number;
  readonly interpreted: boolean;
  readonly printed: Printed | undefined;
}

/**
 * A record of the kernel's audit code. Only the kernel's lower-case fields count: the words that
 * auditd adds (`SYSCALL=close`) are looked up on the machine that ran auditd and have been seen wrong.
 */
export class AuditRefusal implements RefusalRecord {
  readonly kind = 'refusal';
  readonly source = 'audit';
  readonly transport;
  readonly arch: Arch | null;
  readonly auditArch: number | null;
  readonly number: number | null;
  readonly code: number | null;
  readonly action: ActionName | null;
  readonly signal: number | null;
  readonly comm: string | null;
  readonly exe: string | null;
  readonly request = null;
  readonly place: FieldsPlace;

  private constructor(
    common: Common,
    readonly line: number,
    readonly raw: string,
    readonly time: number | null,
    readonly serial: number | null,
    readonly clock: number | null,
    readonly pid: number | null,
    readonly ip: string | null,
    place: FieldsPlace,
  ) {
    this.transport = common.transport;
    this.arch = common.arch;
    this.auditArch = common.auditArch;
    this.number = common.number;
    this.code = common.code;
    this.action = common.action;
    this.signal = common.signal;
    this.comm = common.comm;
    this.exe = common.exe;
    this.place = place;
  }

  /** The record that the values make. */
  static of(line: Line, header: AuditHeader, values: AuditValues): AuditRefusal {
    const { auditArch, arch, number, code, action, signal, comm, exe, pid, ip } = values;
    const { transport, time, serial, clock, begin, interpreted } = header;
    const common = { transport, auditArch, arch, number, code, action, signal, comm, exe };
    const place = { text: line.text, begin, interpreted, printed: line.printed };
    return new AuditRefusal(
      ...([common, line.number, rawOf(line), time, serial, clock, pid, ip, place] as const),
    );
  }

  /**
   * The record of which the given one is a structured clone, which has lost its methods; the record
   * itself where it is of another kind.
   */
  static again(record: RefusalRecord): RefusalRecord {
    if (!isClone(record)) return record;
    const { line, raw, time, serial, clock, pid, ip, place } = record;
    const printed = place.printed && new Printed(place.printed.raw, place.printed.parts);
    return new AuditRefusal(
      ...([record, line, raw, time, serial, clock, pid, ip, { ...place, printed }] as const),
    );
  }

  /** Read when asked for: few of a large log's records are ever looked at so closely. */
  get fields(): readonly RecordField[] {
    const { text, begin, interpreted, printed } = this.place;
    const fields = interpreted ? readInterpretedFields(text, begin) : readAuditFields(text, begin);
    return printed === undefined ? fields : fields.flatMap((field) => printedField(field, printed));
  }
}

function isClone(record: RefusalRecord): record is AuditRefusal {
  return 'place' in record && !(record instanceof AuditRefusal);
}

/** The field with its place in what was printed; none where it was not printed as text. */
function printedField(field: RecordField, printed: Printed): RecordField[] {
  const start = printed.offset(field.start);
  const end = printed.offset(field.end);
  return start === null || end === null ? [] : [{ ...field, start, end }];
}
