import { callNameOf } from './call-name';
import type { Scope } from './items';
import type { HostRegistration } from './model';
import { bracketAt, layoutOf, type Reader } from './reader';
import { joinCfgs, segmentsOf, type Segment } from './segments';
import { isGroup, innerSpan } from './syntax';
import type { Token } from './tokens';

/**
 * The calls by which Hyperlight up to 0.10 is given a host function, with and without further calls
 * (hyperlight-host `func/host_functions.rs`, `sandbox/uninitialized.rs`).
 */
const EXTRA: ReadonlyMap<string, string> = new Map([
  ['register', 'register_with_extra_allowed_syscalls'],
  ['register_print', 'register_print_with_extra_allowed_syscalls'],
  ['register_host_function', 'register_host_function_with_syscalls'],
]);

/** Each by the other. */
const PLAIN: ReadonlyMap<string, string> = new Map(
  [...EXTRA].map(([plain, long]) => [long, plain]),
);

/** What Hyperlight calls the function that `register_print` gives it. */
const PRINT = 'HostPrint';

/** Many a crate has a `register`: only in a file that speaks of Hyperlight it is this one. */
const HYPERLIGHT = /hyperlight|UninitializedSandbox/i;

/** Whether a text says that the file that it is in speaks of Hyperlight. */
export function isOfHyperlight(text: string): boolean {
  return HYPERLIGHT.test(text);
}

/**
 * Reads the bracket at an index as the arguments of such a call; null where it is none, or its
 * arguments are not those of any age of the interface.
 * @param isOfHyperlight tells it of the text of the reader
 */
export function readRegistration(
  siblings: readonly Token[],
  index: number,
  scope: Scope,
  reader: Reader,
  isOfHyperlight: () => boolean,
): HostRegistration | null {
  const group = siblings[index];
  const verb = siblings[index - 1];
  if (!isGroup(group, '(') || verb?.kind !== 'word') return null;
  const plain = EXTRA.has(verb.text) ? verb.text : null;
  const extra = plain ?? PLAIN.get(verb.text) ?? null;
  // A declaration, `fn register(…)`, has no dot or path in front.
  const before = siblings[index - 2];
  if (extra === null || before?.kind !== 'mark' || !['.', '::'].includes(before.text)) return null;
  if (!isOfHyperlight()) return null;
  const args = segmentsOf(group, reader.text);
  const given = plain === null ? args.slice(0, -1) : args;
  const named = given.map(nameOf).filter((name) => name !== null);
  const isPrint = extra === 'register_print';
  if (given.length !== (isPrint ? 1 : 2)) return null;
  const [name = isPrint ? PRINT : null] = isPrint ? [] : named;
  if (name === null && plain !== null) return null;
  const last = plain === null ? args.at(-1) : undefined;
  return {
    ...reader.located({ start: verb.start, end: group.end }),
    name,
    verb: { start: verb.start, end: verb.end },
    extraVerb: EXTRA.get(extra) ?? verb.text,
    cfg: joinCfgs(scope.cfgs),
    args: {
      kind: 'bracket',
      body: innerSpan(group),
      items: args.map(({ start, end, comma }) => ({ start, end, comma })),
      macro: null,
    },
    extra: plain === null && last ? callsOf(last, reader) : null,
    isPlain: plain !== null,
    holder: scope.owner,
  };
}

/** `"F"`, `"F".to_string()`. */
function nameOf({ tokens: [literal, dot] }: Segment): string | null {
  const text = literal?.kind === 'literal' ? /^"(.*)"$/s.exec(literal.text)?.[1] : undefined;
  return text !== undefined && (dot?.kind ?? 'mark') === 'mark' ? text : null;
}

/** `vec![libc::SYS_getpid]`; null where it is a variable or another expression. */
function callsOf({ tokens, start }: Segment, reader: Reader): HostRegistration['extra'] {
  const at = tokens.findIndex((token) => token.kind === 'group');
  const bracket = at >= 0 && at <= 2 && at === tokens.length - 1 ? bracketAt(tokens, at) : null;
  if (!bracket) return null;
  const segments = segmentsOf(bracket.group, reader.text);
  const calls = segments.map((one) => {
    const word = one.tokens.at(-1);
    return word?.kind === 'word' ? callNameOf([word.text]) : null;
  });
  return { start, layout: layoutOf(bracket, segments), calls };
}
