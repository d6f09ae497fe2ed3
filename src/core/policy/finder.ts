import { addAll } from './add-all';
import { loopOf, shapeOf } from './bracket-shape';
import { boundShape } from './call-shapes';
import { isCallName } from './entry-shape';
import { BUILDS } from './filters';
import type { Blank, FilterCall, Found, FoundEntry, FoundStatement } from './found';
import type { FnItem, Scope } from './items';
import { ADD_RULE } from './libseccomp';
import { inInvocation } from './macros/entries';
import { MakerCalls } from './made/maker-calls';
import type { HostRegistration } from './model';
import { Numbered } from './numbered';
import { once } from './once';
import { bracketAt, isCheck, type Reader } from './reader';
import { isOfHyperlight, readRegistration } from './registrations';
import { entryShape } from './shapes';
import { callBefore } from './calls';
import { statementAt } from './segments';
import { isGroup, isWord } from './syntax';
import type { Group, Token } from './tokens';
import { namesCall, noteUnread } from './unread';
import { generationAt } from './variables';

/** Keeps what the walk of one file passes that says something about a filter. */
export class Finder {
  found: Found[] = [];
  readonly blanks: Blank[] = [];
  /** Variables that functions loop over, with what each element is put into by syscallz's method. */
  readonly fed = new Map<FnItem, Map<string, string>>();
  readonly statements: FoundStatement[] = [];
  /** Entries that functions give back. */
  readonly built = new Map<FnItem, FoundEntry>();
  readonly registrations: HostRegistration[] = [];
  readonly filterCalls: FilterCall[] = [];

  /** Where what registrations are given besides begins. */
  private readonly extras = new Set<number>();
  private readonly isOfHyperlight = once(() => isOfHyperlight(this.reader.text));
  private readonly numbered: Numbered;
  private readonly makerCalls: MakerCalls;

  constructor(private readonly reader: Reader) {
    this.numbered = new Numbered(reader);
    this.makerCalls = new MakerCalls(reader, this);
  }

  /** The offsets of all that was found. */
  places(): number[] {
    return [
      ...this.found.map(({ bracket }) => bracket.start),
      ...this.statements.map(({ segment }) => segment.start),
      ...[...this.built.values()].map(({ segment }) => segment.start),
      ...this.registrations.map(({ span }) => span.start),
      ...this.filterCalls.map(({ call }) => call.start),
    ];
  }

  /** The walk's visitor: true where it has read the inside itself. */
  visit(group: Group, siblings: readonly Token[], index: number, scope: Scope): boolean {
    if (isCheck(siblings, index)) return true;
    const { makers } = this.reader;
    if (makers.sites.has(group)) return true;
    if (makers.loops.sites.has(group)) return true;
    // What a helper does is told by its calls.
    if (scope.fn && makers.bodies.has(scope.fn.body)) return false;
    // The further calls of a registration are no list.
    if (this.extras.has(group.start + 1)) return true;
    const registration = readRegistration(siblings, index, scope, this.reader, this.isOfHyperlight);
    if (registration) {
      this.registrations.push(registration);
      if (registration.extra) this.extras.add(registration.extra.layout.body.start);
      return false;
    }
    if (this.statement(siblings, index, scope)) return true;
    const bracket = bracketAt(siblings, index);
    const kind = bracket && shapeOf(bracket, scope, siblings, index, this.reader);
    if (bracket && kind) {
      const loop = loopOf(bracket, scope, this.reader);
      if (kind !== 'blank') {
        this.found.push({ kind, bracket, scope, chain: null, loop });
        return true;
      }
      this.blanks.push({ bracket, scope, loop });
    }
    const name = siblings[index - 1];
    const call =
      name?.kind === 'word' && BUILDS.has(name.text) ? callBefore(siblings, index) : null;
    if (call) this.filterCalls.push({ call, scope });
    noteUnread(siblings, index, this.reader);
    return false;
  }

  /** Tells which entries by number go into a filter of their own function. */
  settle(): void {
    const sure = this.numbered.sure(this.filterCalls);
    if (sure.length === 0) return;
    addAll(this.statements, sure);
    this.statements.sort((a, b) => a.segment.start - b.segment.start);
    // Their rules are read with them.
    const within = ({ bracket }: Found): boolean =>
      sure.some(
        ({ segment }) => segment.start <= bracket.start && bracket.group.end <= segment.end,
      );
    this.found = this.found.filter((one) => !within(one));
  }

  /** Says of rules of libseccomp in helpers that nothing here calls which they are is not known. */
  noteUncalled(): void {
    this.makerCalls.noteUncalled(this.blanks);
  }

  /** Whether a bracket holds the arguments of a statement that makes an entry. */
  private statement(siblings: readonly Token[], index: number, scope: Scope): boolean {
    const group = siblings[index];
    if (!scope.fn || !isGroup(group) || group.open === '{') return false;
    if (this.makerCalls.visit(siblings, index, group, scope)) return true;
    const isNamed = namesCall(group);
    this.noteFed(siblings, index, group, scope.fn);
    if (!isNamed && !isAddedBefore(siblings, index)) {
      this.numbered.note(siblings, index, group, scope);
      return false;
    }
    const { text } = this.reader;
    const written = statementAt(siblings, index, text);
    const shape =
      written &&
      (entryShape(written.tokens, text) ?? boundShape(written.tokens, scope, this.reader));
    if (!written || !shape || !isCallName(shape.key)) return false;
    // `entry(key)` tells what is pushed behind it too.
    if (shape.isPushed && shape.group !== group) return true;
    const segment = inInvocation(written, group);
    if (shape.form === 'builder') this.built.set(scope.fn, { segment, scope });
    if (shape.form !== 'call') return shape.form === 'builder';
    const { receiver, answer } = shape;
    const whole = { segment, scope, block: siblings, receiver, answer };
    this.statements.push({ ...whole, chain: null, type: null });
    return true;
  }

  /** Notes `ctx.allow_syscall(call)` for what `call` is one of: `for call in calls.iter().cloned()`. */
  private noteFed(siblings: readonly Token[], index: number, { inner }: Group, fn: FnItem): void {
    if (!isWord(siblings[index - 1], 'allow_syscall')) return;
    const [element, more] = inner;
    const into = siblings[index - 3];
    if (element?.kind !== 'word' || more || into?.kind !== 'word') return;
    const generation = generationAt(fn, element.text, element.start);
    const [over] = fn.lets.get(element.text)?.beginning(generation)?.tokens ?? [];
    if (over?.kind !== 'word' || generationAt(fn, over.text, over.start) === 0) return;
    const fed = this.fed.get(fn) ?? new Map<string, string>();
    this.fed.set(fn, fed.set(over.text, into.text));
  }
}

/** Whether the arguments at an index are of a method that adds a rule. */
function isAddedBefore(siblings: readonly Token[], index: number): boolean {
  const method = siblings[index - 1];
  return method?.kind === 'word' && ADD_RULE.test(method.text);
}
