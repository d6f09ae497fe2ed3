import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { RuleSet } from '../policy/entry';
import { sortEdits } from '../text/edits';
import type { Asked, Change, ChangeContext } from './change';
import { RequestSpeller, type SpelledRequest } from './constants';
import { underCfg, type EntrySpelling } from './entry-text';
import { letsThrough } from './force';
import { insertItem, type Insertion, type NewItem } from './layout';
import { namesOf, placeAmong } from './list-order';
import { withNameBehind } from './named-number';
import type { Page } from './page';
import type { RemedyKind } from './remedy';
import { wantTitle } from './title';

/** A list that is changed: where an entry goes in it, how a request is called there. */
export class ListPlace {
  readonly page: Page;
  readonly list: Allowlist;

  constructor(readonly job: ChangeContext) {
    this.page = job.page;
    this.list = job.list;
  }

  intoList(plain: NewItem, { cfg }: EntrySpelling): Insertion {
    const item = underCfg(plain, cfg, this.page);
    const { layout, entries, lengthSpan } = this.list;
    const after = placeAmong(namesOf(layout.items, entries), this.job.call);
    const put = insertItem(this.page, layout, after, item);
    const insertion = withNameBehind(this.page, this.list, this.job.call.name, put);
    if (!lengthSpan) return insertion;
    const longer = { ...lengthSpan, newText: String(layout.items.length + 1) };
    return { ...insertion, edits: [longer, ...insertion.edits] };
  }

  spell(
    place: { modules: readonly string[]; holder: RuleSet['holder']; set: RuleSet | null },
    want: Asked,
  ): SpelledRequest {
    return new RequestSpeller(this.page, this.job.policy, place, want).spell();
  }

  change(
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
