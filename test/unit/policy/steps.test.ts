import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { NO_CRATE } from '../../../src/core/policy/crate';
import { readInSteps, readPolicy } from '../../../src/core/policy/read';
import { parserReady } from './support';

const folder = path.join(import.meta.dirname, '../../fixtures/policies');

for (const name of readdirSync(folder)) {
  test(`${name} read in steps says the same`, async () => {
    const parser = await parserReady;
    const text = readFileSync(path.join(folder, name), 'utf8');
    const steps = readInSteps(parser, text, 'x86_64', NO_CRATE);
    let step = steps.next();
    while (!step.done) step = steps.next();
    assert.deepEqual(step.value.policy, readPolicy(parser, text, 'x86_64'));
  });
}
