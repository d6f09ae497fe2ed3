import { actionOfCode } from '../abi/actions';
import { archOfAudit } from '../abi/arch';
import type { ActionName, Arch } from '../abi/types';
import { AuditPairs } from './audit-fields';
import type { AuditValues } from './audit-record';

const KEYS = ['pid', 'comm', 'exe', 'sig', 'arch', 'syscall', 'ip', 'code'] as const;
type Key = (typeof KEYS)[number];
const SLOTS = new Map<string, number>(KEYS.map((key, slot) => [key, slot]));
const CODE = KEYS.indexOf('code');
const NONE = -1;

/**
 * Where the values stand that a record is made of. Of several with one key, the last before `code=`
 * counts, which the kernel prints last: the one unescaped value, the security label, stands before
 * all that matters, and what follows the code is somebody else's and only fills gaps. Where `code=`
 * is missing the record was cut short, and a value at the very end may lack digits: it does not
 * count.
 */
export class RawValues implements AuditValues {
  readonly #text: string;
  readonly #starts: number[] = KEYS.map(() => NONE);
  readonly #ends: number[] = KEYS.map(() => NONE);
  readonly end: number;

  /** @param begin where the fields begin in `text`. */
  constructor(text: string, begin: number) {
    this.#text = text;
    const pairs = new AuditPairs(text, begin);
    let last = NONE;
    while (pairs.next()) {
      const slot = SLOTS.get(pairs.key);
      last = slot ?? NONE;
      if (slot === undefined) continue;
      const complete = this.#starts[CODE] !== NONE;
      if (complete && this.#starts[slot] !== NONE) continue;
      if (pairs.open && !complete && slot !== CODE) continue;
      this.#starts[slot] = pairs.start;
      this.#ends[slot] = pairs.end;
    }
    this.end = pairs.at;
    const cut = this.end < text.length && this.#starts[CODE] === NONE;
    if (cut && last !== NONE) this.#starts[last] = NONE;
  }

  get auditArch(): number | null {
    return this.#number('arch', /^[0-9a-f]{1,8}$/i, 16);
  }

  get arch(): Arch | null {
    const { auditArch } = this;
    return auditArch === null ? null : archOfAudit(auditArch);
  }

  get number(): number | null {
    return this.#number('syscall', /^-?\d{1,10}$/, 10);
  }

  get code(): number | null {
    return this.#number('code', /^0x[0-9a-f]{1,8}$/, 16);
  }

  /** The kernel masks the filter's data off (kernel/seccomp.c, seccomp_log): data bits mean that
   * digits are missing. */
  get action(): ActionName | null {
    const { code } = this;
    return code === null || (code & 0xffff) !== 0 ? null : actionOfCode(code);
  }

  get signal(): number | null {
    const signal = this.#number('sig', /^\d{1,3}$/, 10);
    return signal === 0 ? null : signal;
  }

  get pid(): number | null {
    return this.#number('pid', /^\d{1,10}$/, 10);
  }

  get comm(): string | null {
    return this.#untrusted('comm');
  }

  get exe(): string | null {
    return this.#untrusted('exe');
  }

  get ip(): string | null {
    return this.#matching('ip', /^0x[0-9a-f]{1,16}$/);
  }

  /** The value as it stands there; null where it is missing or not of that form. */
  #matching(key: Key, form: RegExp): string | null {
    const value = this.#value(key);
    return value !== null && form.test(value) ? value : null;
  }

  #number(key: Key, form: RegExp, radix: number): number | null {
    const value = this.#matching(key, form);
    return value === null ? null : parseInt(value, radix);
  }

  /** An untrusted string, decoded (audit_log_untrustedstring): quoted, hex, or `(null)`. */
  #untrusted(key: Key): string | null {
    const value = this.#value(key);
    if (value === null) return null;
    if (this.#text[(this.#starts[KEYS.indexOf(key)] ?? 0) - 1] === '"') return value;
    return value === '(null)' || value === '?' ? null : (decodeHex(value) ?? value);
  }

  #value(key: Key): string | null {
    const slot = KEYS.indexOf(key);
    const start = this.#starts[slot] ?? NONE;
    return start === NONE ? null : this.#text.slice(start, this.#ends[slot]);
  }
}

/** The UTF-8 text that pairs of hex digits stand for, U+FFFD for what is none; null if not hex. */
function decodeHex(hex: string): string | null {
  if (!/^(?:[0-9A-F]{2})+$/i.test(hex)) return null;
  return Buffer.from(hex, 'hex').toString('utf8');
}
