import type { Allowlist, Filter } from '../../core/policy/allowlist';
import type { Entry, Rule } from '../../core/policy/entry';
import type { PolicyProblem } from '../../core/policy/model';
import type { MissingCall } from '../shared/places';
import type { PolicySource } from '../shared/policy-source';
import type { TextLines } from '../shared/text-lines';
import type { EntryForce, TakenIn } from './force';

interface NodeBase {
  /** The same for the same thing over refreshes, so that the tree keeps what is open and selected. */
  readonly id: string;
  readonly file: FileNode;
  readonly parent: AllowlistNode | null;
}

export interface FileNode extends Omit<NodeBase, 'file' | 'parent'> {
  readonly kind: 'file';
  readonly parent: null;
  readonly source: PolicySource;
  readonly lines: TextLines;
  /** Whether it is the only one: its lists are worth opening at once. */
  readonly alone: boolean;
  readonly children: readonly AllowlistNode[];
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly list: Allowlist;
  /** What was refused and is missing in it, as is known by now. */
  readonly calls: readonly MissingCall[];
  /** Those of its source are made when they are first asked for: what is in force takes a while to tell. */
  readonly children: readonly AllowlistNode[];
}

export interface EntryNode extends NodeBase {
  readonly kind: 'entry';
  readonly list: Allowlist;
  readonly entry: Entry;
  /** Its list's own words about it: another entry is put in later, a second filter answers. */
  readonly force: EntryForce;
  readonly children: readonly RuleNode[];
}

export interface RuleNode extends NodeBase {
  readonly kind: 'rule';
  readonly list: Allowlist;
  readonly entry: Entry;
  readonly syscall: string | null;
  readonly rule: Rule;
}

/** A call that was refused and that the list above it would take. */
export interface MissingNode extends NodeBase {
  readonly kind: 'missing';
  readonly call: MissingCall;
  /** The trap's, by which the commands in its menu know it. */
  readonly key: string;
}

export interface FilterNode extends NodeBase {
  readonly kind: 'filter';
  readonly filter: Filter;
}

export interface ProblemNode extends NodeBase {
  readonly kind: 'problem';
  readonly problem: PolicyProblem;
}

/** Another list whose entries a list takes in. */
export interface TakenNode extends NodeBase {
  readonly kind: 'taken';
  readonly taken: TakenIn;
}

/** Something in a list that was not understood. */
export interface NoteNode extends NodeBase {
  readonly kind: 'note';
  readonly parent: ListNode;
  readonly words: string;
}

export type AllowlistNode =
  | FileNode
  | ListNode
  | EntryNode
  | RuleNode
  | MissingNode
  | FilterNode
  | ProblemNode
  | TakenNode
  | NoteNode;

export function childrenOf(node: AllowlistNode): readonly AllowlistNode[] {
  return 'children' in node ? node.children : [];
}

/**
 * What of a row's look and of what a click on it does differs while its source stays as it is; null for
 * a row that is looked at each time.
 */
export function stateOf(node: AllowlistNode): string | null {
  switch (node.kind) {
    case 'file':
    case 'missing':
      return null;
    case 'list':
      return `${node.file.alone} ${node.calls.length > 0}`;
    case 'entry':
    case 'rule':
    case 'taken':
    case 'note':
    case 'filter':
    case 'problem':
      return '';
  }
}
