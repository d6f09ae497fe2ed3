import type { Entry, Rule } from '../../core/policy/entry';
import { trapTitle } from '../../core/traps/words';
import { qualifiedName } from '../shared/places';
import { type AllowlistNode, childrenOf, type ListNode } from './nodes';

/** Shows the rows whose name has a text in it, what is below them, and the rows on the way there. */
export class NameFilter {
  private readonly wanted: string;

  /** @param text upper and lower case are one */
  constructor(readonly text: string) {
    this.wanted = text.toLowerCase();
  }

  shows(node: AllowlistNode): boolean {
    for (let above: AllowlistNode | null = node; above; above = above.parent) {
      if (this.names(above)) return true;
    }
    return this.isOver(node);
  }

  private isOver(node: AllowlistNode): boolean {
    if (node.kind === 'list') return this.isIn(node);
    return childrenOf(node).some((child) => this.names(child) || this.isOver(child));
  }

  /** By the list itself: to make its rows takes a while. */
  private isIn({ list, calls }: ListNode): boolean {
    const names = [
      ...calls.map(({ traps: [trap] }) => trapTitle(trap)),
      ...list.includes.map(({ name }) => name),
      ...list.entries.flatMap((entry) => [callOf(entry), ...(entry.rules ?? []).flatMap(valuesOf)]),
    ];
    return names.some((name) => this.fits(name));
  }

  private fits(name: string): boolean {
    return name.toLowerCase().includes(this.wanted);
  }

  private names(node: AllowlistNode): boolean {
    return namesOf(node).some((name) => this.fits(name));
  }
}

/** What a person would look a row up by. Not a file's name: with it the whole file would stay. */
function namesOf(node: AllowlistNode): readonly string[] {
  switch (node.kind) {
    case 'list':
      return [node.file.source.ask.shownName(node.file.source.policy, node.list)];
    case 'entry':
      return [callOf(node.entry)];
    case 'rule':
      return valuesOf(node.rule);
    case 'missing':
      return [trapTitle(node.call.traps[0])];
    case 'taken':
      return [qualifiedName(node.taken.list)];
    case 'filter':
      return [node.filter.name];
    case 'file':
    case 'problem':
    case 'note':
      return [];
  }
}

function callOf({ syscall, bareNumber }: Entry): string {
  return syscall ?? String(bareNumber);
}

function valuesOf({ conditions }: Rule): string[] {
  return conditions.map(({ text }) => text);
}
