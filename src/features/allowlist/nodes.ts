import type { Allowlist, Entry, Filter, PolicyProblem, Rule } from '../../core/policy/model';
import { trapTitle } from '../../core/traps/words';
import { type MissingCall, qualifiedName } from '../shared/places';
import type { PolicySource } from '../shared/policy-store';
import { TextLines } from '../shared/text-lines';

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
  /** The only one: its lists are worth opening at once. */
  readonly alone: boolean;
  readonly children: readonly AllowlistNode[];
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly list: Allowlist;
  readonly children: readonly AllowlistNode[];
}

export interface EntryNode extends NodeBase {
  readonly kind: 'entry';
  readonly entry: Entry;
  readonly children: readonly RuleNode[];
}

export interface RuleNode extends NodeBase {
  readonly kind: 'rule';
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

export type AllowlistNode =
  FileNode | ListNode | EntryNode | RuleNode | MissingNode | FilterNode | ProblemNode;

/** The whole tree: files, their lists, the entries of these, and what was refused and is missing. */
export function allowlistNodes(
  sources: readonly PolicySource[],
  missingCalls: readonly MissingCall[],
): readonly FileNode[] {
  const missing = missingByList(missingCalls);
  const shown = sources.filter(({ policy }) => !holdsHostsAlone(policy));
  return shown.map((source) => fileNode(source, shown.length === 1, missing));
}

export function childrenOf(node: AllowlistNode): readonly AllowlistNode[] {
  return 'children' in node ? node.children : [];
}

/** A source that gives Hyperlight its host functions, and has no filter to show. */
function holdsHostsAlone(policy: PolicySource['policy']): boolean {
  const { lists, filters, ruleSets, problems, registrations } = policy;
  const others = [lists, filters, ruleSets, problems];
  return registrations.length > 0 && others.every((some) => some.length === 0);
}

type Missing = ReadonlyMap<Allowlist, readonly MissingCall[]>;

function missingByList(calls: readonly MissingCall[]): Missing {
  const missing = new Map<Allowlist, MissingCall[]>();
  for (const call of calls) {
    for (const list of call.lists) {
      const known = missing.get(list);
      if (known) known.push(call);
      else missing.set(list, [call]);
    }
  }
  return missing;
}

function fileNode(source: PolicySource, alone: boolean, missing: Missing): FileNode {
  const { lists, filters, problems, text } = source.policy;
  const children: AllowlistNode[] = [];
  const id = source.uri.toString();
  const file: FileNode = {
    ...{ kind: 'file', id, parent: null, source, alone, children },
    lines: new TextLines(text),
  };
  const name = counting(id);
  const base = { file, parent: file };
  const used = new Set(lists.map(({ filter }) => filter));
  children.push(
    ...distinct(problems).map((problem): ProblemNode => {
      return { kind: 'problem', id: name('problem', problem.message), ...base, problem };
    }),
    ...lists.map((list) => {
      const listId = name('list', qualifiedName(list), list.cfg ?? '');
      return listNode(file, list, listId, missing.get(list) ?? []);
    }),
    ...filters
      .filter((filter) => !used.has(filter))
      .map((filter): FilterNode => {
        return { kind: 'filter', id: name('filter', filter.name), ...base, filter };
      }),
  );
  return file;
}

function listNode(
  file: FileNode,
  list: Allowlist,
  id: string,
  calls: readonly MissingCall[],
): ListNode {
  const children: AllowlistNode[] = [];
  const node: ListNode = { kind: 'list', id, file, parent: file, list, children };
  const name = counting(id);
  children.push(
    ...calls.map((call): MissingNode => {
      const [trap] = call.traps;
      const id = name('missing', trapTitle(trap));
      return { kind: 'missing', id, file, parent: node, call, key: trap.key };
    }),
    ...list.entries.map((entry) => {
      const call = entry.syscall ?? String(entry.bareNumber);
      return entryNode(file, node, entry, name('entry', call, entry.cfg ?? ''));
    }),
  );
  return node;
}

function entryNode(file: FileNode, parent: ListNode, entry: Entry, id: string): EntryNode {
  const children: RuleNode[] = [];
  const node: EntryNode = { kind: 'entry', id, file, parent, entry, children };
  const name = counting(id);
  for (const rule of entry.rules ?? []) {
    const ruleId = name('rule', rule.conditions.map(({ text }) => text).join(' '), rule.cfg ?? '');
    children.push({ kind: 'rule', id: ruleId, file, parent: node, syscall: entry.syscall, rule });
  }
  return node;
}

/** One error in a source makes many nodes of a syntax tree erroneous: each sentence is said once. */
function distinct(problems: readonly PolicyProblem[]): PolicyProblem[] {
  const first = new Map<string, PolicyProblem>();
  for (const it of problems) if (!first.has(it.message)) first.set(it.message, it);
  return [...first.values()];
}

/** Names below `parent`; the second of the same parts is another thing than the first. */
function counting(parent: string): (...parts: string[]) => string {
  const seen = new Map<string, number>();
  return (...parts) => {
    const id = [parent, ...parts].join('\u0000');
    const nth = seen.get(id) ?? 0;
    seen.set(id, nth + 1);
    return nth === 0 ? id : `${id}\u0000${nth}`;
  };
}
