import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import { polarityOf } from '../filters';
import type { Allowlist, Filter, Polarity } from '../allowlist';
import type { Entry } from '../entry';
import type { Layout } from '../places';
import { actionSites } from './action-sites';
import { spanOf, textOf, type JsonDocument } from './document';
import { entryOf, grouped } from './entries';
import { ACTIONS, mentionsOf, profileRules, type ProfileRule } from './oci-rule';
import type { JsonReading } from './read';

/** Reads `{"defaultAction": …, "syscalls": [{"names": […], "action": …, "args": […]}]}`. */
export function readProfile(document: JsonDocument, profile: Node): JsonReading {
  const members = document.members(profile);
  const [mismatch, calls] = [members.get('defaultAction'), members.get('syscalls')];
  const mismatchAction = ACTIONS.get(textOf(mismatch) ?? '') ?? null;
  const base: Filter = {
    file: null,
    ...document.located(profile),
    name: 'profile',
    mismatch: mismatchAction,
    mismatchSpan: mismatch ? spanOf(mismatch) : null,
    mismatchSites: actionSites(document, mismatch, mismatchAction, members.get('defaultErrnoRet')),
    match: null,
    matchSpan: null,
    lists: [],
    takesAway: [],
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
  const objects = document.layout(calls);
  const lists = grouped(rules, ({ answer }) => answer).map((same) =>
    listOf(document, calls, base, objects, same),
  );
  return { lists, filters: lists.flatMap(({ filters }) => filters) };
}

/** The rules of one answer. Only what is allowed is a list to add to. */
function listOf(
  document: JsonDocument,
  calls: Node,
  base: Filter,
  objects: Layout,
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
    knows: null,
    first: null,
    conditionsOnly: false,
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
