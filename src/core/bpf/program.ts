/** One instruction of classic BPF (linux/filter.h, struct sock_filter). Unsigned values. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** A filter as the kernel was given it. */
export type BpfProgram = readonly Instruction[];

const PROGRAM = /\bfilter=\[(.*)\]\}/s;
const STATEMENT =
  /BPF_(?:STMT\(([^(),]+), ([^(),]+)\)|JUMP\(([^(),]+), ([^(),]+), ([^(),]+), ([^(),]+)\))/g;

/** The kernel takes no longer one (linux/bpf_common.h, BPF_MAXINSNS). */
const LONGEST = 4096;

/**
 * The program in the argument of a `seccomp` or `prctl` that strace printed whole, which it does with
 * `-e abbrev=!seccomp,prctl` and `-X raw` or `-X verbose`:
 * `{len=72, filter=[BPF_STMT(0|0|0x20, 0x4), …]}`. Null where it is not there, was cut short or has a
 * part that is not understood.
 */
export function printedProgram(argument: string): BpfProgram | null {
  const length = Number(/\blen=(\d{1,5})\b/.exec(argument)?.[1] ?? NaN);
  const body = PROGRAM.exec(argument)?.[1];
  if (body === undefined || !(length <= LONGEST)) return null;
  const program: Instruction[] = [];
  for (const [, code = '', k = '', jump, value = '', jt = '', jf = ''] of body.matchAll(
    STATEMENT,
  )) {
    const instruction =
      jump === undefined
        ? { code: bits(code), jt: 0, jf: 0, k: bits(k) }
        : { code: bits(jump), jt: bits(jt), jf: bits(jf), k: bits(value) };
    if (Object.values(instruction).some(Number.isNaN)) return null;
    program.push(instruction);
  }
  return program.length === length ? program : null;
}

/** `0x5|0|0x10`, also where `-X verbose` puts names behind: `0x5 /* BPF_JMP *\/|0`. */
function bits(text: string): number {
  return text
    .replaceAll(/\/\*[^*]*\*\//g, '')
    .split('|')
    .map((part) => part.trim())
    .reduce(
      (sum, part) => (/^(?:0x[0-9a-f]+|\d+)$/.test(part) ? (sum | Number(part)) >>> 0 : NaN),
      0,
    );
}
