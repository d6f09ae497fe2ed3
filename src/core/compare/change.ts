import { widens, type State } from './state';

/** Stands for every call that a list does not name, and for the list as a whole. */
export const OTHERS = '*';

/** Stands for the rules of a function of which no list that is known makes use. */
export const RULES = '(rules)';

/** One difference of what two policies mean in force. */
export interface Change {
  /** null where it belongs to no list. */
  readonly list: string | null;
  /** The thread that the list confines, where the source tells; else null. */
  readonly thread: string | null;
  /** The builds that it is true of: `all`, or `x86_64/aarch64, musl, feature = "kvm"`. */
  readonly target: string;
  /** Without `SYS_`, or `*`, or `(rules)`. */
  readonly syscall: string;
  readonly before: State;
  readonly after: State;
  /** Whether something is let through that was not; null where that is not known. */
  readonly widens: boolean | null;
}

/** What holds before and after. */
export interface States {
  readonly before: State;
  readonly after: State;
}

export function changeOf(
  list: string | null,
  target: string,
  syscall: string,
  states: States,
): Change {
  const { before, after } = states;
  return { list, thread: null, target, syscall, before, after, widens: widens(before, after) };
}
