import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import type { ActionName, Arch } from '../../abi/types';
import { polarityOf } from '../filters';
import type { Allowlist, Filter } from '../allowlist';
import { actionSites } from './action-sites';
import { spanOf, textOf, type JsonDocument } from './document';
import { entryOf, grouped, type Mention } from './entries';
import { ruleOf } from './firecracker-rule';
import type { JsonReading } from './read';

/** seccompiler's `SeccompAction` as serde writes it, and what Firecracker's first files call a kill. */
const ACTIONS: ReadonlyMap<string, ActionName> = new Map([
  ['allow', 'allow'],
  ['errno', 'errno'],
  ['kill', 'kill-thread'],
  ['kill_thread', 'kill-thread'],
  ['kill_process', 'kill-process'],
  ['log', 'log'],
  ['trace', 'trace'],
  ['trap', 'trap'],
]);

/** `mismatch_action` and `match_action`, and their names before seccompiler 0.2 (serde aliases). */
const MISMATCH = ['mismatch_action', 'default_action'] as const;
const MATCH = ['match_action', 'filter_action'] as const;

/** Whether a member of the document is a thread's filter. */
export function isThread(node: Node): boolean {
  if (node.type !== 'object') return false;
  const keys = new Set((node.children ?? []).map(({ children }) => textOf(children?.[0])));
  return keys.has('filter') && [...MISMATCH, ...MATCH].some((key) => keys.has(key));
}

/** Reads `{"thread": {"mismatch_action": …, "match_action": …, "filter": [ … ]}}`. */
export function readThreads(document: JsonDocument, root: Node, arch: Arch): JsonReading {
  const lists = [...document.members(root)].flatMap(([thread, node]) => {
    if (isThread(node)) return readThread(document, thread, node, arch) ?? [];
    document.strange(node, l10n.t('"{0}" is no filter', thread));
    return [];
  });
  return { lists, filters: lists.flatMap(({ filters }) => filters) };
}

function readThread(
  document: JsonDocument,
  thread: string,
  node: Node,
  arch: Arch,
): Allowlist | null {
  const members = document.members(node);
  const member = (names: readonly string[]): Node | undefined =>
    names.map((name) => members.get(name)).find((found) => found !== undefined);
  const calls = members.get('filter');
  if (calls?.type !== 'array') {
    document.strange(calls ?? node, l10n.t('The "filter" of a thread must be an array'));
    return null;
  }
  const [mismatch, match] = [member(MISMATCH), member(MATCH)];
  const mismatchAction = actionOf(document, mismatch);
  const filter: Filter = {
    file: null,
    ...document.located(node),
    name: thread,
    mismatch: mismatchAction,
    mismatchSpan: mismatch ? spanOf(mismatch) : null,
    mismatchSites: actionSites(document, mismatch, mismatchAction),
    match: actionOf(document, match),
    matchSpan: match ? spanOf(match) : null,
    lists: [thread],
    takesAway: [],
    binding: null,
    cfg: null,
  };
  const layout = document.layout(calls);
  const mentions = (calls.children ?? []).flatMap((one) => mentionOf(document, one, arch) ?? []);
  const entries = grouped(mentions, ({ syscall }) => syscall).map((same) => {
    noteIdle(document, same);
    return entryOf(same, layout, 'yields');
  });
  return {
    file: null,
    ...document.located(node.parent ?? node),
    name: thread,
    modules: [],
    cfg: null,
    form: 'objects',
    polarity: polarityOf(filter),
    filter,
    filters: [filter],
    entries,
    body: layout.body,
    layout,
    lengthSpan: null,
    holder: null,
    inResult: false,
    knows: null,
    first: null,
    conditionsOnly: false,
    serves: [thread],
    includes: [],
  };
}

/** `"allow"`, `{"errno": 1}`. */
function actionOf(document: JsonDocument, node: Node | undefined): ActionName | null {
  const [only] = node?.type === 'object' ? document.members(node).keys() : [textOf(node)];
  return ACTIONS.get(only ?? '') ?? null;
}

/** seccompiler adds up the rules of one call: an object without any adds none to those of another. */
function noteIdle(document: JsonDocument, same: readonly Mention[]): void {
  const limited = same.find(({ rules }) => rules !== null);
  if (!limited) return;
  for (const { rules, span, syscall } of same) {
    if (rules !== null) continue;
    const why = l10n.t(
      'beside the one with args at line {0} it changes nothing in seccompiler',
      limited.line,
    );
    document.problem(span, l10n.t('"{0}" stands here without args: {1}.', syscall, why));
  }
}

function mentionOf(document: JsonDocument, node: Node, arch: Arch): Mention | null {
  const members = node.type === 'object' ? document.members(node) : null;
  const key = members?.get('syscall');
  const syscall = textOf(key);
  if (!members || !key || syscall === null) {
    document.strange(node, l10n.t('This is no entry with the name of a "syscall"'));
    return null;
  }
  const rule = ruleOf(document, node, members.get('args'), arch);
  return {
    syscall,
    keySpan: spanOf(key),
    ...document.located(node),
    rules: rule === null ? null : [rule],
    cfg: null,
    comment: textOf(members.get('comment')),
    understood: rule?.conditions.every(({ value }) => value !== null) ?? true,
  };
}
