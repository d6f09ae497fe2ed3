import type { Arch } from '../../core/abi/types';
import type { PolicyInForce } from '../../core/compare/in-force';
import type { Allowlist } from '../../core/policy/allowlist';
import type { Entry } from '../../core/policy/entry';
import type { PolicyProblem } from '../../core/policy/model';
import { trapTitle } from '../../core/traps/words';
import { type MissingCall, qualifiedName } from '../shared/places';
import type { PolicySource } from '../shared/policy-source';
import { TextLines } from '../shared/text-lines';
import { type EntryForce, ListForce } from './force';
import type {
  AllowlistNode,
  EntryNode,
  FileNode,
  FilterNode,
  ListNode,
  MissingNode,
  NoteNode,
  ProblemNode,
  RuleNode,
  TakenNode,
} from './nodes';

/** The whole tree: files, their lists, the entries of these, and what was refused and is missing. */
export function allowlistNodes(
  sources: readonly PolicySource[],
  missingCalls: readonly MissingCall[],
  arch: Arch,
): readonly FileNode[] {
  return new AllowlistNodes(arch).of(sources, missingCalls);
}

/**
 * The tree's nodes, of which those of a source stay the same until it is read anew: where much is
 * refused what is missing differs some times a second, in lists of which nothing else does.
 */
export class AllowlistNodes {
  readonly #files = new WeakMap<PolicySource, FileNode>();
  readonly #known: { missing: Missing; shown: number };

  constructor(private readonly arch: Arch) {
    this.#known = { missing: new Map(), shown: 0 };
  }

  /** Nodes that were given before say by now what is missing by now. */
  of(sources: readonly PolicySource[], missingCalls: readonly MissingCall[]): readonly FileNode[] {
    const shown = sources.filter(({ policy }) => !holdsHostsAlone(policy));
    Object.assign(this.#known, { missing: missingByList(missingCalls), shown: shown.length });
    return shown.map((source) => {
      const known = this.#files.get(source);
      if (known) return known;
      const file = fileNode(source, this.#known, this.arch);
      this.#files.set(source, file);
      return file;
    });
  }
}

/** A source that gives Hyperlight its host functions, and has no filter to show. */
function holdsHostsAlone(policy: PolicySource['policy']): boolean {
  const { lists, filters, ruleSets, problems, registrations } = policy;
  const others = [lists, filters, ruleSets, problems];
  return registrations.length > 0 && others.every((some) => some.length === 0);
}

type Missing = ReadonlyMap<Allowlist, readonly MissingCall[]>;

const NONE: readonly MissingCall[] = [];

/** What differs while the sources stay as they are. */
interface Known {
  readonly missing: Missing;
  /** How many files have rows. */
  readonly shown: number;
}

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

function fileNode(source: PolicySource, known: Known, arch: Arch): FileNode {
  const { lists, filters, problems, text } = source.policy;
  const children: AllowlistNode[] = [];
  const id = source.uri.toString();
  const file: FileNode = {
    kind: 'file',
    id,
    parent: null,
    source,
    get alone() {
      return known.shown === 1;
    },
    children,
    lines: new TextLines(text),
  };
  const name = counting(id);
  const base = { file, parent: file };
  const used = new Set(lists.map(({ filter }) => filter));
  let prepared: PolicyInForce | undefined;
  const force = (): PolicyInForce => (prepared ??= source.ask.inForce(source.policy, arch));
  children.push(
    ...distinct(problems).map((problem): ProblemNode => {
      return { kind: 'problem', id: name('problem', problem.message), ...base, problem };
    }),
    ...lists.map((list) => {
      const listId = name('list', qualifiedName(list), list.cfg ?? '');
      return listNode(file, list, {
        id: listId,
        force,
        calls: () => known.missing.get(list) ?? NONE,
      });
    }),
    ...filters
      .filter((filter) => !used.has(filter))
      .map((filter): FilterNode => {
        return { kind: 'filter', id: name('filter', filter.name), ...base, filter };
      }),
  );
  return file;
}

interface ListParts {
  readonly id: string;
  /** Prepared when a list of the file is first opened. */
  readonly force: () => PolicyInForce;
  readonly calls: () => readonly MissingCall[];
}

function listNode(file: FileNode, list: Allowlist, { id, force, calls }: ListParts): ListNode {
  let others: readonly AllowlistNode[] | undefined;
  let missing: { readonly of: readonly MissingCall[]; readonly nodes: AllowlistNode[] } | undefined;
  const node: ListNode = {
    kind: 'list',
    id,
    file,
    parent: file,
    list,
    get calls() {
      return calls();
    },
    get children() {
      others ??= inList(node, force());
      const of = calls();
      if (missing?.of !== of) missing = { of, nodes: [...missingIn(node, of), ...others] };
      return missing.nodes;
    },
  };
  return node;
}

function missingIn(parent: ListNode, calls: readonly MissingCall[]): MissingNode[] {
  const { file, id } = parent;
  const name = counting(id);
  return calls.map((call) => {
    const [trap] = call.traps;
    // What the editor gives back of the row is the trap's key.
    const id = name('missing', trapTitle(trap), trap.key);
    return { kind: 'missing', id, file, parent, call, key: trap.key };
  });
}

function inList(parent: ListNode, policy: PolicyInForce): AllowlistNode[] {
  const { file, list, id } = parent;
  const force = new ListForce(policy, list);
  const name = counting(id);
  const base = { file, parent };
  return [
    ...force.unread.map((words): NoteNode => {
      return { kind: 'note', id: name('note', words), ...base, words };
    }),
    ...list.entries.map((entry) => {
      const call = entry.syscall ?? String(entry.bareNumber);
      return entryNode(parent, entry, force.of(entry), name('entry', call, entry.cfg ?? ''));
    }),
    ...force.takenIn.map((taken): TakenNode => {
      return { kind: 'taken', id: name('taken', taken.list.name), ...base, taken };
    }),
  ];
}

function entryNode(parent: ListNode, entry: Entry, force: EntryForce, id: string): EntryNode {
  const { file, list } = parent;
  const children: RuleNode[] = [];
  const node: EntryNode = { kind: 'entry', id, file, parent, list, entry, force, children };
  const name = counting(id);
  const { syscall } = entry;
  for (const rule of entry.rules ?? []) {
    const ruleId = name('rule', rule.conditions.map(({ text }) => text).join(' '), rule.cfg ?? '');
    children.push({ kind: 'rule', id: ruleId, file, parent: node, list, entry, syscall, rule });
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
