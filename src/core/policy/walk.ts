import type { Span } from '../text/span';
import { ItemReader, type Task } from './item-reader';
import type { Items, Scope } from './items';
import { MAX_DEPTH, type Group } from './tokens';
import { Walker, type GroupVisitor } from './walker';

const FILE_SCOPE: Scope = {
  modules: [],
  fn: null,
  owner: null,
  binding: null,
  added: false,
  callee: null,
  cfgs: [],
};

/**
 * Finds functions, modules, constants, `use` and `macro_rules!` wherever they stand, inside macros
 * such as `cfg_if!` too, and shows every other bracket to the visitor. Linear, and iterative.
 * @param modules those that the file itself lies in
 */
export function walk(
  root: Group,
  text: string,
  visit: GroupVisitor,
  modules: readonly string[] = [],
): Items {
  const items: Items & { tooDeep: Span | null } = {
    functions: [],
    constants: [],
    uses: [],
    macros: new Set(),
    tooDeep: null,
  };
  const tasks: Task[] = [{ tokens: root.inner, scope: { ...FILE_SCOPE, modules }, depth: 0 }];
  const reader = new ItemReader(text, items, tasks);
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    // What lies deeper is left unread, and said so.
    if (task.depth > MAX_DEPTH) {
      const first = task.tokens[0];
      if (first) items.tooDeep ??= { start: first.start, end: first.end };
      continue;
    }
    new Walker(task, text, reader, tasks, visit).run();
  }
  return items;
}
