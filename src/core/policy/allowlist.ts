import type { ActionName } from '../abi/types';
import type { Span } from '../text/span';
import type { Entry } from './entry';
import type { Holder, Layout, Located } from './places';

/** What most entries of a list are; `statements` make entries one by one. */
export type ListForm = 'tuples' | 'calls' | 'names' | 'builders' | 'statements' | 'objects';
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
  /** The list that names them; null where they are named there: `rules.remove(&libc::SYS_x)`. */
  readonly list: string | null;
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
