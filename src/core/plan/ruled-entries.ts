import { isAddedRule } from '../policy/libseccomp';
import { builtEntry, constraintLike } from './chain';
import type { Asked, Change } from './change';
import { comparison } from './compared-request';
import type { SpelledRequest } from './constants';
import { entrySpelling, type EntrySpelling } from './entry-text';
import { ruledTemplate } from './forms';
import { insertItem, type Insertion } from './layout';
import { placeOf } from './order';
import { ruleLike, valueModel, withValue, type ValueModel } from './made-text';
import { ruleListOpen, spellingFor } from './rule-spelling';
import { oneRule, ruleItem } from './rule-text';
import { fromTemplate, isRow, type EntryTemplate } from './template';
import type { ListPlace } from './list-place';

/** Makes entries with one rule, in every way in which lists have such. */
export class RuledEntries {
  constructor(private readonly place: ListPlace) {}

  /** An entry with one rule, for the request that was seen; null where the list can have none. */
  of(want: Asked): Change | null {
    const { list } = this.place;
    const { policy, call } = this.place.job;
    if (list.knows?.includes(call.name) === false) return null;
    const entry = entrySpelling(policy, list, call);
    const beside = list.entries.filter((one) => isAddedRule(one) && one.syscall === 'ioctl');
    const rules = beside.flatMap(({ ruleSet }) => ruleSet?.rules ?? []);
    const near = beside.find(({ ruleSet }) => ruleSet)?.ruleSet ?? null;
    const set = near && { ...near, rules };
    const spelled = this.place.spell({ modules: list.modules, holder: list.holder, set }, want);
    if (list.form === 'builders') return this.newBuilt(entry, spelled);
    // What nothing shows a rule of extrasafe's in is told seccompiler's from by no more than its place.
    if (list.conditionsOnly) return null;
    const model = valueModel(policy, list);
    if (model) return this.newMade(entry, model, want);
    const template = entry.plain && ruledTemplate(policy, list, entry.plain);
    if (!template) return null;
    if (list.entries.some(isAddedRule) || /\bset_rule_for_syscall\(/.test(template.head)) {
      const compared = comparison(want, spelled.text, policy, this.place.page);
      const item = fromTemplate(template, entry.key, compared, this.place.page);
      return this.put(this.place.intoList(item, entry), spelled.warnings, spelled);
    }
    if (isRow(template)) return this.newRow(entry, template, spelled);
    const spelling = spellingFor(policy, null, list.inResult);
    const open = ruleListOpen(policy);
    const rule = ruleItem(spelling, spelled.text, this.place.page, /^\w+/.exec(open)?.[0] ?? null);
    const item = fromTemplate(template, entry.key, oneRule(open, rule), this.place.page);
    const warnings = [...entry.warnings, ...spelled.warnings];
    const alone = { ...item, alone: (indent: string) => item.render(indent) };
    return this.put(this.place.intoList(alone, entry), warnings, spelled);
  }

  /** By the function of the file that takes a request: in a statement of its own, or an entry. */
  private newMade(entry: EntrySpelling, model: ValueModel, want: Asked): Change | null {
    const { list } = this.place;
    const same = list.entries.filter(({ verb, made }) => made && verb === model.entry.verb);
    const rules = same.flatMap(({ ruleSet }) => ruleSet?.rules ?? []);
    const set = model.entry.ruleSet && { ...model.entry.ruleSet, rules };
    const spelled = this.place.spell({ modules: list.modules, holder: list.holder, set }, want);
    const item = fromTemplate(withValue(model, spelled.text), entry.key, null, this.place.page);
    const warnings = [...entry.warnings, ...spelled.warnings];
    if (model.entry.made?.key !== null) {
      return this.put(this.place.intoList(item, entry), warnings, spelled);
    }
    const names = list.layout.items.map(({ start, end }) => {
      const one = same.find(({ span }) => start <= span.start && span.end <= end);
      return one ? (one.rules?.[0]?.conditions[0]?.name ?? '') : null;
    });
    const last = names.findLastIndex((name) => name !== null);
    const after = spelled.name === null || last < 0 ? last : placeOf(names, spelled.name);
    if (after < 0 && last < 0) return null;
    const insertion = insertItem(this.place.page, list.layout, after, item);
    return this.put(insertion, spelled.warnings, spelled);
  }

  /** A row of a table whose values a loop makes rules of; null where no row shows that it does. */
  private newRow(
    entry: EntrySpelling,
    template: EntryTemplate,
    spelled: SpelledRequest,
  ): Change | null {
    const rows = this.place.list.entries.flatMap(({ ruleSet }) => ruleSet ?? []);
    const values = rows
      .map((set) => ruleLike(this.place.page, set, spelled.text))
      .find((one) => one);
    if (!values) return null;
    const flat = `${/^[^[]*/.exec(template.args[template.rules?.at ?? -1] ?? '')?.[0] ?? ''}[${values.flat}]`;
    const rules = { flat, fits: () => true, render: () => flat };
    const item = fromTemplate(template, entry.key, rules, this.place.page);
    const warnings = [...entry.warnings, ...spelled.warnings];
    return this.put(this.place.intoList(item, entry), warnings, spelled);
  }

  private newBuilt(entry: EntrySpelling, spelled: SpelledRequest): Change | null {
    const constraint = constraintLike(this.place.job.policy, null, spelled.text);
    if (!constraint || !entry.plain) return null;
    const plain = fromTemplate(entry.plain, entry.key, null, this.place.page);
    const insertion = this.place.intoList(builtEntry(plain, constraint, this.place.page), entry);
    const warnings = [...entry.warnings, ...spelled.warnings];
    return this.put(insertion, warnings, spelled);
  }

  private put(insertion: Insertion, warnings: readonly string[], spelled: SpelledRequest): Change {
    return this.place.change('allow-argument', false, insertion, warnings, spelled);
  }
}
