import type { Arch } from '../abi/types';
import type { Policy } from '../policy/model';
import type { SourceTree } from '../policy/source-tree';
import { ComposedEdits } from '../text/compose';
import { applyEdits } from '../text/edits';
import type { TextEdit } from '../text/span';
import { planWithCompanions, type ReadPolicy } from './companions';
import type { PlanOptions } from './options';
import { planFor } from './plan';
import type { Done, Plan, Remedy, Want } from './remedy';

/** Reads one file of one version of a tree; null for a file that it has not. */
export type ReadTree = (tree: SourceTree, file: string | null, arch: Arch) => Policy | null;

/** One of several remedies: its edits are against the text as those before it left it. */
interface Step {
  readonly want: Want;
  readonly remedy: Remedy;
  /** Of the remedy's file. */
  readonly before: string;
  readonly after: string;
}

/** What becomes of another file of the crate. */
interface ChangedFile {
  readonly file: string;
  readonly before: string;
  readonly text: string;
  /** Sorted, against `before`. */
  readonly edits: readonly TextEdit[];
}

/** The answers to several questions about one source, as one change. */
export interface AllPlans {
  /** What becomes of the source. */
  readonly text: string;
  /** The whole of it, sorted, against the source as it was. */
  readonly edits: readonly TextEdit[];
  /** Other files that change, in the order of the first remedy of each. */
  readonly others: readonly ChangedFile[];
  readonly steps: readonly Step[];
  /** What the source itself allows already, not what a step before has made it allow. */
  readonly already: readonly { readonly want: Want; readonly done: Done }[];
  readonly open: readonly {
    readonly want: Want;
    readonly plan: Plan & { readonly kind: 'ambiguous' | 'impossible' };
  }[];
}

/** The options of a plan in a tree: which of its files a remedy may be one of. */
export function optionsIn(
  read: ReadTree,
  tree: SourceTree,
  arch: Arch,
  options: PlanOptions = {},
): PlanOptions {
  return { ...options, fileOf: (file) => read(tree, file, arch) };
}

/** The reading of a tree's own source, in any version of that. */
export function readOwn(read: ReadTree, tree: SourceTree): ReadPolicy {
  return (text, arch) => {
    const policy = read(tree.with(null, text), null, arch);
    if (!policy) throw new Error('unreachable: a tree has its own source');
    return policy;
  };
}

/** A source by itself. */
export function readAlone(read: ReadPolicy): ReadTree {
  return (tree, file, arch) => (tree.isOwn(file) ? read(tree.text, arch) : null);
}

/**
 * Answers one question after another, each on the files as the one before left them: so two entries
 * for one spot stand in their order, a constant that both need is written once, and a second trap of
 * a call finds itself answered.
 */
export function planAll(
  read: ReadTree,
  original: SourceTree,
  wants: readonly Want[],
  { companions = false, ...options }: PlanOptions & { readonly companions?: boolean } = {},
): AllPlans {
  const changes = new Changes(original);
  const steps: Step[] = [];
  const already: AllPlans['already'][number][] = [];
  const open: AllPlans['open'][number][] = [];
  const planIn = (tree: SourceTree, want: Want): Plan => {
    const own = readOwn(read, tree);
    const inTree = optionsIn(read, tree, want.arch, options);
    return companions
      ? planWithCompanions(own, tree.text, want, inTree)
      : planFor(own(tree.text, want.arch), want, inTree);
  };
  for (const want of wants) {
    const plan = planIn(changes.tree, want);
    if (plan.kind === 'already-allowed') {
      const before = planIn(original, want);
      // Allowed by a step above: nothing to report twice.
      if (before.kind === 'already-allowed') already.push({ want, done: before });
      continue;
    }
    if (plan.kind !== 'remedies') {
      open.push({ want, plan });
      continue;
    }
    const [remedy] = plan.remedies;
    if (!remedy) throw new Error('unreachable: a plan of remedies has at least one');
    steps.push({ want, remedy, ...changes.make(remedy) });
  }
  return { ...changes.made(), steps, already, open };
}

/** The changes of a tree's files so far. */
class Changes {
  tree: SourceTree;
  readonly #composed = new Map<string, ComposedEdits>();

  constructor(private readonly original: SourceTree) {
    this.tree = original;
  }

  make({ file, edits }: Remedy): { readonly before: string; readonly after: string } {
    const before = this.tree.textOf(file);
    if (before === null) throw new Error('unreachable: a remedy is one of a file of the tree');
    const key = file ?? this.original.path;
    const composed =
      this.#composed.get(key) ?? new ComposedEdits(this.original.textOf(file)?.length ?? 0);
    composed.add(edits);
    this.#composed.set(key, composed);
    const after = applyEdits(before, edits);
    this.tree = this.tree.with(file, after);
    return { before, after };
  }

  made(): Pick<AllPlans, 'text' | 'edits' | 'others'> {
    const { original, tree } = this;
    const files = [...this.#composed].map(([file, { edits }]) => ({
      file,
      before: original.textOf(file) ?? '',
      text: tree.textOf(file) ?? '',
      edits,
    }));
    const edits = files.find(({ file }) => original.isOwn(file))?.edits ?? [];
    return { text: tree.text, edits, others: files.filter(({ file }) => !original.isOwn(file)) };
  }
}
