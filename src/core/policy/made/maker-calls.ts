import type { EntryShape } from '../entry-shape';
import type { Blank, Found, FoundStatement } from '../found';
import type { Scope } from '../items';
import { inInvocation } from '../macros/entries';
import type { Reader } from '../reader';
import { statementAt, type Segment } from '../segments';
import type { Group, Token } from '../tokens';
import { noteUnnamed, noteUnreadAt } from '../unread';
import { Chains } from './chains';
import { constantIn, type Loop } from './loops';
import type { Maker } from './maker';
import { arrayOf } from './origin';
import { madeOfEach, madeStatement } from './shapes';

/** Finds the calls of functions of the file that put calls on a list. */
export class MakerCalls {
  private readonly chains = new Chains();
  /** Helpers of the file whose calls were seen. */
  private readonly used = new Set<Maker>();

  /** @param kept where what is found goes */
  constructor(
    private readonly reader: Reader,
    private readonly kept: { readonly found: Found[]; readonly statements: FoundStatement[] },
  ) {}

  /** Whether a bracket holds the arguments of a function of the file that puts calls on a list. */
  visit(siblings: readonly Token[], index: number, group: Group, scope: Scope): boolean {
    const { makers, text } = this.reader;
    const name = siblings[index - 1];
    if (makers.areNone || name?.kind !== 'word' || group.open !== '(') return false;
    const chain = makers.entry(name.text)
      ? this.chains.at(siblings, index, (one) => makers.entry(one) !== null)
      : null;
    const each = madeOfEach(name.text, group, makers);
    if (each) this.used.add(each.maker);
    const bracket = each && arrayOf(each.given.tokens);
    if (each && !bracket && constantIn(each.given.tokens) === null) {
      noteUnreadAt({ start: name.start, end: group.end }, this.reader);
    }
    const before = siblings[index - 3];
    if (bracket) {
      const into = chain ? chain.root : before?.kind === 'word' ? before.text : null;
      const binding = into ?? scope.binding;
      const loop = loopOver(each.maker, scope);
      this.kept.found.push({
        kind: 'list',
        bracket,
        scope: { ...scope, binding, added: true },
        chain,
        loop,
      });
      return true;
    }
    const dot = siblings[index - 2];
    const whole = chain && dot ? linkOf(dot, name, group) : statementAt(siblings, index, text);
    const shape = whole && madeStatement(whole.tokens, makers);
    if (!whole || (shape?.group !== group && !isPushed(shape, group))) return false;
    const { answer, maker } = shape;
    if (maker) this.used.add(maker);
    const receiver = chain ? (chain.root ?? scope.binding) : shape.receiver;
    const type = maker?.type ?? null;
    const segment = inInvocation(whole, group);
    this.kept.statements.push({ segment, scope, block: siblings, receiver, answer, chain, type });
    return true;
  }

  /** Says of rules of libseccomp in helpers that nothing here calls which they are is not known. */
  noteUncalled(blanks: readonly Blank[]): void {
    for (const maker of this.reader.makers.all()) {
      if (maker.answer !== null && !this.used.has(maker)) noteUnnamed(maker.site, this.reader);
    }
    for (const [group, { start, of, answer }] of this.reader.makers.loops.sites) {
      const name = constantIn(of);
      const isOf = ({ loop, scope, bracket }: Blank): boolean =>
        name === null
          ? arrayOf(of)?.group === bracket.group
          : loop !== null && scope.owner?.name === name;
      const isRead =
        blanks.some(isOf) ||
        this.kept.found.some((one) => (name === null || one.kind === 'list') && isOf(one));
      if (!isRead && answer !== null) noteUnnamed({ start, end: group.end }, this.reader);
    }
  }
}

/** `.allow(libc::SYS_read)` of a chain. */
function linkOf(dot: Token, name: Token, group: Group): Segment {
  const span = { start: dot.start, end: group.end };
  return { ...span, attributes: [], tokens: [name, group], bodyStart: dot.start, comma: null };
}

/** What a function of the file does with what it is given the brackets of. */
function loopOver({ key, rules, answer }: Maker, { fn }: Scope): Loop | null {
  if (!key || !fn) return null;
  const made = rules?.kind === 'compared' ? rules : null;
  return { ...key, rules: made, answer, body: fn.body, receiver: null, at: 0 };
}

/** Whether a bracket holds the call of the helper whose entry is put on a list. */
function isPushed(shape: EntryShape | null, group: Group): shape is EntryShape {
  return shape !== null && group.inner.some((token) => token === shape.group);
}
