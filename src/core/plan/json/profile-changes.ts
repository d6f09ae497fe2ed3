import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import { textOf } from '../../policy/json/document';
import type { Entry, RuleSet } from '../../policy/entry';
import { REQUEST_ARGUMENT } from '../admits';
import type { Change } from '../change';
import type { Asked, Changes } from '../change';
import { everything } from '../messages';
import { placeOf } from '../order';
import { JsonList } from './list';
import { inOrderOf, memberOf, type Written } from './write';

/** The first value that is negative as an int. */
const SIGNED = 0x8000_0000;
const INT = 0xffff_ffff;

/** Makes the changes of a profile of the OCI runtime specification. */
export class ProfileChanges extends JsonList implements Changes {
  newEntry(): Change | null {
    return this.plain([]);
  }

  widenByEntry(): Change | null {
    return this.plain([everything(this.context.want.syscall)]);
  }

  newRuledEntry(want: Asked): Change | null {
    return this.ruled(want);
  }

  newRule(_set: RuleSet, want: Asked): Change | null {
    return this.ruled(want);
  }

  /** The name among those without conditions: the objects with conditions then change nothing. */
  widen(entry: Entry): Change | null {
    const idle = l10n.t('What line {0} says about it is without effect then.', entry.line);
    return this.plain([everything(this.context.want.syscall), idle]);
  }

  private plain(widening: readonly string[]): Change | null {
    const { list, want } = this.context;
    const main = this.arrayAt(list.layout.body.start - 1);
    const names = main?.children?.map((node) => textOf(node)) ?? [];
    const isNames = main !== null && main.children?.every(({ type }) => type === 'string') === true;
    const insertion = isNames
      ? this.insert(placeOf(names, want.syscall), JSON.stringify(want.syscall), null)
      : this.newObject(null);
    return insertion && this.change('allow', widening.length > 0, insertion, widening);
  }

  private ruled({ request }: Asked): Change | null {
    const insertion = this.newObject(request);
    return insertion && this.change('allow-argument', false, insertion, []);
  }

  /** An object of its own, behind those for the same call, else behind the last of its shape. */
  private newObject(request: number | null): ReturnType<JsonList['insert']> {
    const { objects } = this;
    const { want, list } = this.context;
    const own = objects.map((object) => this.isAllowing(object));
    const same = objects.findLastIndex(
      (object, at) => own[at] && namesOf(object).includes(want.syscall) && hasArgs(object),
    );
    const alike = objects.findLastIndex(
      (object, at) => own[at] && hasArgs(object) === (request !== null),
    );
    const single = objects.map((object, at) => (own[at] ? (namesOf(object)[0] ?? null) : null));
    const ordered = request === null ? placeOf(single, want.syscall) : alike;
    const after = same >= 0 ? same : ordered >= 0 ? ordered : objects.length - 1;
    const model = objects[same >= 0 ? same : alike] ?? null;
    const array = this.arrayAt(list.body.start - 1);
    const layout = array && this.document.layout(array);
    return layout && this.insert(after, this.object(model, request), model, layout);
  }

  private object(model: Node | null, request: number | null): Written {
    const { want, list, policy } = this.context;
    const name = JSON.stringify(want.syscall);
    const at = list.filter?.matchSpan;
    const action = at ? policy.text.slice(at.start, at.end) : '"SCMP_ACT_ALLOW"';
    const arg = memberOf(model, 'args')?.children?.[0] ?? null;
    const args = request === null ? [] : [condition(arg, request)];
    const isEmpty = ({ children, value }: Node): boolean =>
      value === '' || value === null || children?.length === 0;
    const kept = (model?.children ?? []).flatMap(({ children }) => {
      const [key, value] = children ?? [];
      if (!value || typeof key?.value !== 'string' || !isEmpty(value)) return [];
      if (['args', 'names', 'name', 'action'].includes(key.value)) return [];
      const { text } = this.document;
      return [[key.value, text.slice(value.offset, value.offset + value.length)] as const];
    });
    const hasEmptyArgs = request === null && memberOf(model, 'args') !== null;
    return {
      members: inOrderOf(model, [
        memberOf(model, 'name') ? ['name', name] : ['names', { items: [name] }],
        ['action', action],
        ...(args.length > 0 || hasEmptyArgs ? [['args', { items: args }] as const] : []),
        ...kept,
      ]),
    };
  }

  private isAllowing(object: Node): boolean {
    const { list, policy } = this.context;
    const at = list.filter?.matchSpan;
    const action = memberOf(object, 'action');
    if (!at || !action) return false;
    const { text } = policy;
    return (
      text.slice(action.offset, action.offset + action.length) === text.slice(at.start, at.end)
    );
  }
}

/**
 * Equality in 64 bits, which is all that libseccomp has. musl passes a request as an int,
 * sign-extended: where that makes a difference the upper half is masked away.
 */
function condition(model: Node | null, request: number): Written {
  const masked = request >= SIGNED;
  const second = masked || memberOf(model, 'valueTwo') !== null;
  return {
    members: inOrderOf(model, [
      ['index', String(REQUEST_ARGUMENT)],
      ['value', String(masked ? INT : request)],
      ...(second ? [['valueTwo', String(masked ? request : 0)] as const] : []),
      ['op', masked ? '"SCMP_CMP_MASKED_EQ"' : '"SCMP_CMP_EQ"'],
    ]),
  };
}

function hasArgs(object: Node): boolean {
  return (memberOf(object, 'args')?.children?.length ?? 0) > 0;
}

function namesOf(object: Node): string[] {
  const named = memberOf(object, 'names')?.children ?? [memberOf(object, 'name')];
  return named.flatMap((node) => (node ? (textOf(node) ?? []) : []));
}
