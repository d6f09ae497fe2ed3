import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import type { ActionName } from '../../abi/types';
import { polarityOf } from '../filters';
import type {
  ActionSite,
  Allowlist,
  CmpOp,
  Condition,
  Entry,
  Filter,
  Layout,
  Polarity,
  Rule,
} from '../model';
import { spanOf, textOf, type JsonDocument } from './document';
import { entryOf, grouped, type Mention } from './entries';
import { gateOf } from './gate';
import type { JsonReading } from './read';

/** `specs-go/config.go` of the OCI runtime specification, `LinuxSeccompAction`. */
const ACTIONS: ReadonlyMap<string, ActionName> = new Map([
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

/** Reads `{"defaultAction": …, "syscalls": [{"names": […], "action": …, "args": […]}]}`. */
export function readProfile(document: JsonDocument, profile: Node): JsonReading {
  const members = document.members(profile);
  const [mismatch, calls] = [members.get('defaultAction'), members.get('syscalls')];
  const base: Filter = {
    file: null,
    ...document.located(profile),
    name: 'profile',
    mismatch: ACTIONS.get(textOf(mismatch) ?? '') ?? null,
    mismatchSpan: mismatch ? spanOf(mismatch) : null,
    mismatchSites: actionSites(document, mismatch, members.get('defaultErrnoRet')),
    match: null,
    matchSpan: null,
    lists: [],
    binding: null,
    cfg: null,
  };
  if (base.mismatch === null) {
    document.strange(mismatch ?? profile, l10n.t('The "defaultAction" is not understood'));
  }
  if (calls?.type !== 'array') {
    if (calls) document.strange(calls, l10n.t('The "syscalls" of a profile must be an array'));
    return { lists: [], filters: [base] };
  }
  const rules = profileRules(document, calls);
  if (rules.length === 0) return { lists: [], filters: [base] };
  const lists = grouped(rules, ({ answer }) => answer).map((same) =>
    listOf(document, calls, base, same),
  );
  return { lists, filters: lists.flatMap(({ filters }) => filters) };
}

function actionSites(
  document: JsonDocument,
  node: Node | undefined,
  errno: Node | undefined,
): readonly ActionSite[] {
  const action = ACTIONS.get(textOf(node) ?? '');
  if (!node || !action) return [];
  const beside = errno?.parent ? { member: spanOf(errno.parent), value: spanOf(errno) } : null;
  return [
    { ...document.located(node), action, path: [], holder: null, layout: null, errno: beside },
  ];
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

/** The rules of one answer. Only what is allowed is a list to add to. */
function listOf(
  document: JsonDocument,
  calls: Node,
  base: Filter,
  rules: readonly [ProfileRule, ...ProfileRule[]],
): Allowlist {
  const [first] = rules;
  const name = first.action === 'allow' ? 'syscalls' : `syscalls (${first.answer})`;
  const action = first.members.get('action');
  const filter: Filter = {
    ...base,
    match: first.action,
    matchSpan: action ? spanOf(action) : null,
    lists: [name],
  };
  const objects = document.layout(calls);
  const main = mainNames(rules);
  return {
    file: null,
    ...document.located(first.action === 'allow' ? (calls.parent ?? calls) : first.node),
    name,
    modules: [],
    cfg: null,
    form: 'objects',
    polarity: polarity(filter),
    filter,
    filters: [filter],
    entries: entriesOf(document, rules, objects),
    body: objects.body,
    layout: main ? document.layout(main) : objects,
    lengthSpan: null,
    holder: null,
    inResult: false,
    serves: [],
    includes: [],
  };
}

/** What is listed to be refused where all else is refused too is no list of what is allowed. */
function polarity(filter: Filter): Polarity {
  if (filter.match === 'allow') return polarityOf(filter);
  return filter.mismatch === null ? 'unknown' : 'deny';
}

/** The longest array of names that holds for every container, whatever the arguments are. */
function mainNames(rules: readonly ProfileRule[]): Node | null {
  const open = rules.filter(({ args, cfg, array }) => args.length === 0 && cfg === null && array);
  const longest = open.reduce<ProfileRule | null>(
    (best, one) => (best && best.names.length >= one.names.length ? best : one),
    null,
  );
  return longest?.array ?? null;
}

function entriesOf(
  document: JsonDocument,
  rules: readonly ProfileRule[],
  objects: Layout,
): Entry[] {
  const mentions = rules.flatMap((rule) => mentionsOf(document, rule));
  return grouped(mentions, ({ syscall }) => syscall).flatMap((same) =>
    inOrderOfForce(
      grouped(same, ({ cfg }) => cfg ?? '').map((alike) => entryOf(alike, objects, 'wins')),
    ),
  );
}

/**
 * Rules of one call add up, whatever each depends on. So that the last entry that is there says what
 * is in force, as in every list: those without conditions come last, and one that depends on
 * something takes in the rules of the one that does not.
 */
function inOrderOfForce(entries: readonly Entry[]): Entry[] {
  const always = entries.find(({ cfg }) => cfg === null)?.rules ?? [];
  const weight = ({ rules, cfg }: Entry): number => (rules === null ? 2 : cfg === null ? 0 : 1);
  return entries
    .map((entry) =>
      entry.cfg !== null && entry.rules ? { ...entry, rules: [...entry.rules, ...always] } : entry,
    )
    .sort((a, b) => weight(a) - weight(b));
}

function mentionsOf(document: JsonDocument, rule: ProfileRule): Mention[] {
  const { names, node, members, cfg } = rule;
  const conditions = rule.args.map((one) => conditionOf(document, one));
  const comment = textOf(members.get('comment'));
  return names.map((name) => ({
    syscall: textOf(name) ?? '',
    keySpan: spanOf(name),
    span: spanOf(name),
    line: document.lines.lineAt(name.offset),
    rules: conditions.length === 0 ? null : rulesOf(document, rule, conditions),
    cfg,
    comment: comment === '' ? null : comment,
    understood: conditions.every(({ value }) => value !== null) && node.type === 'object',
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
