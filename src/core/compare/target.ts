import { ARCHES, USUAL_ARCHES, type Arch } from '../abi/types';
import { cfgOn, namesArch } from '../policy/cfg';

/** The two C libraries that Rust's Linux targets are built for (rustc `--print cfg`, `target_env`). */
export const LIBCS = ['gnu', 'musl'] as const;
type Libc = (typeof LIBCS)[number];

/** One way to build a file: every predicate in it is then true or false. */
export interface Target {
  readonly arch: Arch;
  /** null: whichever; what is there for one of them only then counts as there. */
  readonly libc: Libc | null;
  /** Predicates that nothing but the build decides: `feature = "kvm"`, `mshv`. */
  readonly flags: ReadonlyMap<string, boolean>;
}

/** The ways to build a file that its predicates tell apart. */
export interface Space {
  readonly arches: readonly Arch[];
  /** Whether a predicate asks for the C library. */
  readonly byLibc: boolean;
  readonly flags: readonly string[];
}

/** Each doubles the number of builds to look at. */
const MAX_FLAGS = 8;

/** Whether a space has more builds than are looked at. */
export function isTooWide({ flags }: Space): boolean {
  return flags.length > MAX_FLAGS;
}

/** One question of a predicate, `name` or `name = "value"`, and no `all(`, `any(`, `not(`. */
const QUESTION = /\b\w+\b(?!\s*\()(?:\s*=\s*"[^"]*")?/g;

/** The architectures that a comparison looks at: the usual ones, and each that a predicate names. */
export function archesOf(cfgs: Iterable<string>): readonly Arch[] {
  const all = [...cfgs];
  return ARCHES.filter(
    (arch) => USUAL_ARCHES.includes(arch) || all.some((cfg) => namesArch(cfg, arch)),
  );
}

/** What predicates ask for besides the architecture. */
export function spaceOf(cfgs: Iterable<string>, arches: readonly Arch[]): Space {
  const questions = new Set([...cfgs].flatMap(questionsOf));
  const flags = [...questions].filter(
    (one) => !isLibc(one) && arches.some((arch) => cfgOn(one, arch) === 'unknown'),
  );
  return { arches, byLibc: [...questions].some(isLibc), flags: flags.sort() };
}

/** Whether code under a predicate exists in a build. One that cannot be read counts as there. */
export function existsIn(cfg: string | null, target: Target): boolean {
  if (cfg === null) return true;
  // The Rust Reference: `all()` is true, `any()` is false.
  const settled = cfg.replace(QUESTION, (written) => {
    const question = spaced(written);
    const truth =
      isLibc(question) && target.libc !== null
        ? question === `target_env = "${target.libc}"`
        : target.flags.get(question);
    return truth === undefined ? written : truth ? 'all()' : 'any()';
  });
  return cfgOn(settled, target.arch) !== 'false';
}

function questionsOf(cfg: string): string[] {
  return Array.from(cfg.matchAll(QUESTION), ([written]) => spaced(written));
}

function spaced(question: string): string {
  return question.replace(/(?<!\s)\s*=\s*/, ' = ');
}

function isLibc(question: string): boolean {
  return question.startsWith('target_env =');
}
