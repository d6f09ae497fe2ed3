import type { Arch } from '../abi/types';
import type { Allowlist, Entry } from '../policy/model';
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

/**
 * The values of `fix --remedy`: `allow` the call whatever its arguments are, `allow-argument` only
 * with the argument that was seen.
 */
export type RemedyKind = 'allow' | 'allow-argument';

/** One way to answer a trap, with its edits against the policy's own text. */
export interface Remedy {
  readonly kind: RemedyKind;
  /** For a menu: `Allow ioctl(KVM_SET_FPU) in kvm::ioctl_rules`. No markup, one line. */
  readonly title: string;
  /** The list or rule function that it changes. */
  readonly list: string;
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
  | {
      readonly kind: 'already-allowed';
      readonly list: Allowlist;
      readonly entry: Entry;
      readonly line: number;
      readonly message: string;
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[]; readonly message: string }
  | { readonly kind: 'impossible'; readonly message: string };
