import type * as vscode from 'vscode';
import type { Entry } from '../../core/policy/entry';
import type { Span } from '../../core/text/span';
import { fileOfRule } from '../shared/places';
import { type AllowlistNode, childrenOf, type FileNode } from './nodes';

/**
 * The row of what stands at a place: the rule, else the entry, the list, the filter, the file.
 * @param offset into the text that the rows were made of
 * @returns null where the file has no rows
 */
export function rowAt(
  files: readonly FileNode[],
  uri: vscode.Uri,
  offset: number,
): AllowlistNode | null {
  const file = files.find((one) => one.id === uri.toString());
  return file ? (innermost(file, offset) ?? file) : null;
}

/** Of what is below a row; of several the smallest, since a function can hold several lists. */
function innermost(node: AllowlistNode, offset: number): AllowlistNode | null {
  const found = childrenOf(node).flatMap((child) => {
    const holds = (span: Span): boolean => span.start <= offset && offset <= span.end;
    if (spansOf(child).some(holds)) return [innermost(child, offset) ?? child];
    // Rules can stand in a function beside the list.
    const beside = entriesOf(child).some((entry) =>
      entry.rules?.some((rule) => fileOfRule(entry, rule) === null && holds(rule.span)),
    );
    return beside ? (innermost(child, offset) ?? []) : [];
  });
  return found.sort((a, b) => sizeOf(a) - sizeOf(b))[0] ?? null;
}

function entriesOf(node: AllowlistNode): readonly Entry[] {
  return node.kind === 'list' ? node.list.entries : node.kind === 'entry' ? [node.entry] : [];
}

function sizeOf(node: AllowlistNode): number {
  return Math.min(...spansOf(node).map(({ start, end }) => end - start));
}

function spansOf(node: AllowlistNode): readonly Span[] {
  switch (node.kind) {
    case 'list':
      return [node.list.span, node.list.body, ...(node.list.holder ? [node.list.holder.span] : [])];
    case 'entry':
      return [node.entry.span];
    case 'rule':
      return fileOfRule(node.entry, node.rule) === null ? [node.rule.span] : [];
    case 'filter':
      return [node.filter.span];
    case 'problem':
      return [node.problem.span];
    case 'file':
    case 'missing':
    case 'taken':
    case 'note':
      return [];
  }
}
