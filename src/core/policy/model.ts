import type { Obstacles } from './obstacles';
import type { Span } from '../text/span';
import type { Allowlist, Filter } from './allowlist';
import type { RuleSet } from './entry';
import type { Holder, Layout, Located } from './places';

/**
 * How a source says what it says: Rust, seccompiler's JSON (Firecracker's), or a profile of the OCI
 * runtime specification, alone or inside a container's config.json.
 */
export type Dialect = 'rust' | 'firecracker' | 'oci';

/** A named integer of the file: `pub const KVM_RUN: u64 = 0xae80;`. */
export interface Constant extends Located {
  readonly name: string;
  readonly modules: readonly string[];
  readonly cfg: string | null;
  readonly value: bigint | null;
  /** The value as written. */
  readonly text: string;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  /** As written: `u64`. */
  readonly type: string;
  /** The function that it is local to, or null. */
  readonly owner: Holder | null;
}

/** One name that a `use` brings into scope; `name` is `*` for a glob. */
export interface Import extends Span {
  /** The path without its last word: `['super', 'kvm']`. */
  readonly path: readonly string[];
  /** The last word, before `as`. */
  readonly target: string;
  /** What this file calls it. */
  readonly name: string;
  readonly modules: readonly string[];
  readonly owner: Holder | null;
  /** The braces that hold it, where they hold plain names and nothing else. */
  readonly braces: Span | null;
}

/**
 * A call that gives Hyperlight a host function: `sbox.register("F", f)`, or with calls that are
 * allowed beside the list while it runs, `register_with_extra_allowed_syscalls("F", f, vec![…])`.
 */
export interface HostRegistration extends Located {
  /** `F`; null where no literal names it. */
  readonly name: string | null;
  /** Where the method's name stands. */
  readonly verb: Span;
  /** The method that takes further calls, of the same age of the interface. */
  readonly extraVerb: string;
  readonly cfg: string | null;
  readonly args: Layout;
  /** The brackets of the further calls; null where there are none, or a variable holds them. */
  readonly extra: {
    readonly start: number;
    readonly layout: Layout;
    /** Without `SYS_`, in order; null for what is no name. */
    readonly calls: readonly (string | null)[];
  } | null;
  /** Whether it is the method without further calls. */
  readonly isPlain: boolean;
  readonly holder: Holder | null;
}

/** What stood in the way of reading, in one sentence. */
export interface PolicyProblem extends Located {
  readonly message: string;
  /** True where text that the span touches must not be edited, since it is not what it seems. */
  readonly blocks: boolean;
}

/** What one version of one source says. */
export interface Policy {
  readonly dialect: Dialect;
  /** The text that was read: every span is an offset into it. */
  readonly text: string;
  readonly lists: readonly Allowlist[];
  /**
   * Lists of other files of the crate that lists of this one take in, that take rules from this one, or
   * that its filters are built of. Their spans are no offsets into `text`.
   */
  readonly elsewhere: readonly Allowlist[];
  readonly filters: readonly Filter[];
  readonly ruleSets: readonly RuleSet[];
  readonly constants: readonly Constant[];
  readonly imports: readonly Import[];
  /** Names of `macro_rules!` in this file. */
  readonly macros: readonly string[];
  /** In the order of the text. */
  readonly registrations: readonly HostRegistration[];
  /** Of Rust worked out when they are first asked for, which takes a parse of the text. */
  readonly problems: readonly PolicyProblem[];
  /** Which of them block a change of some places: of Rust no more than the items there is parsed for it. */
  readonly obstacles: Obstacles;
}
