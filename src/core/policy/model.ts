import type { ActionName } from '../abi/types';
import type { Made } from './made/made';
import type { Obstacles } from './obstacles';
import type { Span } from '../text/span';

/** Something named in the source, with where it stands. `line` counts from 1. */
export interface Located {
  readonly span: Span;
  readonly line: number;
}

/**
 * One of the things that commas separate inside a bracket, understood or not: what an edit has to
 * step around. The span includes the attributes in front of it.
 */
export interface ListItem extends Span {
  /** The offset of the comma behind it, null where there is none. */
  readonly comma: number | null;
}

/**
 * A place for items as it is laid out: brackets with commas, a block of statements (whose items'
 * `comma` is their semicolon), a chain of method calls (whose items begin at their dots), or an array
 * of JSON, whose last item can have no comma.
 */
export interface Layout {
  readonly kind: 'bracket' | 'block' | 'chain' | 'json';
  /** Inside the brackets or braces; the whole of a chain. */
  readonly body: Span;
  readonly items: readonly ListItem[];
  /** `or` of `or![…]`; null where the brackets are an array's. */
  readonly macro: string | null;
}

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

/** A function or a constant of the file that holds something: what a change to it touches. */
export interface Holder {
  readonly name: string;
  readonly span: Span;
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

/** What most entries of a list are; `statements` make entries one by one. */
export type ListForm = 'tuples' | 'calls' | 'names' | 'builders' | 'statements' | 'objects';

/**
 * How a source says what it says: Rust, seccompiler's JSON (Firecracker's), or a profile of the OCI
 * runtime specification, alone or inside a container's config.json.
 */
export type Dialect = 'rust' | 'firecracker' | 'oci';
export type Polarity = 'allow' | 'deny' | 'unknown';

/**
 * A place at which a filter's action is written: `SeccompAction::Errno(1)`, its operand included. Of one
 * in another file of the crate spans and line are that file's own.
 */
export interface ActionSite extends Located {
  /** The other file that it is in; null for the source itself. */
  readonly file: string | null;
  readonly action: ActionName;
  /** Its path as written: `['SeccompAction', 'Trap']`. */
  readonly path: readonly string[];
  /** The function or constant that it stands in. */
  readonly holder: Holder | null;
  /** The arguments of which it is one; null where it stands elsewhere. */
  readonly layout: Layout | null;
  /** A profile's `defaultErrnoRet`: the errno of an action that has one; null where there is none. */
  readonly errno: { readonly member: Span; readonly value: Span } | null;
}

/**
 * The two actions of a filter, and where its mismatch action is written. Of one in another file of the
 * crate its own spans are null: only what it does, and where that is written, is known here.
 */
export interface Filter extends Located {
  /** The other file that builds it; null for the source itself. */
  readonly file: string | null;
  /** The function or constant that builds it. */
  readonly name: string;
  readonly mismatch: ActionName | null;
  readonly mismatchSpan: Span | null;
  /**
   * Where the mismatch action comes from, as far as the files read tell: of a `match` every arm, of a
   * parameter what each caller gives. Empty where these do not say.
   */
  readonly mismatchSites: readonly ActionSite[];
  readonly match: ActionName | null;
  readonly matchSpan: Span | null;
  /** Names of the lists that it is built from, as far as this file tells. */
  readonly lists: readonly string[];
  /** What is taken out of its lists before it is built: `.filter(|nr| !LOGGING.contains(nr))`. */
  readonly takesAway: readonly TakenAway[];
  /** The variable that it is put into, where there is one: tells two of one function apart. */
  readonly binding: string | null;
  readonly cfg: string | null;
}

/** Calls that a filter takes out of its lists, since another list names them. */
export interface TakenAway extends Located {
  /** The list that names them. */
  readonly list: string;
  readonly calls: readonly string[];
}

/** A list of entries: a function's `vec![…]`, or one written where the filter is built. */
export interface Allowlist extends Located {
  /** The other file that it is in, where it is one of `Policy.elsewhere`; null for the source itself. */
  readonly file: string | null;
  /** The function or constant that holds it. */
  readonly name: string;
  readonly modules: readonly string[];
  readonly cfg: string | null;
  readonly form: ListForm;
  readonly polarity: Polarity;
  readonly filter: Filter | null;
  /** Every filter that it goes into; `filter` is the strictest that exists on the architecture. */
  readonly filters: readonly Filter[];
  readonly entries: readonly Entry[];
  /** Where entries stand, from the first place of them to the last. */
  readonly body: Span;
  /** The place with most of the entries: a new one goes here. */
  readonly layout: Layout;
  /** The number in `[i64; 3]`, where a constant gives the list's length. */
  readonly lengthSpan: Span | null;
  readonly holder: Holder | null;
  readonly inResult: boolean;
  /** The only calls that can be named in it, where the file looks them up; null where all can. */
  readonly knows: readonly string[] | null;
  /** Whether an entry without conditions allows nothing in it: extrasafe's `conditional_rules`. */
  readonly conditionsOnly: boolean;
  /** How its first entry is written, where it holds none that would show it; else null. */
  readonly first: FirstEntry | null;
  /**
   * What the file calls the threads that it is for: `Vcpu` where `Thread::Vcpu => vcpu_rules()`,
   * `vcpu` where `filters.insert("vcpu", …)`.
   */
  readonly serves: readonly string[];
  /** Functions whose lists are added to this one: `rules.extend(common()?)`, `add(&mut rules)`. */
  readonly includes: readonly Included[];
}

/** An entry without conditions as the place that it goes to takes it: `rules.insert(KEY, vec![])`. */
export interface FirstEntry {
  /** Up to the key: `rules.insert(`. */
  readonly head: string;
  /** What stands in front of the call's name, and behind it: `libc::SYS_`, and nothing. */
  readonly key: readonly [string, string];
  /** What stands for no conditions, `vec![]`; null where nothing does. */
  readonly free: string | null;
  readonly tail: string;
}

/** A function whose list is added to another one. */
export interface Included extends Holder {
  /** Where the list that takes it in calls it: what is added later wins. null where that is not seen. */
  readonly at: number | null;
}

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
