import type { Node } from 'jsonc-parser';
import type { JsonDocument } from '../../policy/json/document';
import type { Page } from '../page';

/** A value to be written: a scalar as it is written, or what it is made of. */
export type Written =
  | string
  | { readonly members: readonly (readonly [string, Written])[] }
  | { readonly items: readonly Written[] };

/** Writes values as a document writes its own. */
export class JsonWriter {
  private readonly minified: boolean;
  private readonly unit: string;

  constructor(
    private readonly document: JsonDocument,
    private readonly page: Page,
  ) {
    const { text, root } = document;
    this.minified = !text.trimEnd().includes('\n');
    const [first] = root?.children ?? [];
    this.unit = (first && this.step(root?.offset ?? 0, first.offset)) ?? '  ';
  }

  /**
   * @param like a value of the document of the same kind: how it is laid out is how the new one is.
   * Null where there is none: then one member a line
   * @param indent of the line that the value begins on
   */
  render(value: Written, like: Node | null, indent: string): string {
    if (typeof value === 'string') return value;
    const [open, close] = 'members' in value ? (['{', '}'] as const) : (['[', ']'] as const);
    const children = like?.children ?? [];
    const first = children[0];
    const inside = first ? this.document.text.slice((like?.offset ?? 0) + 1, first.offset) : null;
    const spread = inside === null ? !this.minified : inside.includes('\n');
    const unit = (first && like && this.step(like.offset, first.offset)) ?? this.unit;
    const inner = spread ? indent + unit : indent;
    const parts =
      'members' in value
        ? value.members.map(([key, one]) => {
            const text = this.render(one, memberOf(like, key), inner);
            return `${JSON.stringify(key)}${this.colon(first)}${text}`;
          })
        : value.items.map((one) => this.render(one, first ?? null, inner));
    if (parts.length === 0) return open + close;
    if (spread) {
      const line = this.page.eol + inner;
      return open + line + parts.join(`,${line}`) + this.page.eol + indent + close;
    }
    const pad = inside ?? (this.minified || open === '[' ? '' : ' ');
    return open + pad + parts.join(this.minified ? ',' : ', ') + pad + close;
  }

  /** On one line. */
  flat(value: Written): string {
    if (typeof value === 'string') return value;
    const [colon, comma] = this.minified ? [':', ','] : [': ', ', '];
    if ('items' in value) return `[${value.items.map((one) => this.flat(one)).join(comma)}]`;
    const members = value.members.map(([key, one]) => JSON.stringify(key) + colon + this.flat(one));
    const pad = this.minified ? '' : ' ';
    return `{${pad}${members.join(comma)}${pad}}`;
  }

  /** What stands between the key and the value of a member. */
  private colon(property: Node | undefined): string {
    const [key, value] = property?.type === 'property' ? (property.children ?? []) : [];
    if (!key || !value) return this.minified ? ':' : ': ';
    const between = this.document.text.slice(key.offset + key.length, value.offset);
    return /^[ \t]*:[ \t]*$/.test(between) ? between : ': ';
  }

  /** One step of indentation, from a bracket to what begins a line inside it; null where none does. */
  private step(from: number, to: number): string | null {
    if (!this.page.beginsLine(to)) return null;
    const [outer, inner] = [this.page.indentAt(from), this.page.indentAt(to)];
    return inner.length > outer.length && inner.startsWith(outer)
      ? inner.slice(outer.length)
      : null;
  }
}

export function memberOf(object: Node | null, key: string): Node | null {
  const found = object?.children?.find(({ children }) => children?.[0]?.value === key);
  return found?.children?.[1] ?? null;
}

/** The members of a new object in the order of a model's; one that it lacks follows the one before. */
export function inOrderOf(
  model: Node | null,
  members: readonly (readonly [string, Written])[],
): readonly (readonly [string, Written])[] {
  const keys = (model?.children ?? []).map(({ children }) => String(children?.[0]?.value));
  let last = -1;
  const ranked = members.map((member) => {
    const at = keys.indexOf(member[0]);
    if (at >= 0) last = at;
    return { member, rank: at >= 0 ? at : last + 0.5 };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ member }) => member);
}
