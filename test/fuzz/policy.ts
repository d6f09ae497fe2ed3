import assert from 'node:assert/strict';
import { OTHERS } from '../../src/core/compare/change';
import { compareSources } from '../../src/core/compare/sources';
import { NO_CRATE } from '../../src/core/policy/crate';
import { findingsOf } from '../../src/core/findings/find';
import { planAction } from '../../src/core/plan/action';
import { actionTargets } from '../../src/core/plan/action-targets';
import { targetWithLine } from '../../src/core/plan/action-site';
import { planFor } from '../../src/core/plan/plan';
import { REMEDY_KINDS, type Remedy, type Want } from '../../src/core/plan/remedy';
import type { Policy } from '../../src/core/policy/model';
import type { RustParser } from '../../src/core/policy/parser';
import { readPolicy } from '../../src/core/policy/read';
import { applyEdits } from '../../src/core/text/edits';
import type { Span } from '../../src/core/text/span';

const ARCH = 'x86_64';
const want = (syscall: string, request: number | null, comm: string | null): Want => ({
  arch: ARCH,
  syscall,
  request,
  comm,
});
const WANTS: readonly Want[] = [
  want('getpid', null, null),
  want('write', null, 'vcpu0'),
  want('ioctl', 0xae80, 'vcpu0'),
  want('ioctl', 0x12345678, null),
  want('clone3', null, null),
  want('openat', null, 'Host Function W'),
];
const KINDS = [undefined, undefined, undefined, ...REMEDY_KINDS];

/**
 * Reads a policy source and has everything planned that its bytes choose: edits must fit the text,
 * what they make must be readable, and a remedy may widen nothing but the call that was asked for.
 * @throws AssertionError where that does not hold
 */
export function tryPolicy(parser: RustParser, bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString('utf8');
  const policy = readPolicy(parser, text, ARCH);
  for (const span of spansOf(policy)) assertInside(span, text);
  for (const { span, fix } of findingsOf(policy, { arch: ARCH })) {
    assertInside(span, text);
    if (fix) applyEdits(text, fix.edits);
  }
  // A sum, so that a source is an input as it stands, and each of its changes tries something else.
  const chance = bytes.reduce((sum, byte) => (sum + byte) % 0x10000, 0);
  tryRemedies(parser, policy, chance);
  tryActions(parser, policy);
}

function tryRemedies(parser: RustParser, policy: Policy, chance: number): void {
  const asked = WANTS[chance % WANTS.length];
  const kind = KINDS[Math.floor(chance / WANTS.length) % KINDS.length];
  assert.ok(asked);
  const options = { widen: chance % 7 === 0, ...(kind === undefined ? {} : { kind }) };
  const first = planFor(policy, asked, options);
  const plans =
    first.kind === 'ambiguous'
      ? first.candidates.slice(0, 2).map((list) => planFor(policy, asked, { ...options, list }))
      : [first];
  for (const plan of plans) {
    if (plan.kind !== 'remedies') continue;
    for (const remedy of plan.remedies) tryRemedy(parser, policy, asked, remedy);
  }
}

function tryRemedy(parser: RustParser, { text }: Policy, asked: Want, remedy: Remedy): void {
  const after = applyEdits(text, remedy.edits);
  assert.notEqual(after, text, `${remedy.title} changes nothing`);
  assert.ok(remedy.line >= 1 && remedy.line <= after.split('\n').length, remedy.title);
  const [was, is] = [text, after].map((one) => ({ text: one, crate: NO_CRATE }));
  for (const change of was && is ? compareSources(parser, was, is) : []) {
    if (change.widens !== true) continue;
    // What is taken out of a list that refuses what it names is let through, and is called a widening.
    const mayWiden = remedy.kind === 'remove' ? remedy.widens : remedy.kind !== 'sort';
    // A list whose last entry goes may be no list any more: nothing is known then of what stands there.
    if (remedy.kind === 'remove' && change.syscall === OTHERS) continue;
    // A number is another call, or none, on another architecture: that is warned of.
    const isWarnedOf = ![ARCH, 'all'].includes(change.target) && remedy.warnings.length > 0;
    assert.ok(
      mayWiden && (change.syscall === asked.syscall || isWarnedOf),
      `${remedy.title} also widens ${change.syscall}`,
    );
  }
}

function tryActions(parser: RustParser, policy: Policy): void {
  const [target] = actionTargets(policy);
  if (!target) return;
  const plan = planAction(policy, {
    filter: targetWithLine(target),
    to: { name: 'log', number: null },
  });
  if (plan.kind !== 'change') return;
  const loosened = readPolicy(parser, applyEdits(policy.text, plan.edits), ARCH);
  const onLog = actionTargets(loosened).some(({ from }) => from.name === 'log');
  assert.ok(onLog, `${plan.filter} was not set to log`);
}

function spansOf(policy: Policy): Span[] {
  const { lists, filters, ruleSets, constants, problems, registrations } = policy;
  const entries = lists.flatMap((list) => list.entries);
  const all = [...lists, ...filters, ...ruleSets, ...constants, ...problems, ...registrations];
  return [...all, ...entries].map(({ span }) => span);
}

function assertInside({ start, end }: Span, text: string): void {
  assert.ok(0 <= start && start <= end && end <= text.length, `${start}–${end} is no span`);
}
