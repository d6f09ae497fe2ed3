import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import type { ActionName } from '../../abi/types';
import type { CmpOp, Condition, Rule } from '../entry';
import { spanOf, textOf, type JsonDocument } from './document';
import type { Mention } from './entries';
import { gateOf } from './gate';

/** `specs-go/config.go` of the OCI runtime specification, `LinuxSeccompAction`. */
export const ACTIONS: ReadonlyMap<string, ActionName> = new Map([
  ['SCMP_ACT_ALLOW', 'allow'],
  ['SCMP_ACT_ERRNO', 'errno'],
  ['SCMP_ACT_KILL', 'kill-thread'],
  ['SCMP_ACT_KILL_THREAD', 'kill-thread'],
  ['SCMP_ACT_KILL_PROCESS', 'kill-process'],
  ['SCMP_ACT_LOG', 'log'],
  ['SCMP_ACT_NOTIFY', 'user-notif'],
  ['SCMP_ACT_TRACE', 'trace'],
  ['SCMP_ACT_TRAP', 'trap'],
]);
const OPERATORS: ReadonlyMap<string, CmpOp> = new Map([
  ['SCMP_CMP_EQ', 'eq'],
  ['SCMP_CMP_NE', 'ne'],
  ['SCMP_CMP_LT', 'lt'],
  ['SCMP_CMP_LE', 'le'],
  ['SCMP_CMP_GT', 'gt'],
  ['SCMP_CMP_GE', 'ge'],
  ['SCMP_CMP_MASKED_EQ', 'masked_eq'],
]);

/** One element of `syscalls`. */
export interface ProfileRule {
  readonly node: Node;
  readonly members: ReadonlyMap<string, Node>;
  readonly action: ActionName;
  /** `errno 38` where it gives a number of its own, else the action. */
  readonly answer: string;
  /** The strings that name calls; `name` of old profiles is one. */
  readonly names: readonly Node[];
  /** `names`; null for the `name` of old profiles. */
  readonly array: Node | null;
  readonly args: readonly Node[];
  readonly cfg: string | null;
}

/** The elements of `syscalls` that can be read. */
export function profileRules(document: JsonDocument, calls: Node): ProfileRule[] {
  return (calls.children ?? []).flatMap((node) => profileRule(document, node) ?? []);
}

function profileRule(document: JsonDocument, node: Node): ProfileRule | null {
  const members = node.type === 'object' ? document.members(node) : null;
  const named = members?.get('names') ?? members?.get('name');
  const action = ACTIONS.get(textOf(members?.get('action')) ?? '');
  if (!members || !named || !action) {
    document.strange(node, l10n.t('This is no rule with "names" and an "action"'));
    return null;
  }
  const array = named.type === 'array' ? named : null;
  const names = array ? (array.children ?? []) : [named];
  for (const one of names)
    if (textOf(one) === null) document.strange(one, l10n.t('This is no name'));
  const args = members.get('args');
  if (args && args.type !== 'array' && args.type !== 'null') {
    document.strange(args, l10n.t('The "args" of a rule must be an array'));
    return null;
  }
  const errno = document.integer(members.get('errnoRet'));
  return {
    node,
    members,
    action,
    answer: errno === null ? action : `${action} ${errno}`,
    names: names.filter((one) => textOf(one) !== null),
    array,
    args: args?.children ?? [],
    cfg: gateOf(document, members),
  };
}

/** What a rule says of each call that it names. */
export function mentionsOf(document: JsonDocument, rule: ProfileRule): Mention[] {
  const { names, node, members, cfg } = rule;
  const conditions = rule.args.map((one) => conditionOf(document, one));
  const rules = conditions.length === 0 ? null : rulesOf(document, rule, conditions);
  const understood = conditions.every(({ value }) => value !== null) && node.type === 'object';
  const comment = textOf(members.get('comment'));
  return names.map((name) => ({
    syscall: textOf(name) ?? '',
    keySpan: spanOf(name),
    span: spanOf(name),
    line: document.lines.lineAt(name.offset),
    rules,
    cfg,
    comment: comment === '' ? null : comment,
    understood,
  }));
}

/**
 * All conditions of one object must hold, unless two are about one argument: runc and crun then make
 * a rule of each (runc `libcontainer/seccomp`, `matchCall`).
 */
function rulesOf(
  document: JsonDocument,
  { node, members, names }: ProfileRule,
  conditions: readonly Condition[],
): Rule[] {
  const isTwice = new Set(conditions.map(({ arg }) => arg)).size < conditions.length;
  if (isTwice) {
    return conditions.map((one) => ({
      span: one.span,
      line: one.line,
      conditions: [one],
      cfg: null,
    }));
  }
  // An object for one call is a rule of its own; of several calls none can be taken alone.
  const alone = names.length === 1 ? node : (members.get('args') ?? node);
  return [{ ...document.located(alone), conditions, cfg: null }];
}

function conditionOf(document: JsonDocument, node: Node): Condition {
  const members = node.type === 'object' ? document.members(node) : new Map<string, Node>();
  const index = document.integer(members.get('index'));
  const op = OPERATORS.get(textOf(members.get('op')) ?? '') ?? null;
  const [one, two] = [members.get('value'), members.get('valueTwo')];
  const first = document.integer(one);
  const second = two ? document.integer(two) : 0n;
  const known = index !== null && index >= 0n && index <= 5n && op !== null;
  const fits = (value: bigint | null): boolean =>
    value !== null && value >= 0n && value < 1n << 64n;
  const isMasked = op === 'masked_eq';
  const right = isMasked ? (two ?? one) : one;
  const isRead = known && fits(first) && fits(second) && right !== undefined;
  if (!isRead) document.strange(node, l10n.t('This condition is not understood'));
  const at = right ? spanOf(right) : null;
  return {
    ...document.located(node),
    arg: isRead ? Number(index) : null,
    // libseccomp compares all 64 bits.
    len: isRead ? 'qword' : null,
    op: isRead ? op : null,
    mask: isRead && isMasked ? first : null,
    value: isRead ? (isMasked ? second : first) : null,
    text: isMasked && !two ? '0' : right ? document.quote(right) : document.quote(node),
    name: null,
    path: null,
    valueSpan: at,
    coreSpan: at,
  };
}
