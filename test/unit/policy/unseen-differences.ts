import { parseRequest } from '../../../src/core/abi/ioctls';
import { PolicyInForce } from '../../../src/core/compare/in-force';
import { ListName } from '../../../src/core/plan/list-name';
import { planFor } from '../../../src/core/plan/plan';
import type { Want } from '../../../src/core/plan/remedy';
import type { Allowlist } from '../../../src/core/policy/allowlist';
import type { Policy } from '../../../src/core/policy/model';
import { applyEdits } from '../../../src/core/text/edits';
import { want } from '../plan/cases';
import { changedLines } from '../plan/support';
import {
  withEdit,
  type ExpectedCall,
  type ExpectedEdit,
  type ExpectedList,
  type Expectation,
} from './unseen-cases';

/** In what our reading of a source and our edits differ from what its author says: one text each. */
export function differences(policy: Policy, expected: Expectation): string[] {
  const seen = expected.lists.map(({ name }) => listNamed(policy, name));
  const more = policy.lists.filter((list) => !seen.includes(list));
  const { insert, ioctlInsert } = expected;
  const request = ioctlInsert && Number(requestOf(policy, ioctlInsert.request) ?? NaN);
  return [
    ...expected.lists.flatMap((list, at) => listDifferences(policy, list, seen[at] ?? null)),
    ...more.map(({ name }) => `also read as a list: ${name}`),
    ...(insert ? editDifferences(policy, insert, want(insert.syscall)) : []),
    ...(ioctlInsert ? editDifferences(policy, ioctlInsert, want('ioctl', request)) : []),
    ...(insert === null ? notRefused(policy) : []),
  ];
}

/** `stage_two (errno)` is what the author calls the calls of `stage_two` that are answered so. */
function listNamed(policy: Policy, name: string): Allowlist | null {
  const [own, answer] = name.split(/ \((.*)\)$/);
  const wanted = new ListName(policy, own ?? name);
  const answered = ({ filter }: Allowlist): boolean =>
    answer === undefined || filter?.match === answer;
  return policy.lists.find((list) => wanted.fits(list) && answered(list)) ?? null;
}

function listDifferences(
  policy: Policy,
  expected: ExpectedList,
  list: Allowlist | null,
): readonly string[] {
  const { name, polarity, mismatch } = expected;
  if (list === null) return [`${name}: not read`];
  const action = list.filter?.mismatch ?? null;
  const wanted = mismatch === null ? null : actionName(mismatch);
  const calls = callsOf(policy, list, expected.includes);
  const names = [...new Set([...Object.keys(expected.calls), ...calls.keys()])].sort();
  const wrong = names.flatMap((call): string[] => {
    const should = wordsOf(policy, expected.calls[call]);
    const is = calls.get(call);
    // What a feature, a C library or a build decides is read as there; the author says the default.
    if (should === 'absent' && is?.assumed === true) return [];
    const words = is?.words ?? 'absent';
    return words === should ? [] : [`${call} ${words}, not ${should}`];
  });
  return [
    ...(list.polarity === polarity ? [] : [`${name}: ${list.polarity}, not ${polarity}`]),
    ...(action === wanted ? [] : [`${name}: else ${action ?? '?'}, not ${wanted ?? '?'}`]),
    ...wrong.map((one) => `${name}: ${one}`),
  ];
}

/** `KillThread` as `kill-thread`, `Errno(EPERM)` as `errno`. */
function actionName(written: string): string {
  return written
    .replace(/\(.*/, '')
    .replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}

interface SeenCall {
  readonly words: string;
  readonly assumed: boolean;
}

/** What a list comes to, with the calls of others that the policy says are in the same filter. */
function callsOf(
  policy: Policy,
  list: Allowlist,
  includes: readonly string[],
): ReadonlyMap<string, SeenCall> {
  const beside = includes
    .flatMap((name) => listNamed(policy, name) ?? [])
    .filter(({ filters }) => filters.some((one) => list.filters.includes(one)));
  const force = new PolicyInForce(policy, 'x86_64');
  const calls = [...beside, list].flatMap((one) => force.of(one).calls);
  return new Map(
    calls.map(({ syscall, entries, assumed }) => {
      const entry = entries.findLast(({ wins }) => wins)?.entry;
      const rules = entry?.rules ?? null;
      const requests = (rules ?? []).map(({ conditions: [first] }) => first?.value ?? null);
      const words =
        rules === null
          ? 'any'
          : entry?.understood === false
            ? 'not understood'
            : syscall === 'ioctl'
              ? requestWords(requests)
              : 'conditional';
      return [syscall, { words, assumed: assumed.length > 0 }];
    }),
  );
}

function wordsOf(policy: Policy, call: ExpectedCall | undefined): string {
  if (call === undefined) return 'absent';
  if (typeof call === 'string') return call;
  return requestWords(call.map((one) => requestOf(policy, one)));
}

function requestWords(requests: readonly (bigint | null)[]): string {
  const words = requests.map((one) => (one === null ? '?' : `0x${one.toString(16)}`));
  return `[${words.sort().join(', ')}]`;
}

/** By a constant of the source, a name of the tables or a number. */
function requestOf(policy: Policy, written: string): bigint | null {
  const name = written.split('::').at(-1);
  const value = policy.constants.find((one) => one.name === name)?.value ?? null;
  if (value !== null) return value;
  const known = parseRequest('x86_64', name ?? written);
  return known === null ? null : BigInt(known);
}

function editDifferences(policy: Policy, expected: ExpectedEdit, wanted: Want): readonly string[] {
  const plan = planFor(policy, wanted, { list: expected.list });
  const what = `${wanted.syscall} for ${expected.list}`;
  if (plan.kind !== 'remedies') return [`${what}: ${plan.kind}: ${plan.message}`];
  const [remedy] = plan.remedies;
  if (!remedy) return [`${what}: nothing is offered`];
  const made = applyEdits(policy.text, remedy.edits);
  const should = withEdit(policy.text, expected);
  if (made === should) return [];
  const change = changedLines(policy.text, made);
  if (change.join('\n') !== changedLines(policy.text, should).join('\n')) {
    return [`${what}: other lines`, ...change];
  }
  const lines = made.split(/\r?\n/);
  return [`${what}: the same lines behind ${lines[remedy.line - 2]?.trim() ?? 'nothing'}`];
}

/** Edits of a file whose author wants none. */
function notRefused(policy: Policy): readonly string[] {
  const plan = planFor(policy, want('getpid'));
  return plan.kind === 'impossible' ? [] : [`getpid: ${plan.kind}`];
}
