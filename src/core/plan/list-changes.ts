import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Entry, RuleSet } from '../policy/entry';
import { isAddedRule } from '../policy/libseccomp';
import { sortEdits } from '../text/edits';
import { closedUp } from './bracket-fit';
import { andedLike, andedRule, isAnded } from './anded-rule';
import { builtEntry, constraintLike, insertConstraint } from './chain';
import type { Asked, Change, ChangeContext, Changes } from './change';
import { comparison } from './compared-request';
import { RequestSpeller, type SpelledRequest } from './constants';
import { copiedRule } from './copied-rule';
import { entrySpelling, underCfg, type EntrySpelling } from './entry-text';
import { isItem, ruledTemplate } from './forms';
import { letsThrough, widening } from './force';
import { insertItem, type Insertion, type NewItem } from './layout';
import { namesOf, placeAmong } from './list-order';
import { everything } from './messages';
import { placeOf } from './order';
import { ruleLike, valueModel, withinLine, withValue, type ValueModel } from './made-text';
import { withNameBehind } from './named-number';
import { openEntry } from './open-entry';
import type { Page } from './page';
import type { RemedyKind } from './remedy';
import { existingRule, oneRule, ruleItem, ruleListOpen, spellingFor } from './rule-text';
import { itemAt } from './removal';
import { fromTemplate, isRow, type EntryTemplate } from './template';
import { wantTitle } from './title';

/** Makes the changes of a list in Rust. */
export class ListChanges implements Changes {
  private readonly page: Page;

  private readonly list: Allowlist;

  constructor(private readonly job: ChangeContext) {
    this.page = job.page;
    this.list = job.list;
  }

  /** An entry without conditions, as its neighbours are written; null where none shows how. */
  newEntry(): Change | null {
    return this.plain('allow', []);
  }

  /** The same where the evidence asks for less. */
  widenByEntry(): Change | null {
    return this.plain('allow', [everything(this.job.want.syscall)]);
  }

  private plain(kind: RemedyKind, widening: readonly string[]): Change | null {
    const { list } = this;
    const { policy, call } = this.job;
    const spelling = entrySpelling(policy, list, call, this.job.options.withCfg);
    // A name that the file cannot look up is an error when the program starts.
    if (!spelling.plain || list.conditionsOnly) return null;
    if (list.knows?.includes(call.name) === false) return null;
    const item = fromTemplate(spelling.plain, spelling.key, null, this.page);
    const warnings = [...spelling.warnings, ...widening];
    return this.change(kind, widening.length > 0, this.intoList(item, spelling), warnings);
  }

  /** An entry with one rule, for the request that was seen; null where the list can have none. */
  newRuledEntry(want: Asked): Change | null {
    const { list } = this;
    const { policy, call } = this.job;
    if (list.knows?.includes(call.name) === false) return null;
    const entry = entrySpelling(policy, list, call);
    const beside = list.entries.filter((one) => isAddedRule(one) && one.syscall === 'ioctl');
    const rules = beside.flatMap(({ ruleSet }) => ruleSet?.rules ?? []);
    const near = beside.find(({ ruleSet }) => ruleSet)?.ruleSet ?? null;
    const set = near && { ...near, rules };
    const spelled = this.spell({ modules: list.modules, holder: list.holder, set }, want);
    if (list.form === 'builders') return this.newBuilt(entry, spelled);
    // What nothing shows a rule of extrasafe's in is told seccompiler's from by no more than its place.
    if (list.conditionsOnly) return null;
    const model = valueModel(policy, list);
    if (model) return this.newMade(entry, model, want);
    const template = entry.plain && ruledTemplate(policy, list, entry.plain);
    if (!template) return null;
    if (list.entries.some(isAddedRule) || /\bset_rule_for_syscall\(/.test(template.head)) {
      const compared = comparison(want, spelled.text, policy, this.page);
      const item = fromTemplate(template, entry.key, compared, this.page);
      const insertion = this.intoList(item, entry);
      return this.change('allow-argument', false, insertion, spelled.warnings, spelled);
    }
    if (isRow(template)) return this.newRow(entry, template, spelled);
    const spelling = spellingFor(policy, null, list.inResult);
    const open = ruleListOpen(policy);
    const rule = ruleItem(spelling, spelled.text, this.page, /^\w+/.exec(open)?.[0] ?? null);
    const item = fromTemplate(template, entry.key, oneRule(open, rule), this.page);
    const warnings = [...entry.warnings, ...spelled.warnings];
    return this.change(
      'allow-argument',
      false,
      this.intoList({ ...item, alone: (indent) => item.render(indent) }, entry),
      warnings,
      spelled,
    );
  }

  /** By the function of the file that takes a request: in a statement of its own, or an entry. */
  private newMade(entry: EntrySpelling, model: ValueModel, want: Asked): Change | null {
    const { list } = this;
    const same = list.entries.filter(({ verb, made }) => made && verb === model.entry.verb);
    const rules = same.flatMap(({ ruleSet }) => ruleSet?.rules ?? []);
    const set = model.entry.ruleSet && { ...model.entry.ruleSet, rules };
    const spelled = this.spell({ modules: list.modules, holder: list.holder, set }, want);
    const item = fromTemplate(withValue(model, spelled.text), entry.key, null, this.page);
    const warnings = [...entry.warnings, ...spelled.warnings];
    if (model.entry.made?.key !== null) {
      return this.change('allow-argument', false, this.intoList(item, entry), warnings, spelled);
    }
    const names = list.layout.items.map(({ start, end }) => {
      const one = same.find(({ span }) => start <= span.start && span.end <= end);
      return one ? (one.rules?.[0]?.conditions[0]?.name ?? '') : null;
    });
    const last = names.findLastIndex((name) => name !== null);
    const after = spelled.name === null || last < 0 ? last : placeOf(names, spelled.name);
    if (after < 0 && last < 0) return null;
    const insertion = insertItem(this.page, list.layout, after, item);
    return this.change('allow-argument', false, insertion, spelled.warnings, spelled);
  }

  /** A row of a table whose values a loop makes rules of; null where no row shows that it does. */
  private newRow(
    entry: EntrySpelling,
    template: EntryTemplate,
    spelled: SpelledRequest,
  ): Change | null {
    const rows = this.list.entries.flatMap(({ ruleSet }) => ruleSet ?? []);
    const values = rows.map((set) => ruleLike(this.page, set, spelled.text)).find((one) => one);
    if (!values) return null;
    const flat = `${/^[^[]*/.exec(template.args[template.rules?.at ?? -1] ?? '')?.[0] ?? ''}[${values.flat}]`;
    const rules = { flat, fits: () => true, render: () => flat };
    const item = fromTemplate(template, entry.key, rules, this.page);
    const warnings = [...entry.warnings, ...spelled.warnings];
    return this.change('allow-argument', false, this.intoList(item, entry), warnings, spelled);
  }

  private newBuilt(entry: EntrySpelling, spelled: SpelledRequest): Change | null {
    const constraint = constraintLike(this.job.policy, null, spelled.text);
    if (!constraint || !entry.plain) return null;
    const plain = fromTemplate(entry.plain, entry.key, null, this.page);
    const insertion = this.intoList(builtEntry(plain, constraint, this.page), entry);
    const warnings = [...entry.warnings, ...spelled.warnings];
    return this.change('allow-argument', false, insertion, warnings, spelled);
  }

  /** A rule beside those of an entry that is there already. */
  newRule(set: RuleSet, want: Asked): Change | null {
    const { page } = this;
    const { modules, holder } = set;
    const spelled = this.spell({ modules, holder, set }, want);
    const spelling = spellingFor(this.job.policy, set, set.inResult);
    const copied = spelled.copy && copiedRule(page, set, spelled.copy, spelled.name);
    const like = andedRule(page, set, spelled.text) ?? ruleLike(page, set, spelled.text);
    if (!like && isAnded(page, set)) return null;
    const item = like ?? copied ?? ruleItem(spelling, spelled.text, page, set.layout.macro);
    const { macro, items } = set.layout;
    const rules = items.map((place) =>
      set.rules.find(({ span }) => place.start <= span.start && span.end <= place.end),
    );
    const names = rules.map((rule) => rule?.conditions.find(({ arg }) => arg === 1)?.name ?? null);
    const existing = (index: number): NewItem | null => {
      const rule = rules[index];
      return rule ? (andedLike(page, rule, null) ?? existingRule(page, rule, macro)) : null;
    };
    const end = names.length - 1;
    const after = spelled.name === null ? end : placeOf(names, spelled.name);
    const insertion =
      set.layout.kind === 'chain'
        ? this.intoChain(set, after, spelled)
        : insertItem(page, set.layout, after, item, existing);
    if (!insertion) return null;
    // The rules of a function may be another file's, whose offsets say nothing about this list.
    const inside = set.name === null ? this.list.entries : [];
    const entry = inside.find(({ ruleSet }) => ruleSet?.body.start === set.body.start);
    const opened = entry ? openEntry(page, entry, insertion) : insertion;
    const whole = entry?.made ? withinLine(page, entry, opened) : opened;
    return this.change('allow-argument', false, whole, spelled.warnings, spelled, set);
  }

  private intoChain(set: RuleSet, after: number, { text }: SpelledRequest): Insertion | null {
    const constraint = constraintLike(this.job.policy, set, text);
    return constraint && insertConstraint(this.page, set, after, constraint);
  }

  /** An entry's conditions taken away; null where the list shows no form for that. */
  widen(entry: Entry): Change | null {
    const { list } = this;
    const { policy, call } = this.job;
    const { plain } = entrySpelling(policy, list, call);
    // What is only added leaves the conditions that are there.
    if (!plain || list.conditionsOnly || (entry.made?.adds === true && !isAddedRule(entry)))
      return null;
    // Of several that one invocation of a macro makes, none can be written anew.
    if (entry.expanded && !isItem(list.layout, entry.span)) return null;
    const key = policy.text.slice(entry.keySpan.start, entry.keySpan.end);
    const item = fromTemplate(plain, key, null, this.page);
    const newText = item.render(this.page.indentAt(entry.span.start));
    const index = itemAt(list.layout, entry.span);
    const closed = closedUp(this.page, list.layout, (text, at) => (at === index ? newText : text));
    const main = closed ?? { ...entry.span, newText };
    const unused =
      entry.helper === null ? [] : [l10n.t('{0} may be left without a use by this.', entry.helper)];
    const insertion = { edits: [main], main, offset: main.newText.indexOf(newText) };
    return this.change('allow', true, insertion, [widening(entry), ...unused]);
  }

  private intoList(plain: NewItem, { cfg }: EntrySpelling): Insertion {
    const item = underCfg(plain, cfg, this.page);
    const { layout, entries, lengthSpan } = this.list;
    const after = placeAmong(namesOf(layout.items, entries), this.job.call);
    const put = insertItem(this.page, layout, after, item);
    const insertion = withNameBehind(this.page, this.list, this.job.call.name, put);
    if (!lengthSpan) return insertion;
    const longer = { ...lengthSpan, newText: String(layout.items.length + 1) };
    return { ...insertion, edits: [longer, ...insertion.edits] };
  }

  private spell(
    place: { modules: readonly string[]; holder: RuleSet['holder']; set: RuleSet | null },
    want: Asked,
  ): SpelledRequest {
    return new RequestSpeller(this.page, this.job.policy, place, want).spell();
  }

  private change(
    kind: RemedyKind,
    widens: boolean,
    { edits, main, offset }: Insertion,
    warnings: readonly string[],
    spelled: SpelledRequest | null = null,
    set: RuleSet | null = null,
  ): Change {
    const { list } = this;
    const { want, notes } = this.job;
    const further = spelled?.edits ?? [];
    const place = set ?? list;
    const name = place.name ?? list.name;
    const path = [...place.modules, name].join('::');
    const [wide] = warnings.filter(() => widens);
    return {
      kind,
      widens,
      list: name,
      title: widens
        ? l10n.t('Allow every {0} in {1}', want.syscall, path)
        : l10n.t('Allow {0} in {1}', wantTitle(want, spelled?.name ?? undefined), path),
      force: wide ?? letsThrough(kind, want, path, spelled?.name ?? spelled?.text ?? null),
      edits: sortEdits([...edits, ...further]),
      main,
      offset,
      warnings: [...warnings, ...notes],
      touches: [place.holder?.span ?? place.span, ...further],
    };
  }
}
