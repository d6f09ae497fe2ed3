import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import { findNodeAtOffset } from 'jsonc-parser/lib/esm/impl/parser.js';
import { requestsByValue } from '../../abi/ioctls';
import { JsonDocument } from '../../policy/json/document';
import type { Layout } from '../../policy/places';
import type { Change } from '../change';
import { letsThrough } from '../force';
import type { Insertion } from '../layout';
import type { ChangeContext } from '../change';
import type { Page } from '../page';
import type { RemedyKind } from '../remedy';
import { wantTitle } from '../title';
import { insertJsonItem } from './items';
import { JsonWriter, type Written } from './write';

/** What the changes of both JSON dialects share. */
export abstract class JsonList {
  protected readonly document: JsonDocument;
  protected readonly page: Page;
  protected readonly writer: JsonWriter;
  /** The objects that the list is written in, in order. */
  protected readonly objects: readonly Node[];

  constructor(protected readonly context: ChangeContext) {
    const { policy, list } = context;
    this.document = new JsonDocument(policy.text);
    this.page = context.page;
    this.writer = new JsonWriter(this.document, this.page);
    this.objects = this.arrayAt(list.body.start - 1)?.children ?? [];
  }

  /** The array whose bracket opens at an offset. */
  protected arrayAt(offset: number): Node | null {
    const { root } = this.document;
    const found = root ? findNodeAtOffset(root, offset) : undefined;
    return found?.type === 'array' && found.offset === offset ? found : null;
  }

  /** All objects, those next to a place first. */
  protected near(after: number): readonly Node[] {
    const distance = (index: number): number => Math.abs(index - after - 0.25);
    return this.objects
      .map((node, index) => ({ node, index }))
      .sort((a, b) => distance(a.index) - distance(b.index))
      .map(({ node }) => node);
  }

  protected insert(
    after: number,
    value: Written,
    like: Node | null,
    layout: Layout = this.context.list.layout,
  ): Insertion | null {
    const flat = this.writer.flat(value);
    const render = (indent: string): string => this.writer.render(value, like, indent);
    return insertJsonItem(this.page, layout, after, { flat, fits: () => true, render });
  }

  /** The name of the request that is wanted; null where no table has one. */
  protected requestName(): string | null {
    const { arch, request } = this.context.want;
    if (request === null) return null;
    return requestsByValue(arch, request)[0]?.name ?? null;
  }

  protected change(
    kind: RemedyKind,
    widens: boolean,
    { edits, main, offset }: Insertion,
    warnings: readonly string[],
  ): Change {
    const { list, want, notes } = this.context;
    const [wide] = warnings.filter(() => widens);
    const request = this.requestName() ?? `0x${(want.request ?? 0).toString(16)}`;
    return {
      kind,
      widens,
      list: list.name,
      title: widens
        ? l10n.t('Allow every {0} in {1}', want.syscall, list.name)
        : l10n.t('Allow {0} in {1}', wantTitle(want), list.name),
      force: wide ?? letsThrough(kind, want, list.name, request),
      edits,
      main,
      offset,
      warnings: [...warnings, ...notes],
      touches: [list.filter?.span ?? list.span],
    };
  }
}
