import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endSentence, whyNothing, type FailedRun } from '../../../src/core/diagnose/reasons';

const RUN: FailedRun = {
  end: 'ended',
  status: 101,
  limitMs: 60_000,
  printed: 10,
  tail: 'thread main panicked\n',
  filters: 1,
  judged: true,
  lost: 0,
  passedTraced: false,
};

const CASES: readonly (readonly [
  name: string,
  run: Partial<FailedRun>,
  status: 'failed' | 'incomplete',
  says: RegExp,
])[] = [
  [
    'its filters refused nothing',
    {},
    'failed',
    /its filters let every call through: it fails for another/,
  ],
  ['no filter', { filters: 0 }, 'failed', /no filter was installed/],
  ['a terminal', { tail: 'stdin: not a tty' }, 'failed', /asks for a terminal/],
  [
    'no end',
    { end: 'limit', status: null, printed: 0 },
    'failed',
    /did not end within 60 s and printed nothing/,
  ],
  [
    'hung',
    { end: 'hung', status: null, filters: null, tail: 'waiting\n' },
    'incomplete',
    /^The command hung \(its last words: “waiting”\), and nothing here can tell/,
  ],
  [
    'records dropped',
    { lost: 12 },
    'incomplete',
    /dropped at least 12 of its records.*Run it again/,
  ],
  ['it passed when traced', { passedTraced: true }, 'incomplete', /passed when it was traced/],
  ['nothing to trace with', { filters: null, status: 159 }, 'incomplete', /SIGSYS ended it/],
  [
    'killed, and nothing that was traced is refused',
    { status: 159 },
    'incomplete',
    /let every call through that was traced\. SIGSYS ended it/,
  ],
  ['killed by what is no filter', { status: 159, filters: 0 }, 'failed', /no filter was installed/],
  ['a filter not shown', { judged: false }, 'incomplete', /does not show whole/],
  ['hostile last words', { tail: '\u001b]0;x\u0007\u202eevil\n' }, 'failed', /“\ufffdevil”/],
];

for (const [name, run, status, says] of CASES) {
  test(`why nothing was found: ${name}`, () => {
    const why = whyNothing({ ...RUN, ...run });
    assert.equal(why.status, status);
    assert.match(why.message, says);
    assert.ok(!why.message.includes('\n'));
  });
}

const ENDS: readonly (readonly [end: Parameters<typeof endSentence>[0], says: string])[] = [
  [{ kind: 'ended', status: 101 }, 'it ended with status 101.'],
  [{ kind: 'limit' }, 'it did not end in time.'],
  [{ kind: 'hung' }, 'it hung after a thread of it was killed.'],
  [{ kind: 'cancelled' }, 'it was cancelled.'],
  [
    { kind: 'missing', message: '\u001b[31mno\nsuch\u202efile' },
    'The command cannot be started: no such\ufffdfile.',
  ],
];

for (const [end, says] of ENDS) {
  test(`how a run ended: ${end.kind}`, () => {
    assert.equal(endSentence(end), says);
  });
}
