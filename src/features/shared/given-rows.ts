import type * as vscode from 'vscode';

/** A tree whose nodes are made anew whenever something is different. */
export interface RowSource<T> {
  /** Of one level, the top one for undefined. */
  childrenOf(parent: T | undefined): readonly T[];
  /** The same for the same thing over time, of no other thing in the tree. */
  idOf(node: T): string;
  /** All that is seen of a row, and what a click on it does. */
  lookOf(node: T): string;
}

interface Row<T> extends Level<T> {
  readonly id: string;
  /** The object by which the editor knows the row. */
  readonly element: T;
  now: T;
  look: string;
}

interface Level<T> {
  /** Null where the editor has not asked for them. */
  children: Row<T>[] | null;
}

/**
 * The rows that the editor has been given. It keeps something of each row whenever that is given anew
 * (`ExtHostTreeView`, a DisposableStore until the view goes), and a click on a row is lost meanwhile: so
 * it is told of different rows alone.
 */
export class GivenRows<T> {
  readonly #rows = new Map<string, Row<T>>();
  readonly #top: Level<T> = { children: null };

  constructor(private readonly source: RowSource<T>) {}

  /** The rows below one, for the editor, which asks for them. */
  give(parent: T | undefined): T[] {
    const level = parent === undefined ? this.#top : this.#rows.get(this.source.idOf(parent));
    const nodes = this.source.childrenOf(parent === undefined ? parent : this.now(parent));
    // It asks for a row that has gone meanwhile, of which it is told.
    if (!level) return [...nodes];
    const before = level.children ?? [];
    level.children = nodes.map((now) => {
      const id = this.source.idOf(now);
      const { element = now, children = null } = this.#rows.get(id) ?? {};
      return { id, element, now, look: this.source.lookOf(now), children };
    });
    const gone = new Set(before.map(({ id }) => id));
    for (const row of level.children) {
      gone.delete(row.id);
      this.#rows.set(row.id, row);
    }
    this.#drop(before.filter(({ id }) => gone.has(id)));
    return level.children.map(({ element }) => element);
  }

  /** What one of the editor's objects stands for by now; any other node is meant itself. */
  now(element: T): T {
    const row = this.#rows.get(this.source.idOf(element));
    return row?.element === element ? row.now : element;
  }

  /** The object by which the editor knows the row of a node. */
  elementOf(node: T): T {
    return this.#rows.get(this.source.idOf(node))?.element ?? node;
  }

  /** What the editor is to be told, as it takes it: different rows, or undefined for all of them. */
  different(): T[] | undefined {
    const { children } = this.#top;
    if (!children) return [];
    const nodes = this.source.childrenOf(undefined);
    if (!this.#isOf(children, nodes)) {
      this.forget();
      return undefined;
    }
    return this.#compared(children, nodes);
  }

  /** The editor is told that all rows are different. */
  forget(): void {
    this.#rows.clear();
    this.#top.children = null;
  }

  #compared(rows: readonly Row<T>[], nodes: readonly T[]): T[] {
    return rows.flatMap((row, at) => {
      const now = nodes[at] ?? row.now;
      const look = this.source.lookOf(now);
      const isDifferent = look !== row.look;
      Object.assign(row, { now, look });
      const below = row.children ? this.source.childrenOf(now) : [];
      if (this.#isOf(row.children ?? [], below)) {
        return [
          ...(isDifferent ? [row.element] : []),
          ...this.#compared(row.children ?? [], below),
        ];
      }
      // The editor asks for those below it again, if they are seen.
      this.#drop(row.children ?? []);
      row.children = null;
      return [row.element];
    });
  }

  #isOf(rows: readonly Row<T>[], nodes: readonly T[]): boolean {
    return (
      rows.length === nodes.length &&
      nodes.every((node, at) => rows[at]?.id === this.source.idOf(node))
    );
  }

  #drop(rows: readonly Row<T>[]): void {
    for (const { id, children } of rows) {
      this.#rows.delete(id);
      this.#drop(children ?? []);
    }
  }
}

/** All of an item: two that are equal look and work alike. */
export function lookOfItem(item: vscode.TreeItem): string {
  const { tooltip } = item;
  // The text of Markdown is no property of its own.
  return JSON.stringify([item, typeof tooltip === 'object' ? tooltip.value : tooltip]);
}
