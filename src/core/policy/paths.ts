import { addTo } from './add-to';
import type { UseItem } from './items';

/** Re-exports lead from one to the next; a circle must end. */
const MAX_STEPS = 64;

/** Tells what a path means across the files of a crate: the rules of `use`, re-exports included. */
export class CratePaths {
  private readonly byModule = new Map<string, UseItem[]>();
  private readonly known = new Map<string, readonly string[]>();

  /** @param own the module of the file that is asked about, whose items' modules begin inside it */
  constructor(
    uses: readonly UseItem[],
    private readonly own: readonly string[],
  ) {
    for (const use of uses) {
      addTo(this.byModule, this.absolute(use.modules).join('::'), use);
    }
  }

  /** Where an item lies, `crate::guest::rules`: one text for one item. */
  keyOf(name: string, modules: readonly string[]): string {
    return [...this.absolute(modules), name].join('::');
  }

  /** Every item that a path can mean where it stands, by its key; most of them do not exist. */
  meanings(path: readonly string[], modules: readonly string[]): readonly string[] {
    const question = `${path.join('::')} ${modules.join('::')}`;
    const known = this.known.get(question);
    if (known) return known;
    const found = new Set<string>();
    const queue = [this.resolved(path, this.absolute(modules))];
    for (let next = queue.shift(); next && found.size < MAX_STEPS; next = queue.shift()) {
      const key = next.join('::');
      if (found.has(key)) continue;
      found.add(key);
      // Each word but `crate` may have come by a `use` of the module in front of it.
      for (let at = 1; at < next.length; at += 1) {
        const module = next.slice(0, at);
        for (const use of this.byModule.get(module.join('::')) ?? []) {
          const rest = use.name === '*' ? next.slice(at) : next.slice(at + 1);
          if (use.name !== '*' && use.name !== next[at]) continue;
          const target = use.name === '*' ? use.path : [...use.path, use.target];
          queue.push([...this.resolved(target, module), ...rest]);
        }
      }
    }
    this.known.set(question, [...found]);
    return [...found];
  }

  private absolute(modules: readonly string[]): readonly string[] {
    return modules[0] === 'crate' ? modules : ['crate', ...this.own, ...modules];
  }

  private resolved(path: readonly string[], from: readonly string[]): string[] {
    if (path[0] === 'crate') return [...path];
    const at = path.findIndex((word) => word !== 'super' && word !== 'self');
    const rest = at < 0 ? [] : path.slice(at);
    const ups = path.slice(0, at < 0 ? path.length : at).filter((word) => word === 'super').length;
    return [...from.slice(0, Math.max(1, from.length - ups)), ...rest];
  }
}

/** Whether what stands in one module may be meant by a name alone in another: they share a file. */
export function shareFile(one: readonly string[], other: readonly string[]): boolean {
  const [first, second] = [one[0] === 'crate', other[0] === 'crate'];
  if (!first && !second) return true;
  if (first !== second) return false;
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).join() === other.slice(0, length).join();
}
