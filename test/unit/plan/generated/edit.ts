import assert from 'node:assert/strict';
import { equivalentsOf } from '../../../../src/core/abi/equivalents';
import type { Policy } from '../../../../src/core/policy/model';
import type { PlanOptions } from '../../../../src/core/plan/options';
import type { Plan, Remedy, Want } from '../../../../src/core/plan/remedy';
import { planWithCompanions } from '../../../../src/core/plan/companions';
import { planFor } from '../../../../src/core/plan/plan';
import { readPolicy } from '../../../../src/core/policy/read';
import type { RustParser } from '../../../../src/core/policy/parser';
import { assertSound, isWithin, more, policyLines, tokens } from './oracle';

/** A question about a source. */
export interface Question {
  readonly want: Want;
  readonly options: PlanOptions & { readonly companions?: boolean };
}

/** What became of one: the kinds of remedy that were proved, or why there is none. */
export type Outcome = { readonly proved: readonly string[] } | { readonly refused: Plan['kind'] };

/** Asks, and proves each remedy that comes: see `proved`. */
export function ask(parser: RustParser, text: string, question: Question): Outcome {
  const policy = readPolicy(parser, text, 'x86_64');
  const plan = planned(parser, text, question);
  if (plan.kind !== 'remedies') return { refused: plan.kind };
  for (const remedy of plan.remedies) prove(parser, policy, question, remedy);
  return { proved: plan.remedies.map(({ kind }) => kind) };
}

function planned(parser: RustParser, text: string, { want, options }: Question): Plan {
  const read = (version: string): Policy => readPolicy(parser, version, 'x86_64');
  const { companions = false, ...rest } = options;
  return companions ? planWithCompanions(read, text, want, rest) : planFor(read(text), want, rest);
}

/**
 * Edit, then read: what is read is what was there and exactly the remedy. All else is as it was, taking
 * the edit back gives the same bytes, and asking for it again finds nothing to do.
 */
function prove(parser: RustParser, policy: Policy, question: Question, remedy: Remedy): void {
  const { text } = policy;
  const after = assertSound(text, remedy.edits);
  const now = readPolicy(parser, after, 'x86_64');
  assert.deepEqual(messages(now), messages(policy));
  const gained = more(policyLines(now), policyLines(policy));
  const lost = more(policyLines(policy), policyLines(now));
  const context = `${remedy.kind}\n${after}\n+ ${gained.join('\n+ ')}\n- ${lost.join('\n- ')}`;
  assert.ok(CHANGES[remedy.kind]({ gained, lost, question, remedy }), context);
  assert.ok(isRest(text, after, remedy, lost.length > 0), `something else is changed: ${context}`);
  assert.ok(more(constants(policy), constants(now)).length <= 1, context);
  assert.ok(more(constants(now), constants(policy)).length <= 1, context);
  assert.deepEqual(filters(now), filters(policy));
  assert.equal(applied(parser, after, question, remedy), 'nothing', context);
  assert.ok(remedy.line >= 1 && remedy.line <= after.split('\n').length);
}

/** What is planned for the same question once one of its remedies is made. */
function applied(
  parser: RustParser,
  after: string,
  { want, options }: Question,
  { kind }: Remedy,
): 'nothing' | 'something' {
  const again = planned(parser, after, { want, options: { ...options, kind } });
  return again.kind === 'already-allowed' ? 'nothing' : 'something';
}

interface Change {
  /** Lines of the policy, `list: call if …`. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly question: Question;
  readonly remedy: Remedy;
}

/** Whether a line is of the call asked for; of an ioctl, of the request, where one is asked for. */
function isOf(line: string, { want: { syscall, request } }: Question, exact: boolean): boolean {
  const said = line.slice(line.indexOf(': ') + 2);
  if (!new RegExp(`^${syscall}(?: |$)`).test(said)) return false;
  if (!exact || request === null) return true;
  return new RegExp(` if 1 (?:eq|masked_eq&4294967295) ${request}(?: |$)`).test(said);
}

const isPlain = (line: string): boolean => !line.includes(' if ');

const CHANGES: Record<Remedy['kind'], (change: Change) => boolean> = {
  allow: ({ gained, lost, question }) => {
    const others = question.options.companions === true ? equivalentsOf(question.want.syscall) : [];
    const names = [question.want.syscall, ...others];
    const isNamed = (line: string): boolean =>
      names.some((name) => new RegExp(`: ${name}(?: @|$)`).test(line));
    return (
      gained.length >= 1 &&
      (others.length > 0 || gained.length === 1) &&
      gained.every((line) => isNamed(line) && isPlain(line)) &&
      lost.every((line) => isOf(line, question, false) && !isPlain(line))
    );
  },
  'allow-argument': ({ gained, lost, question }) =>
    gained.length === 1 && lost.length === 0 && isOf(gained[0] ?? '', question, true),
  errno: ({ gained, lost, question }) =>
    gained.length >= 1 &&
    gained.length <= 2 &&
    lost.length === 0 &&
    gained.every((line) => isOf(line, question, true)),
  common: ({ gained, lost, question, remedy }) =>
    gained.length === 1 &&
    gained[0] === `${remedy.list}: ${question.want.syscall}` &&
    lost.every((line) => isOf(line, question, false)),
  remove: ({ gained, lost, question }) =>
    gained.length === 0 &&
    lost.length >= 1 &&
    lost.every((line) => isOf(line, question, true)) &&
    new Set(lost.map((line) => line.split(': ')[0])).size === 1,
  sort: ({ gained, lost }) => gained.length === 0 && lost.length === 0,
  'host-function': ({ gained, lost }) => gained.length === 0 && lost.length === 0,
};

/** Whether only what is added, or taken away, parts the two texts, comments and strings included. */
function isRest(text: string, after: string, { kind }: Remedy, loses: boolean): boolean {
  const [was, is] = [text, after].map((one) =>
    // The length of an array goes with what it holds.
    tokens(one.replace(/; \d+\](?= =)/g, ']')),
  );
  if (!was || !is) return false;
  switch (kind) {
    case 'sort':
      return more(was, is).length === 0 && more(is, was).length === 0;
    case 'remove':
      return isWithin(is, was);
    case 'allow':
    case 'common':
    case 'allow-argument':
    case 'errno':
      return loses || isWithin(was, is);
    case 'host-function':
      return isWithin(
        was.filter((one) => !one.startsWith('register')),
        is,
      );
  }
}

/** What could not be read, without the lines that it was at. */
function messages({ problems }: Policy): string[] {
  return problems.map(({ message }) => message.replace(/\d+/g, '')).sort();
}

function constants(policy: Policy): string[] {
  return policy.constants.map(({ name, value, modules }) => [...modules, name, value].join(' '));
}

function filters(policy: Policy): string[] {
  return policy.filters.map(({ name, mismatch, match }) => `${name} ${mismatch} ${match}`);
}
