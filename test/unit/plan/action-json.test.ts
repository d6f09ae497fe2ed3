import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAction } from '../../../src/core/plan/action';
import { parseAction } from '../../../src/core/plan/action-words';
import { applyEdits } from '../../../src/core/text/edits';
import { policyOf } from './support';

const thread = (action: string): string => `{
  // kept
  "vcpu": { "mismatch_action": ${action}, "match_action": "allow", "filter": [{ "syscall": "read" }] }
}
`;
const profile = (head: string): string =>
  `{\n\t${head},\n\t"syscalls": [{ "names": ["read"], "action": "SCMP_ACT_ALLOW" }]\n}\n`;
const ERRNO = '"defaultAction": "SCMP_ACT_ERRNO"';
const LOG = '"defaultAction": "SCMP_ACT_LOG"';
/** As dockerd and podman ship it. */
const EPERM = `${ERRNO},\n\t"defaultErrnoRet": 1`;

const CHANGES: readonly (readonly [before: string, to: string, after: string])[] = [
  [thread('"trap"'), 'log', thread('"log"')],
  [thread('{ "errno": 1 }'), 'trap', thread('"trap"')],
  [thread('"log"'), 'errno:13', thread('{"errno": 13}')],
  [thread('{ "errno": 1 }'), 'errno:13', thread('{"errno": 13}')],
  [thread('"kill"'), 'kill-process', thread('"kill_process"')],
  [profile(ERRNO), 'log', profile(LOG)],
  [profile(EPERM), 'log', profile(LOG)],
  [
    profile(`"defaultErrnoRet": 38,\n\t${ERRNO}`),
    'trap',
    profile('"defaultAction": "SCMP_ACT_TRAP"'),
  ],
  [profile(EPERM), 'errno:13', profile(EPERM.replace(': 1', ': 13'))],
  [profile(LOG), 'errno:1', profile(ERRNO)],
  [profile(LOG), 'kill-thread', profile('"defaultAction": "SCMP_ACT_KILL_THREAD"')],
];

for (const [before, to, after] of CHANGES) {
  test(`${before.split('\n').slice(1, -1).join(' ').trim()} set to ${to}`, async () => {
    for (const eol of ['\n', '\r\n']) {
      const [text, wanted] = [before, after].map((one) => one.replaceAll('\n', eol));
      const action = parseAction(to);
      assert.ok(action && text !== undefined);
      const plan = planAction(await policyOf(text), { to: action });
      assert.ok(plan.kind === 'change', JSON.stringify(plan));
      assert.equal(applyEdits(text, plan.edits), wanted);
      const again = planAction(await policyOf(wanted ?? ''), { to: action });
      assert.equal(again.kind, 'already');
    }
  });
}

const REFUSED: readonly (readonly [text: string, to: string, why: RegExp])[] = [
  [
    `{ "syscalls": [], ${ERRNO}, /* kept */ "defaultErrnoRet": 1 }`,
    'log',
    /stands behind a comment/,
  ],
  [profile(LOG), 'errno:13', /no "defaultErrnoRet"/],
  [thread('"trap"').replace(']', ''), 'log', /JSON/],
  [
    thread('"allow"').replace('"match_action": "allow"', '"match_action": {"errno": 1}'),
    'log',
    /^vcpu \(line 3\) lets through what it does not list/,
  ],
];

for (const [text, to, why] of REFUSED) {
  test(`no action is set: ${why.source}`, async () => {
    const action = parseAction(to);
    assert.ok(action);
    const plan = planAction(await policyOf(text), { to: action });
    assert.ok(plan.kind === 'impossible', JSON.stringify(plan));
    assert.match(plan.message, why);
  });
}
