import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { decide } from '../../../src/cli/diagnose-ask';
import type { Choice, Review, ReviewRow } from '../../../src/core/diagnose/events';
import type { Remedy } from '../../../src/core/plan/remedy';
import { memoryIo } from './memory-io';

const SOURCE = 'vec![]\n';

function remedy(title: string): Remedy {
  return {
    kind: 'allow',
    title,
    edits: [],
    widens: false,
    warnings: [],
    list: 'rules',
    file: null,
    line: 1,
    force: '',
  };
}

function review(preselected: number | null): Review {
  const row: ReviewRow = {
    refusal: {
      want: { arch: 'x86_64', syscall: 'getpid', request: null, comm: 'vcpu0' },
      action: 'trap',
      count: 1,
      witnesses: [],
      list: null,
      onlyTraced: false,
      args: new Map(),
    },
    title: 'getpid by vcpu0',
    evidence: [],
    problem: null,
    before: SOURCE,
    preselected,
    remedies: [remedy('Allow getpid in a'), remedy('Allow getpid in b')],
  };
  const preview = ([choice]: readonly Choice[]): string =>
    choice === 'skip' ? SOURCE : SOURCE.replace('[]', '[getpid]');
  return { round: 1, rows: [row], calls: [], others: [], before: SOURCE, preview };
}

/** What is decided where a person types this, a key or a line for each question. */
async function typed(
  answers: readonly string[],
  preselected: number | null = 0,
): Promise<readonly Choice[] | null> {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const left = [...answers];
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (!shown.includes('? ')) return;
    shown = '';
    const next = left.shift();
    if (next !== undefined) setImmediate(() => input.write(next));
  });
  const choices = await decide(review(preselected), 'a.rs', {}, memoryIo(), { input, output });
  assert.deepEqual(left, [], 'questions that were not asked');
  return choices;
}

const cases: readonly (readonly [
  string,
  readonly string[],
  readonly Choice[] | null,
  (number | null)?,
])[] = [
  ['the empty line takes what is offered', ['\r', '\r'], [0]],
  ['yes does', ['y\r', 'y\r'], [0]],
  ['yes is no answer where nothing is offered', ['y\r', '2\r', '\r'], [1], null],
  ['a number takes that one', ['2\r', '\r'], [1]],
  ['what is none of the answers asks again', ['7\r', 'what\r', '2\r', '\r'], [1]],
  ['what is skipped leaves nothing to agree to', ['s\r'], ['skip']],
  ['q stops', ['q\r'], null],
  ['no to the whole stops', ['1\r', 'n\r'], null],
  ['Ctrl+D stops', ['\x04'], null],
  ['Ctrl+D stops at the last question', ['1\r', '\x04'], null],
];
for (const [name, answers, choices, preselected = 0] of cases) {
  test(`asking what to allow: ${name}`, async () => {
    assert.deepEqual(await typed(answers, preselected), choices);
  });
}
