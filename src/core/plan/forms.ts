import type { Allowlist } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Policy } from '../policy/model';
import type { Layout } from '../policy/places';
import { ADD_RULE, isAddedRule } from '../policy/libseccomp';
import type { Span } from '../text/span';
import { itemAt } from './removal';
import { firstTemplate, templateOf, TUPLE, type EntryTemplate } from './template';

/** The entries of the place that a new one goes to; all of the list's where that has none. */
export function nearEntries({ layout, entries: all }: Allowlist): readonly Entry[] {
  const { start, end } = layout.body;
  // Of several that one invocation of a macro makes, none shows how one is written.
  const entries = all.filter(({ expanded, span }) => !expanded || isItem(layout, span));
  const near = entries.filter(({ span }) => start <= span.start && span.end <= end);
  return near.length > 0 ? near : entries;
}

/** Whether a span is one of the items of a place. */
export function isItem(layout: Layout, span: Span): boolean {
  const item = layout.items[itemAt(layout, span)];
  return item?.start === span.start && item.end === span.end;
}

/** syscallz's methods, with conditions and without. */
const SET_RULE = 'set_rule_for_syscall';
const SET_ACTION = 'set_action_for_syscall';

/** Endings by which a function says that it takes conditions: `allow_syscall_if`. */
const CONDITIONAL = /_(?:if|when|cond|conditional|with_rules?)$/;

/** An entry without conditions as a list writes it; null where nothing shows how. */
export function plainTemplate(policy: Policy, list: Allowlist): EntryTemplate | null {
  const { text } = policy;
  const near = nearEntries(list);
  const form = mostCommonForm(near);
  if (near.every(({ made }) => made?.key === null) && near.length > 0) return null;
  if (form === null) {
    if (list.first) return firstTemplate(list.first);
    return list.layout.kind === 'bracket' ? TUPLE : null;
  }
  const alike = near.filter(
    (entry) => entry.form === form && entry.made?.key !== null && isPlainSource(text, entry),
  );
  const free = alike.find(({ rules, helper }) => rules === null && helper === null);
  if (free) return templateOf(text, free);
  const [model] = near.filter((entry) => entry.form === form);
  if (!model) return null;
  const template = templateOf(text, model);
  if (form === 'builder' || form === 'name') return template;
  if (model.made) return plainHelper(policy, list);
  const shorter =
    model.verb === SET_RULE ? SET_ACTION : (model.verb?.replace(CONDITIONAL, '') ?? null);
  if (model.verb === shorter) return emptied(template);
  if (shorter === null || model.verb === null) return null;
  const isCalled = otherEntries(policy, list).some(({ verb, rules }) => verb === shorter && !rules);
  if (!isCalled && !isDefined(policy, shorter) && !isAddedRule(model)) return null;
  const head = withVerb(template.head, model.verb, shorter);
  const args = template.args.filter((_, at) => at !== template.rules?.at);
  return { ...template, head, args, rules: null };
}

/** An entry with conditions as a list writes it; null where nothing shows how. */
export function ruledTemplate(
  policy: Policy,
  list: Allowlist,
  plain: EntryTemplate,
): EntryTemplate | null {
  if (plain.rules) return plain;
  const form = mostCommonForm(nearEntries(list));
  const isModel = (entry: Entry): boolean => entry.form === form && entry.rulesSpan !== null;
  const own = nearEntries(list).find(isModel);
  if (own) return templateOf(policy.text, own);
  const verb = /\b(\w+)!?\($/.exec(plain.head)?.[1];
  if (verb !== undefined && ADD_RULE.test(verb)) return withComparisons(plain, verb);
  if (verb === 'allow_syscall' && isOfSyscallz(policy)) {
    const action = `${used(policy, 'Action')}::Allow`;
    const head = withVerb(plain.head, verb, SET_RULE);
    return {
      ...plain,
      head,
      args: [action, '', ''],
      keyAt: 1,
      rules: { at: 2, before: '', after: '' },
    };
  }
  const other = otherEntries(policy, list).find(isModel);
  if (other) {
    const shown = templateOf(policy.text, other);
    return form === 'call' ? calledLike(plain, verb, shown, other.verb) : shown;
  }
  // A file that shows no rule does not tell what such a function takes.
  if (policy.ruleSets.length === 0) return null;
  if (verb === undefined || !isDefined(policy, `${verb}_if`)) return null;
  const head = withVerb(plain.head, verb, `${verb}_if`);
  const at = plain.keyAt + 1;
  const args = [...plain.args.slice(0, at), '', ...plain.args.slice(at)];
  return { ...plain, head, args, rules: { at, before: '', after: '' } };
}

/** Whether a source fills a filter of syscallz's, whose calls are of an enum. */
export function isOfSyscallz({ imports }: Policy): boolean {
  return imports.some(({ path }) => path.includes('syscallz'));
}

/** A type of syscallz's as a source can name it. */
export function used({ imports }: Policy, type: string): string {
  const isImported = imports.some(
    ({ path, target, name }) => path.includes('syscallz') && (target === '*' || name === type),
  );
  return isImported ? type : `syscallz::${type}`;
}

/** The method of libseccomp or syscallz for a rule with conditions, which it takes last. */
function withComparisons(plain: EntryTemplate, verb: string): EntryTemplate {
  const longer = verb === SET_ACTION ? SET_RULE : verb.replace('add_rule', 'add_rule_conditional');
  const head = withVerb(plain.head, verb, longer);
  const at = plain.keyAt + 1;
  return { ...plain, head, args: [...plain.args, ''], rules: { at, before: '', after: '' } };
}

/**
 * A call with conditions as another list shows it, for what this list's own calls are for: whose filter
 * it goes into, and with which action, is told by these alone. null where the two take different things.
 */
function calledLike(
  plain: EntryTemplate,
  verb: string | undefined,
  { args, rules }: EntryTemplate,
  otherVerb: string | null,
): EntryTemplate | null {
  if (verb === undefined || otherVerb === null || !rules) return null;
  if (args.length !== plain.args.length + 1) return null;
  return {
    ...plain,
    head: withVerb(plain.head, verb, otherVerb),
    args: plain.args.toSpliced(rules.at, 0, ''),
    keyAt: rules.at <= plain.keyAt ? plain.keyAt + 1 : plain.keyAt,
    rules,
  };
}

/** A call's head with another name of what is called, which stands last in it. */
function withVerb(head: string, from: string, to: string): string {
  const at = head.lastIndexOf(from);
  return head.slice(0, at) + to + head.slice(at + from.length);
}

/** A function of the file that makes an entry without conditions, where another list shows its call. */
function plainHelper(policy: Policy, list: Allowlist): EntryTemplate | null {
  if (list.layout.kind !== 'bracket') return null;
  const others = otherEntries(policy, list);
  const like = others.find(({ made, rules }) => made?.key != null && rules === null);
  return like ? templateOf(policy.text, like) : null;
}

function mostCommonForm(entries: readonly Entry[]): Entry['form'] | null {
  const counts = new Map<Entry['form'], number>();
  for (const { form } of entries) counts.set(form, (counts.get(form) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function otherEntries({ lists }: Policy, list: Allowlist): Entry[] {
  return lists.filter((other) => other !== list).flatMap(({ entries }) => entries);
}

/** Whether an entry holds nothing that would be copied with it by mistake. */
function isPlainSource(text: string, { span }: Entry): boolean {
  return !/\/\/|\/\*|#\[/.test(text.slice(span.start, span.end));
}

function emptied(template: EntryTemplate): EntryTemplate {
  const { rules, args } = template;
  if (!rules) return template;
  const empty = `${rules.before}vec![]${rules.after}`;
  return { ...template, args: args.map((arg, at) => (at === rules.at ? empty : arg)) };
}

function isDefined({ text, macros }: Policy, name: string): boolean {
  return macros.includes(name) || new RegExp(`\\bfn\\s+${name}\\b`).test(text);
}
