import { addAll } from '../add-all';
import type { Span } from '../../text/span';
import { callNameOf } from '../call-name';
import { isCallName } from '../entry-shape';
import { entryShape } from '../shapes';
import { isGroup, isMark, isWord } from '../syntax';
import type { Group, Leaf, MadePlace, Token } from '../tokens';
import { macrosIn, type MacroArm } from './definitions';
import { makesEntries } from './listing';
import { matched } from './match';
import { transcribed, withoutPaste } from './transcribe';

/** A macro that calls itself or another one does so no deeper. */
const MAX_DEPTH = 8;
/** Of all that macros make in one reading, in tokens. */
const MAX_MADE = 200_000;

/**
 * The invocations of a file's own macros as what they make, where they put calls on a list in words of
 * their own: everything behind this reads them as if they were written out. An invocation that already
 * reads as an entry, `allow!(ctx, libc::SYS_read)`, stays as it is.
 */
export class OwnMacros {
  /** Invocations of such macros that are beyond what is read here. */
  readonly unread: Span[] = [];
  private readonly macros = new Map<string, readonly MacroArm[]>();
  private left = MAX_MADE;
  /** Invocations that macros make and that are not read. */
  private failures = 0;

  constructor(roots: readonly Group[]) {
    for (const [name, arms] of macrosIn(roots)) {
      if (arms.some(({ body }) => makesEntries(body))) this.macros.set(name, arms);
    }
  }

  /** Whether a text may define a macro. */
  static areIn(text: string): boolean {
    return text.includes('macro_rules!');
  }

  get isEmpty(): boolean {
    return this.macros.size === 0;
  }

  /** A file with what its invocations make. */
  expanded(root: Group): Group {
    return this.within(root, 0);
  }

  private within(root: Group, depth: number): Group {
    const order: Group[] = [root];
    // Walked on into what is added meanwhile: every bracket behind the one around it.
    for (const { inner } of order) {
      for (const [at, token] of inner.entries()) {
        if (isGroup(token) && !isDefinition(inner, at)) order.push(token);
      }
    }
    const changed = new Map<Group, Group>();
    for (const group of order.reverse()) {
      const inner = this.replaced(group.inner, changed, depth);
      if (inner) changed.set(group, { ...group, inner });
    }
    return changed.get(root) ?? root;
  }

  private replaced(
    tokens: readonly Token[],
    changed: ReadonlyMap<Group, Group>,
    depth: number,
  ): Token[] | null {
    const made: Token[] = [];
    let isChanged = false;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (!token) break;
      const group = tokens[at + 2];
      if (token.kind === 'word' && isMark(tokens[at + 1], '!') && isGroup(group)) {
        const given = changed.get(group) ?? group;
        const some = this.made(token, given, tokens, at, depth);
        if (some) {
          addAll(made, some);
          isChanged = true;
          at += 2;
          continue;
        }
      }
      const other = isGroup(token) ? changed.get(token) : undefined;
      isChanged ||= other !== undefined;
      made.push(other ?? token);
    }
    return isChanged ? made : null;
  }

  /** What an invocation makes; null where it is to stay. */
  private made(
    name: Leaf,
    group: Group,
    siblings: readonly Token[],
    at: number,
    depth: number,
  ): readonly Token[] | null {
    if (name.text === 'concat_idents') return joined(group);
    const arms = this.macros.get(name.text);
    if (!arms || isReadable([name, siblings[at + 1] ?? name, group])) return null;
    const behind = siblings[at + 3];
    const comma = isMark(behind, ';') || isMark(behind, ',') ? (behind?.start ?? null) : null;
    const whole = { start: name.start, end: group.end, comma };
    const failures = this.failures;
    const inner = depth > MAX_DEPTH ? null : this.expansion(name.text, arms, group, whole, depth);
    if (!inner || this.failures > failures) {
      // What a macro invokes itself is told where the source invokes that.
      if (name.made === true) this.failures += 1;
      else {
        this.failures = failures;
        this.unread.push(whole);
      }
      return null;
    }
    const count = inner.filter((token) => isMark(token, ';')).length;
    // An attribute in front of the invocation holds for all that it makes.
    const isAttributed = isGroup(siblings[at - 1], '[') && isMark(siblings[at - 2], '#');
    return isAttributed && count > 1 ? [blockOf(inner, whole)] : inner;
  }

  private expansion(
    name: string,
    arms: readonly MacroArm[],
    group: Group,
    whole: MadePlace['whole'],
    depth: number,
  ): readonly Token[] | null {
    for (const arm of arms) {
      const bound = matched(arm.pattern, group, name);
      if (!bound) continue;
      const tokens = transcribed(arm, bound, whole, this.left);
      this.left -= tokens?.length ?? 0;
      return tokens && this.within(blockOf(withoutPaste(tokens), whole), depth + 1).inner;
    }
    return null;
  }
}

function blockOf(inner: readonly Token[], whole: MadePlace['whole']): Group {
  const { start, end } = whole;
  const place = { start, end, whole, around: null, layout: null };
  return { kind: 'group', open: '{', inner, closed: true, start, end, place };
}

/** Whether brackets are the arms of a `macro_rules!`. */
function isDefinition(tokens: readonly Token[], at: number): boolean {
  return isWord(tokens[at - 3], 'macro_rules') || isWord(tokens[at - 2], 'macro_rules!');
}

/** Whether an invocation reads as an entry by its own form. */
function isReadable(tokens: readonly Token[]): boolean {
  const shape = entryShape(tokens, '');
  if (!shape || !isCallName(shape.key)) return false;
  return !shape.rules || !isCallName(shape.rules.tokens);
}

/** `SYS_read` of `concat_idents!(SYS_, read)`. */
function joined({ inner }: Group): readonly Token[] | null {
  const words = inner.flatMap((token) => (token.kind === 'word' ? [token] : []));
  const text = words.map((word) => word.text).join('');
  const given = words.findLast(({ made }) => made !== true);
  return given && callNameOf([text]) !== null ? [{ ...given, text }] : null;
}
