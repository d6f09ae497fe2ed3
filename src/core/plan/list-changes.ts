import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Entry, RuleSet } from '../policy/entry';
import { isAddedRule } from '../policy/libseccomp';
import { REQUEST_ARGUMENT } from './admits';
import { closedUp } from './bracket-fit';
import { andedLike, andedRule, isAnded } from './anded-rule';
import { constraintLike, insertConstraint } from './chain';
import type { Asked, Change, ChangeContext, Changes } from './change';
import type { SpelledRequest } from './constants';
import { copiedRule } from './copied-rule';
import { entrySpelling } from './entry-text';
import { isItem } from './forms';
import { widening } from './force';
import { insertItem, type Insertion, type NewItem } from './layout';
import { everything } from './messages';
import { placeOf } from './order';
import { ruleLike, withinLine } from './made-text';
import { openEntry } from './open-entry';
import type { Page } from './page';
import type { RemedyKind } from './remedy';
import { spellingFor } from './rule-spelling';
import { existingRule, ruleItem } from './rule-text';
import { itemAt } from './removal';
import { fromTemplate } from './template';
import { ListPlace } from './list-place';
import { RuledEntries } from './ruled-entries';

/** Makes the changes of a list in Rust. */
export class ListChanges implements Changes {
  private readonly page: Page;
  private readonly list: Allowlist;
  private readonly place: ListPlace;

  constructor(private readonly job: ChangeContext) {
    this.place = new ListPlace(job);
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
    return this.place.change(
      kind,
      widening.length > 0,
      this.place.intoList(item, spelling),
      warnings,
    );
  }

  newRuledEntry(want: Asked): Change | null {
    return new RuledEntries(this.place).of(want);
  }

  /** A rule beside those of an entry that is there already. */
  newRule(set: RuleSet, want: Asked): Change | null {
    const { page } = this;
    const { modules, holder } = set;
    const spelled = this.place.spell({ modules, holder, set }, want);
    const spelling = spellingFor(this.job.policy, set, set.inResult);
    const copied = spelled.copy && copiedRule(page, set, spelled.copy, spelled.name);
    const like = andedRule(page, set, spelled.text) ?? ruleLike(page, set, spelled.text);
    if (!like && isAnded(page, set)) return null;
    const item = like ?? copied ?? ruleItem(spelling, spelled.text, page, set.layout.macro);
    const { macro, items } = set.layout;
    const rules = items.map((place) =>
      set.rules.find(({ span }) => place.start <= span.start && span.end <= place.end),
    );
    const names = rules.map(
      (rule) => rule?.conditions.find(({ arg }) => arg === REQUEST_ARGUMENT)?.name ?? null,
    );
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
    return this.place.change('allow-argument', false, whole, spelled.warnings, spelled, set);
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
    return this.place.change('allow', true, insertion, [widening(entry), ...unused]);
  }
}
