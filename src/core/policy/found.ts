import type { ActionName } from '../abi/types';
import type { Scope } from './items';
import type { Chain } from './made/chains';
import type { Loop } from './made/loops';
import type { Bracket } from './reader';
import type { Call } from './calls';
import type { Segment } from './segments';
import type { Token } from './tokens';

/** A bracket that was recognised by its shape, read once the whole file's names are known. */
export interface Found {
  readonly kind: Shape;
  readonly bracket: Bracket;
  readonly scope: Scope;
  /** The chain that it is given to a link of. */
  readonly chain: Chain | null;
  readonly loop: Loop | null;
}

/** What a bracket's shape says that it holds. */
export type Shape = 'list' | 'rules' | 'rule' | 'empty list' | 'empty rules';

/** Empty brackets that can be what is left of a list. */
export type Blank = Pick<Found, 'bracket' | 'scope' | 'loop'>;

/** A bracket that lists calls. */
export type FoundList = Omit<Found, 'kind'>;

/** A statement that makes an entry, `rules.insert(libc::SYS_read, vec![]);`. */
export interface FoundStatement {
  readonly segment: Segment;
  readonly scope: Scope;
  /** The tokens of the block that it stands in: the same array for all statements of a block. */
  readonly block: readonly Token[];
  /** `rules`; null where nothing names what the list is built in. */
  readonly receiver: string | null;
  /** What libseccomp is to do with the call; null where the filter tells. */
  readonly answer: ActionName | null;
  /** The chain that it is a link of. */
  readonly chain: Chain | null;
  /** The type of the file whose method makes it. */
  readonly type: string | null;
}

/** An entry that stands by itself. */
export interface FoundEntry {
  readonly segment: Segment;
  readonly scope: Scope;
}

/** A call that may build a filter. */
export interface FilterCall {
  readonly call: Call;
  readonly scope: Scope;
}
