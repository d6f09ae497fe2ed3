import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Step,
  type StepFacts,
  type StepNote,
  STEPS,
  stepsOf,
} from '../../../src/features/shared/steps';

const FACTS: StepFacts = { action: 'trap', named: true, standing: 'open', logging: false };
const SIGNS = { done: '+', skipped: '-', now: '>', todo: '.', failed: '!' } as const;

/** One sign a step: `+-+>-.`. */
const TABLE: readonly [
  name: string,
  facts: Partial<StepFacts>,
  told: [Step, StepNote][],
  string,
][] = [
  ['a Trap that names its call', {}, [], '+-+>-.'],
  ['an ioctl without its request', { named: false }, [], '+>..-.'],
  ['a record of a filter on Log', { action: 'log', logging: true }, [], '+++>..'],
  ['one on Log without its request', { action: 'log', logging: true, named: false }, [], '++>...'],
  ['allowed, still on Log', { action: 'log', logging: true, standing: 'allowed' }, [], '++++>.'],
  ['allowed and restored', { action: 'log', standing: 'allowed' }, [], '+++++>'],
  ['allowed, never loosened', { standing: 'allowed' }, [], '+-++->'],
  ['refused again', { standing: 'again' }, [], '+-+!-.'],
  ['proven', { standing: 'allowed' }, [['proven', { state: 'done' }]], '+-++-+'],
  ['a step that failed', {}, [['collected', { state: 'failed' }]], '+-!.-.'],
];

for (const [name, facts, told, expected] of TABLE) {
  test(`the loop of ${name}`, () => {
    const steps = stepsOf({ ...FACTS, ...facts }, new Map(told));
    assert.deepEqual(
      steps.map(({ step }) => step),
      [...STEPS],
    );
    assert.equal(steps.map(({ note }) => SIGNS[note.state]).join(''), expected);
  });
}
