import { onceFor } from '../abi/once';
import type { Arch } from '../abi/types';

/** What a cfg predicate says on an architecture: `unknown` where it asks for something else. */
export type CfgTruth = 'true' | 'false' | 'unknown';

/** Rust's `target_arch` where it is not our name (rustc `--print cfg`). */
const TARGET_ARCH: Partial<Readonly<Record<Arch, string>>> = {
  i386: 'x86',
  ppc64le: 'powerpc64',
};
const NARROW: ReadonlySet<Arch> = new Set(['i386', 'arm']);
const BIG_ENDIAN: ReadonlySet<Arch> = new Set(['s390x']);

/** Bits of an address. */
export function pointerWidth(arch: Arch): 32 | 64 {
  return NARROW.has(arch) ? 32 : 64;
}

/** `target_arch`'s word for an architecture. */
export function targetArch(arch: Arch): string {
  return TARGET_ARCH[arch] ?? arch;
}

const questionFor = onceFor(
  (arch: Arch) => new RegExp(`\\btarget_arch\\s*=\\s*"${targetArch(arch)}"`),
);

/** Whether a predicate speaks of an architecture, for it or against it. */
export function namesArch(cfg: string | null, arch: Arch): boolean {
  return cfg !== null && questionFor(arch).test(cfg);
}

function known(name: string, value: string | null, arch: Arch): CfgTruth {
  const is = (truth: boolean): CfgTruth => (truth ? 'true' : 'false');
  switch (name) {
    case 'target_arch':
      return is(value === targetArch(arch));
    case 'target_os':
      return is(value === 'linux');
    case 'target_pointer_width':
      return is(value === String(pointerWidth(arch)));
    case 'target_endian':
      return is(value === (BIG_ENDIAN.has(arch) ? 'big' : 'little'));
    case 'unix':
    case 'true':
      return 'true';
    // A filter that only tests build says nothing about the program.
    case 'test':
    case 'windows':
    case 'doc':
    case 'false':
      return 'false';
    default:
      return 'unknown';
  }
}

interface Frame {
  readonly op: 'all' | 'any' | 'not';
  truth: CfgTruth;
}

function fold(frame: Frame, truth: CfgTruth): void {
  if (frame.op === 'not') {
    frame.truth = truth === 'true' ? 'false' : truth === 'false' ? 'true' : 'unknown';
    return;
  }
  const [strong, weak] =
    frame.op === 'all' ? (['false', 'true'] as const) : (['true', 'false'] as const);
  if (frame.truth === strong || truth === strong) frame.truth = strong;
  else if (frame.truth === 'unknown' || truth === 'unknown') frame.truth = 'unknown';
  else frame.truth = weak;
}

/**
 * Whether code under a predicate such as `all(target_arch = "x86_64", feature = "kvm")` exists on an
 * architecture (the Rust Reference, "Conditional compilation"). Features and build-script cfgs are
 * unknown. `null` is no cfg: true.
 */
export function cfgOn(cfg: string | null, arch: Arch): CfgTruth {
  if (cfg === null) return 'true';
  const stack: Frame[] = [{ op: 'all', truth: 'true' }];
  const token = /(\w+)\s*(?:=\s*"([^"]*)"|(\())?|\)/y;
  const blank = /[\s,]*/y;
  let at = 0;
  while (at < cfg.length) {
    blank.lastIndex = at;
    blank.exec(cfg);
    at = blank.lastIndex;
    if (at >= cfg.length) break;
    token.lastIndex = at;
    const match = token.exec(cfg);
    if (!match) return 'unknown';
    at = token.lastIndex;
    const [, name, value, opens] = match;
    if (name === undefined) {
      const done = stack.pop();
      const outer = stack.at(-1);
      if (!done || !outer) return 'unknown';
      fold(outer, done.truth);
    } else if (opens) {
      if (name !== 'all' && name !== 'any' && name !== 'not') return 'unknown';
      stack.push({ op: name, truth: name === 'any' ? 'false' : 'true' });
    } else {
      const frame = stack.at(-1);
      if (frame) fold(frame, known(name, value ?? null, arch));
    }
  }
  return stack.length === 1 ? (stack[0]?.truth ?? 'unknown') : 'unknown';
}
