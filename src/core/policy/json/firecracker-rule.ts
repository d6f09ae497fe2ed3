import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import type { Arch } from '../../abi/types';
import type { CmpOp, Condition, Rule } from '../entry';
import { spanOf, textOf, type JsonDocument } from './document';
import { requestNamed } from './entries';

const OPERATORS: readonly CmpOp[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];

/**
 * The rule of one entry of a thread's filter, seccompiler's `SeccompRule`; null where it has no conditions.
 * @param args the value of its `args`
 */
export function ruleOf(
  document: JsonDocument,
  node: Node,
  args: Node | undefined,
  arch: Arch,
): Rule | null {
  if (!args || args.type === 'null') return null;
  const written = args.type === 'array' ? (args.children ?? []) : [];
  if (written.length === 0) {
    // `SeccompRule::new` refuses an empty rule (seccompiler `Error::EmptyRule`).
    document.strange(args, l10n.t('"args" must be an array of at least one condition'));
  }
  const conditions =
    written.length === 0
      ? [unread(document, args)]
      : written.map((one) => conditionOf(document, one, arch));
  return { ...document.located(node), conditions, cfg: null };
}

function unread(document: JsonDocument, node: Node): Condition {
  return {
    ...document.located(node),
    arg: null,
    len: null,
    op: null,
    mask: null,
    value: null,
    text: document.quote(node),
    name: null,
    path: null,
    valueSpan: null,
    coreSpan: null,
  };
}

function conditionOf(document: JsonDocument, node: Node, arch: Arch): Condition {
  const members = node.type === 'object' ? document.members(node) : new Map<string, Node>();
  const index = document.integer(members.get('index'));
  const arg = index !== null && index >= 0n && index <= 5n ? Number(index) : null;
  const len = (['dword', 'qword'] as const).find((one) => one === textOf(members.get('type')));
  const { op, mask } = operatorOf(document, members.get('op'));
  const val = members.get('val');
  const value = document.integer(val);
  if (arg === null || !len || !op || value === null || value < 0n || value >= 1n << 64n || !val) {
    document.strange(node, l10n.t('This condition is not understood'));
    return unread(document, node);
  }
  const text = document.text.slice(val.offset, val.offset + val.length);
  const name = requestNamed(arch, { arg, value }, textOf(members.get('comment')));
  const at = spanOf(val);
  const located = document.located(node);
  return {
    ...located,
    arg,
    len,
    op,
    mask,
    value,
    text,
    name,
    path: null,
    valueSpan: at,
    coreSpan: at,
  };
}

/** `"eq"`, `{"masked_eq": 15}`. */
function operatorOf(
  document: JsonDocument,
  node: Node | undefined,
): { op: CmpOp | null; mask: bigint | null } {
  if (node?.type !== 'object') {
    return { op: OPERATORS.find((one) => one === textOf(node)) ?? null, mask: null };
  }
  const mask = document.integer(document.members(node).get('masked_eq'));
  return { op: mask === null ? null : 'masked_eq', mask };
}
