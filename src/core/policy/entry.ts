import type { Span } from '../text/span';
import type { Made } from './made/made';
import type { Holder, Layout, Located } from './places';

/** `ArgLen::Dword` compares the low 32 bits, `Qword` all 64 (seccompiler `SeccompCmpArgLen`). */
export type ArgLen = 'dword' | 'qword';
export type CmpOp = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'masked_eq';

/** One comparison of one argument, `Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)`. */
export interface Condition extends Located {
  /** 0–5; null where it is not a literal. */
  readonly arg: number | null;
  readonly len: ArgLen | null;
  readonly op: CmpOp | null;
  /** For `masked_eq`. */
  readonly mask: bigint | null;
  /** Known where it is a literal, a constant of the file, or a name that the tables know. */
  readonly value: bigint | null;
  /** The value as written, one line: `KVM_RUN`, `libc::TCGETS`, `1`. */
  readonly text: string;
  /** The last path segment where the value is a name: `KVM_RUN`; else null. */
  readonly name: string | null;
  /** The path as written, `['libc', 'TCGETS']`, where the value is a name. */
  readonly path: readonly string[] | null;
  /** Where the value stands, cast and conversion included; of several under cfgs, the one read. */
  readonly valueSpan: Span | null;
  /** Where the literal or the path alone stands, inside `valueSpan`. */
  readonly coreSpan: Span | null;
}

/** All its conditions must hold (`and![…]`, `SeccompRule::new(vec![…])`). */
export interface Rule extends Located {
  readonly conditions: readonly Condition[];
  readonly cfg: string | null;
}

/**
 * Where rules are written down: inside an entry, or in a function that returns them, perhaps in
 * another file of the crate; its spans are then no offsets into `Policy.text`, its lines that file's.
 */
export interface RuleSet extends Located {
  /** The other file that it is in; null for the source itself. */
  readonly file: string | null;
  /** The function's name; null for rules written inside the entry. */
  readonly name: string | null;
  /** Path of the modules around it in this file, outermost first. */
  readonly modules: readonly string[];
  readonly cfg: string | null;
  readonly rules: readonly Rule[];
  /** Inside the brackets that hold the rules: where another can be put. */
  readonly body: Span;
  readonly layout: Layout;
  /** A rule that is no member of a bracket: nothing can be put beside it. */
  readonly single: boolean;
  /** Names of functions whose rules are added to these (`extend`, `append`). */
  readonly includes: readonly string[];
  /** The variable that they are put into, where there is one. */
  readonly binding: string | null;
  /** The function around it, also where the rules are written inside an entry. */
  readonly holder: Holder | null;
  /** Whether that function returns a `Result`, so that `?` can be used in it. */
  readonly inResult: boolean;
}

/**
 * How an entry is written: `(key, rules)`, `allow_syscall(key)` and every other call or macro that
 * takes the key, the bare name, `BpfRule::new(key).add_constraint(…)`, or in JSON the objects that name
 * the call, which are one entry together.
 */
export type EntryForm = 'tuple' | 'call' | 'name' | 'builder' | 'object';

/** One line of an allowlist: `(libc::SYS_write, vec![])`. */
export interface Entry extends Located {
  readonly form: EntryForm;
  /** Where it names the call: `libc::SYS_write`. */
  readonly keySpan: Span;
  /** The brackets that hold its key and rules side by side; null for a bare name. */
  readonly args: Layout | null;
  /** What is called to make it: `allow_syscall`, `insert`; null for a tuple or a name. */
  readonly verb: string | null;
  /** How the function of the file that makes it is called; null where its form says all. */
  readonly made: Made | null;
  /**
   * For one that a macro of the file makes: what that writes in front of the call's bare name, `SYS_` or
   * the module of `nr::$name`, null where the name is given in full. null for one that is written out.
   */
  readonly expanded: { readonly prefix: string | null } | null;
  /** Without `SYS_`; for a bare number the name that the table of `arch` gives, or null. */
  readonly syscall: string | null;
  /** As written where it is a bare number, else null. */
  readonly bareNumber: number | null;
  readonly cfg: string | null;
  /** null: unconditional. Rules of a named helper are followed. */
  readonly rules: readonly Rule[] | null;
  /** The rules as written inside this entry; null where there are none or a helper holds them. */
  readonly ruleSet: RuleSet | null;
  /** The function that holds this entry's rules, `create_ioctl_seccomp_rule`, else null. */
  readonly helper: string | null;
  /** Every place that its rules are written at: its own, or those of the helper followed. */
  readonly ruleSets: readonly RuleSet[];
  /** Where `vec![]`, `or![…]` or `helper()?` stands; null where it has nothing of the kind. */
  readonly rulesSpan: Span | null;
  /** False where some of its rules could not be read. */
  readonly understood: boolean;
  /** The comment lines above it or behind it, marks taken off. */
  readonly comment: string | null;
}
