import type { Node } from 'jsonc-parser';
import { textOf } from '../../policy/json/document';
import type { Entry, RuleSet } from '../../policy/entry';
import { sortEdits } from '../../text/edits';
import { REQUEST_ARGUMENT } from '../admits';
import type { Change } from '../change';
import type { Asked, Changes } from '../change';
import { everything } from '../messages';
import { placeOf } from '../order';
import { removeJsonItem } from './items';
import { JsonList } from './list';
import { inOrderOf, memberOf, type Written } from './write';

/** Makes the changes of one thread's filter in seccompiler's JSON. */
export class ThreadChanges extends JsonList implements Changes {
  newEntry(): Change | null {
    return this.plain([]);
  }

  widenByEntry(): Change | null {
    return this.plain([everything(this.context.want.syscall)]);
  }

  newRuledEntry(want: Asked): Change | null {
    const after = placeOf(this.names(), want.syscall);
    return this.ruled(want, after);
  }

  newRule(_set: RuleSet, want: Asked): Change | null {
    const own = this.indices(want.syscall);
    const { rules } =
      this.context.list.entries.find(({ syscall }) => syscall === want.syscall) ?? {};
    const names = own.map((index) => {
      const start = this.objects[index]?.offset;
      const rule = rules?.find(({ span }) => span.start === start);
      return rule?.conditions.find(({ arg }) => arg === REQUEST_ARGUMENT)?.name ?? null;
    });
    const name = this.requestName();
    const end = own.length - 1;
    const place = name === null ? end : placeOf(names, name);
    return this.ruled(want, own[place] ?? (own[0] ?? 0) - 1);
  }

  /** The objects of a call become one that has no conditions. */
  widen({ syscall }: Entry): Change | null {
    const [first, ...others] = this.indices(syscall ?? '');
    const object = first === undefined ? undefined : this.objects[first];
    if (!object) return null;
    const { list, want } = this.context;
    const removals = others.map((index) => removeJsonItem(this.page, list.layout, index));
    const edits = removals.filter((edit) => edit !== null);
    if (edits.length < removals.length) return null;
    const indent = this.page.indentAt(object.offset);
    const newText = this.writer.render(this.object(object, null), this.model(first ?? 0), indent);
    const main = { start: object.offset, end: object.offset + object.length, newText };
    const insertion = { edits: sortEdits([main, ...edits]), main, offset: 0 };
    return this.change('allow', true, insertion, [everything(want.syscall)]);
  }

  private plain(widening: readonly string[]): Change | null {
    const after = placeOf(this.names(), this.context.want.syscall);
    const model = this.model(after);
    const insertion = this.insert(after, this.object(model, null), model);
    return insertion && this.change('allow', widening.length > 0, insertion, widening);
  }

  private ruled(want: Asked, after: number): Change | null {
    const model = this.ruledModel(want.syscall, after);
    const arg = memberOf(model, 'args')?.children?.[0] ?? null;
    const name = this.requestName();
    const comment = name !== null && (arg === null || memberOf(arg, 'comment') !== null);
    const condition = inOrderOf(arg, [
      ['index', String(REQUEST_ARGUMENT)],
      // musl passes the request as an int, sign-extended: 64 bits would not compare equal.
      ['type', '"dword"'],
      ['op', '"eq"'],
      ['val', String(want.request)],
      ...(comment ? [['comment', JSON.stringify(name)] as const] : []),
    ]);
    const args = { items: [{ members: condition }] };
    const insertion = this.insert(after, this.object(model, args), model);
    return insertion && this.change('allow-argument', false, insertion, []);
  }

  private object(model: Node | null, args: Written | null): Written {
    const syscall = ['syscall', JSON.stringify(this.context.want.syscall)] as const;
    return { members: inOrderOf(model, args === null ? [syscall] : [syscall, ['args', args]]) };
  }

  private names(): (string | null)[] {
    return this.objects.map((object) => textOf(memberOf(object, 'syscall') ?? undefined));
  }

  private indices(syscall: string): number[] {
    return this.names().flatMap((name, index) => (name === syscall ? [index] : []));
  }

  /** An object without conditions, the nearest to a place. */
  private model(after: number): Node | null {
    const near = this.near(after);
    return near.find((object) => memberOf(object, 'args') === null) ?? near[0] ?? null;
  }

  /** An object with conditions: of the same call, else the nearest, else of another thread. */
  private ruledModel(syscall: string, after: number): Node | null {
    const ruled = [...this.near(after), ...this.elsewhere()].filter((object) =>
      memberOf(object, 'args')?.children?.some(({ type }) => type === 'object'),
    );
    const same = (object: Node): boolean => memberOf(object, 'syscall')?.value === syscall;
    return ruled.find(same) ?? ruled[0] ?? null;
  }

  private elsewhere(): readonly Node[] {
    const threads = this.document.root?.children ?? [];
    return threads.flatMap(
      ({ children }) => memberOf(children?.[1] ?? null, 'filter')?.children ?? [],
    );
  }
}
