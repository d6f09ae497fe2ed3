import type { Arch } from '../abi/types';
import type { TextEdit } from '../text/span';

/** What is to be let through: a trap, or a call named by hand. */
export interface Want {
  readonly arch: Arch;
  /** Without `SYS_`. */
  readonly syscall: string;
  /** The ioctl request, unsigned 32-bit, where known. */
  readonly request: number | null;
  /** The thread's name, where known: tells which list is meant. */
  readonly comm: string | null;
}

/** The values of `fix --remedy`. `docs/dialects.md` says what each does. */
export const REMEDY_KINDS = [
  'allow',
  'allow-argument',
  'host-function',
  'errno',
  'common',
  'remove',
  'sort',
] as const;

/**
 * `allow` the call whatever its arguments are, `allow-argument` only with the argument that was seen,
 * `host-function` only while one host function of Hyperlight's runs, `errno` refuse it with an errno
 * instead, `common` allow it in the list that others take in, `remove` its entry, `sort` the list.
 */
export type RemedyKind = (typeof REMEDY_KINDS)[number];

/** One way to answer a trap, with its edits against the text of `file`. */
export interface Remedy {
  readonly kind: RemedyKind;
  /** For a menu: `Allow ioctl(KVM_SET_FPU) in kvm::ioctl_rules`. No markup, one line. */
  readonly title: string;
  /** One sentence: what is different in force once this is done. No markup, one line. */
  readonly force: string;
  /** The list, the rule function or the host function that it changes. */
  readonly list: string;
  /** The other file of the crate that it changes; null for the source that was asked about. */
  readonly file: string | null;
  /** 1-based line at which the new text will stand. */
  readonly line: number;
  readonly edits: readonly TextEdit[];
  /** Each one sentence: what becomes wider than the evidence, what stays unknown. */
  readonly warnings: readonly string[];
  /** True where more becomes allowed than the evidence asks for. */
  readonly widens: boolean;
}

/** The answer to a `Want`. Every failure says in one sentence what to do. */
export type Plan =
  | { readonly kind: 'remedies'; readonly remedies: readonly Remedy[] }
  | Done
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[]; readonly message: string }
  | { readonly kind: 'impossible'; readonly message: string };

/** Nothing is left to do. */
export interface Done {
  readonly kind: 'already-allowed';
  /** The list, the rule function or the host function that says so. */
  readonly list: string;
  /** The other file of the crate that says so; null for the source itself. */
  readonly file: string | null;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

export function impossible(message: string): Plan {
  return { kind: 'impossible', message };
}
