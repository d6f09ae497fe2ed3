import { requestsByValue } from '../abi/ioctls';
import type { Syscall } from '../abi/types';
import { cfgOn } from '../policy/cfg';
import type { Allowlist, Entry, Policy, RuleSet } from '../policy/model';
import { applyEdits, sortEdits } from '../text/edits';
import { Lines } from '../text/lines';
import type { Span, TextEdit } from '../text/span';
import { entryAdmits } from './admits';
import { bestRuleSet, entriesFor, listsOn, openRuleSets } from './choose';
import { RequestSpeller, type SpelledRequest } from './constants';
import { entrySpelling, plainEntry, ruledEntry } from './entry-text';
import { copiedRule } from './copied-rule';
import { insertItem, type Insertion, type NewItem } from './layout';
import { placeOf } from './order';
import { conditionsInTheWay, everything, UNKNOWN_REQUEST, unreadRules } from './messages';
import { Page } from './page';
import type { PlanOptions } from './plan';
import type { Plan, Remedy, RemedyKind, Want } from './remedy';
import { existingRule, ruleItem, ruleListOpen, spellingFor } from './rule-text';

/** A request that is known. */
type Asked = Want & { readonly request: number };

/** What one remedy changes. */
interface Change {
  readonly kind: RemedyKind;
  readonly widens: boolean;
  readonly list: string;
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly main: TextEdit;
  readonly offset: number;
  readonly warnings: readonly string[];
  /** What must be sound source for this change to be what it seems. */
  readonly touches: readonly Span[];
}

/** Plans for one list, once it is known that this list is meant. */
export class ListPlanner {
  private readonly page: Page;
  private readonly entry: Entry | null;
  private readonly names: readonly string[];

  constructor(
    private readonly policy: Policy,
    private readonly list: Allowlist,
    private readonly want: Want,
    private readonly call: Syscall,
    private readonly options: PlanOptions,
    private readonly extra: readonly string[],
  ) {
    this.page = new Page(policy.text);
    this.entry = entriesFor(list, want).at(-1) ?? null;
    this.names =
      want.request === null
        ? []
        : [...new Set(requestsByValue(want.arch, want.request).map(({ name }) => name))];
  }

  /** What `--list` would call the place that a remedy changes. */
  targetName(): string {
    const set = this.want.request === null ? null : this.ruleSet();
    return set?.name ?? this.list.name;
  }

  plan(): Plan {
    const { entry, want, options } = this;
    const asked = isAsked(want) ? want : null;
    if (!entry) {
      if (want.syscall === 'ioctl' && !asked) return this.unknownRequest();
      const change =
        asked && want.syscall === 'ioctl' ? this.newRuledEntry(asked) : this.newEntry();
      return this.remedies([change]);
    }
    const verdict = entryAdmits(entry, want);
    if (verdict.kind === 'allowed') return this.already(entry, verdict.rule?.line ?? entry.line);
    if (verdict.kind === 'unread' && options.widen !== true) {
      return { kind: 'impossible', message: unreadRules(this.list, entry) };
    }
    if (want.syscall === 'ioctl') {
      if (!asked) return this.unknownRequest();
      const set = this.ruleSet();
      if (set) {
        const widening = options.widen === true ? [this.widen(entry)] : [];
        return this.remedies([this.newRule(set, asked), ...widening]);
      }
    }
    if (options.widen === true) return this.remedies([this.widen(entry)]);
    return { kind: 'impossible', message: conditionsInTheWay(this.list, entry) };
  }

  private ruleSet(): RuleSet | null {
    const open = openRuleSets(this.entry?.ruleSets ?? [], this.want);
    const named = open.filter(({ name }) => name !== null && name === this.wantedName());
    return bestRuleSet(named.length > 0 ? named : open, this.want, this.names);
  }

  private wantedName(): string | undefined {
    return this.options.list?.split('::').at(-1);
  }

  private already(entry: Entry, line: number): Plan {
    const { list, want } = this;
    const cfgs = [list.cfg, entry.cfg].filter(
      (cfg) => cfg !== null && cfgOn(cfg, want.arch) === 'unknown',
    );
    const where = cfgs.length > 0 ? `, where ${cfgs.join(' and ')} holds` : '';
    const earlier = entriesFor(list, want).length > 1 ? ' (its last entry for it, which wins)' : '';
    const notes = this.otherFilters()
      .map((note) => ` ${note}`)
      .join('');
    const message = `${this.title()} is already allowed in ${list.name} at line ${line}${earlier}${where}.${notes}`;
    return { kind: 'already-allowed', list, entry, line, message };
  }

  private title(name = this.names[0]): string {
    const { request, syscall } = this.want;
    if (request === null) return syscall;
    return `${syscall}(${name ?? `0x${request.toString(16)}`})`;
  }

  /** An ioctl without its request: says how to find it, and widens only where that was asked for. */
  private unknownRequest(): Plan {
    if (this.options.widen === true) {
      return this.remedies([this.entry ? this.widen(this.entry) : this.widenByEntry()]);
    }
    return { kind: 'impossible', message: UNKNOWN_REQUEST };
  }

  private newEntry(): Change {
    const spelling = entrySpelling(this.policy, this.list, this.call);
    return this.change('allow', false, this.intoList(plainEntry(spelling)), spelling.warnings);
  }

  private widenByEntry(): Change {
    const spelling = entrySpelling(this.policy, this.list, this.call);
    const warnings = [...spelling.warnings, everything(this.want.syscall)];
    return this.change('allow', true, this.intoList(plainEntry(spelling)), warnings);
  }

  private newRuledEntry(want: Asked): Change {
    const { list, policy, page } = this;
    const entry = entrySpelling(policy, list, this.call);
    const spelled = this.spell({ modules: list.modules, holder: list.holder, set: null }, want);
    const spelling = spellingFor(policy, null, list.inResult);
    const open = ruleListOpen(policy);
    const rule = ruleItem(spelling, spelled.text, page, /^\w+/.exec(open)?.[0] ?? null);
    const item = ruledEntry(entry.key, open, rule, page);
    const warnings = [...entry.warnings, ...spelled.warnings];
    return this.change('allow-argument', false, this.intoList(item), warnings, spelled);
  }

  private intoList(item: NewItem): Insertion {
    const { layout, entries } = this.list;
    const names = layout.items.map((place) => {
      const entry = entries.find(({ span }) => place.start <= span.start && span.end <= place.end);
      return entry?.syscall ?? null;
    });
    return insertItem(this.page, layout, placeOf(names, this.want.syscall), item);
  }

  private spell(
    place: { modules: readonly string[]; holder: RuleSet['holder']; set: RuleSet | null },
    want: Asked,
  ): SpelledRequest {
    return new RequestSpeller(this.page, this.policy, place, want).spell();
  }

  private newRule(set: RuleSet, want: Asked): Change {
    const { modules, holder } = set;
    const spelled = this.spell({ modules, holder, set }, want);
    const spelling = spellingFor(this.policy, set, set.inResult);
    const copied = spelled.copy && copiedRule(this.page, set, spelled.copy, spelled.name);
    const item = copied ?? ruleItem(spelling, spelled.text, this.page, set.layout.macro);
    const { macro, items } = set.layout;
    const rules = items.map((place) =>
      set.rules.find(({ span }) => place.start <= span.start && span.end <= place.end),
    );
    const names = rules.map((rule) => rule?.conditions.find(({ arg }) => arg === 1)?.name ?? null);
    const existing = (index: number): NewItem | null => {
      const rule = rules[index];
      return rule ? existingRule(this.page, rule, macro) : null;
    };
    const end = names.length - 1;
    const after = spelled.name === null ? end : placeOf(names, spelled.name);
    const insertion = insertItem(this.page, set.layout, after, item, existing);
    return this.change('allow-argument', false, insertion, spelled.warnings, spelled, set);
  }

  private widen(entry: Entry): Change {
    const { empty } = entrySpelling(this.policy, this.list, this.call);
    const tuple = this.policy.text.slice(entry.span.start + 1, entry.rulesSpan.start);
    const key = tuple.replace(/,\s*$/, '').trim();
    const main = { ...entry.span, newText: `(${key}, ${empty})` };
    const unused =
      entry.helper === null ? [] : [`${entry.helper} may be left without a use by this.`];
    const insertion = { edits: [main], main, offset: 0 };
    return this.change('allow', true, insertion, [everything(this.want.syscall), ...unused]);
  }

  private change(
    kind: RemedyKind,
    widens: boolean,
    { edits, main, offset }: Insertion,
    warnings: readonly string[],
    spelled: SpelledRequest | null = null,
    set: RuleSet | null = null,
  ): Change {
    const further = spelled?.edits ?? [];
    const place = set ?? this.list;
    const name = place.name ?? this.list.name;
    const shown = widens
      ? `every ${this.want.syscall}`
      : this.title(spelled?.name ?? this.names[0]);
    return {
      kind,
      widens,
      list: name,
      title: `Allow ${shown} in ${[...place.modules, name].join('::')}`,
      edits: sortEdits([...edits, ...further]),
      main,
      offset,
      warnings: [...warnings, ...this.extra, ...this.otherFilters()],
      touches: [place.holder?.span ?? place.span, ...further],
    };
  }

  /** Filters beside this list's that refuse the call all the same, and a filter that is not known. */
  private otherFilters(): string[] {
    const denied = listsOn(this.policy, this.want).filter(
      (list) => list.polarity === 'deny' && entriesFor(list, this.want).length > 0,
    );
    const notes = denied.map(({ filter, line }) => {
      const answer = filter?.match ?? 'another action';
      return `Another filter, at line ${line}, answers ${this.want.syscall} with ${answer} all the same.`;
    });
    if (this.list.polarity === 'unknown') {
      notes.push('This file does not tell what the filter does with the calls of this list.');
    }
    return notes;
  }

  private remedies(changes: readonly Change[]): Plan {
    for (const { touches } of changes) {
      const problem = this.policy.problems.find(
        ({ blocks, span }) => blocks && touches.some((one) => meets(one, span)),
      );
      if (problem) {
        const message = `Nothing can be added to ${this.list.name} safely: ${problem.message}`;
        return { kind: 'impossible', message };
      }
    }
    return { kind: 'remedies', remedies: changes.map((change) => this.remedy(change)) };
  }

  private remedy(change: Change): Remedy {
    const { kind, widens, title, list, edits, main, offset, warnings } = change;
    const before = edits.slice(0, edits.indexOf(main));
    const shift = before.reduce(
      (sum, { start, end, newText }) => sum + newText.length - end + start,
      0,
    );
    const after = applyEdits(this.policy.text, edits);
    const line = new Lines(after).lineAt(main.start + shift + offset);
    return { kind, title, list, line, edits, warnings, widens };
  }
}

function isAsked(want: Want): want is Asked {
  return want.request !== null;
}

function meets(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}
