import { contextOf, lastCall } from '../call-shapes';
import { NOTHING, spanOf, type EntryShape } from '../entry-shape';
import { segmentsOf, type Segment } from '../segments';
import type { Group, Token } from '../tokens';
import type { Made } from './made';
import type { Maker } from './maker';
import type { Makers } from './makers';

const PUSHING: ReadonlySet<string> = new Set(['push', 'push_back']);

/** What a call of one of the file's own functions makes, in a bracket or as a statement. */
export function madeShape(tokens: readonly Token[], makers: Makers): EntryShape | null {
  return madeStatement(tokens, makers) ?? madeEntry(tokens, makers);
}

/** An entry of a bracket: `any(libc::SYS_read)`. */
export function madeEntry(tokens: readonly Token[], makers: Makers): EntryShape | null {
  const call = lastCall(tokens);
  const maker = call && makers.entry(call.verb);
  return call && maker?.isPair === true ? shapeBy(maker, call.group, tokens, call.receiver) : null;
}

/** `t.any(libc::SYS_read);`, `rules.push(any(libc::SYS_read));`, a link `.allow(libc::SYS_read)`. */
export function madeStatement(tokens: readonly Token[], makers: Makers): EntryShape | null {
  const call = lastCall(tokens);
  if (!call) return null;
  if (PUSHING.has(call.verb)) {
    const [only, more] = segmentsOf(call.group, '');
    const inner = only && !more ? madeEntry(only.tokens, makers) : null;
    return inner && { ...inner, receiver: call.receiver };
  }
  const maker = makers.entry(call.verb);
  return maker?.isPair === false ? shapeBy(maker, call.group, tokens, call.receiver) : null;
}

/** The calls that are given to a function of the file all at once, `allow_all([libc::SYS_read, …])`. */
export function madeOfEach(
  name: string,
  group: Group,
  makers: Makers,
): { readonly given: Segment; readonly maker: Maker } | null {
  const maker = makers.entry(name);
  if (maker?.key?.param == null || maker.key.steps[0] !== 'each') return null;
  const given = segmentsOf(group, '')[maker.key.param];
  return given ? { given, maker } : null;
}

function shapeBy(
  maker: Maker,
  group: Group,
  tokens: readonly Token[],
  receiver: string | null,
): EntryShape | null {
  const args = segmentsOf(group, '');
  if (args.length !== maker.arity || (maker.key?.steps.length ?? 0) > 0) return null;
  const key = maker.key?.param == null ? maker.fixed : args[maker.key.param]?.tokens;
  if (!key) return null;
  const { rules } = maker;
  const at = rules?.kind === 'given' ? rules.param : (rules?.value.param ?? null);
  const held = at === null ? null : (args[at] ?? null);
  if (at !== null && held === null) return null;
  const into = maker.receiver;
  return {
    ...NOTHING,
    form: 'call',
    key,
    keySpan: maker.key ? spanOf(key) : spanOf(tokens),
    rules: held,
    group,
    verb: maker.name,
    receiver: typeof into === 'number' ? contextOf(args[into]) : (into ?? receiver),
    answer: maker.answer,
    compares: maker.answer !== null,
    maker,
  };
}

/** How an entry is to be written again. */
export function madeOf({ maker }: EntryShape): Made | null {
  if (!maker) return null;
  const { key, rules, adds } = maker;
  const compared = rules?.kind === 'compared' ? rules : null;
  return {
    key: key?.param ?? null,
    arg: compared?.arg ?? null,
    value: compared?.value.param ?? null,
    several: compared?.value.steps[0] === 'each',
    adds,
  };
}
