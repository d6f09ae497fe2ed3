import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from '../../../scripts/test/options';
import { SUITE_NAMES } from '../../../scripts/test/suites';

const nothing = { help: false, suites: SUITE_NAMES, without: [], editors: [], grep: null };

for (const [words, env, expected] of [
  ['', {}, nothing],
  ['vscode unit', {}, { ...nothing, suites: ['unit', 'vscode'] }],
  ['--editor 1.100.3 e2e', {}, { ...nothing, suites: ['e2e'], editors: ['1.100.3'] }],
  ['--without kvm,kernel', {}, { ...nothing, without: ['kvm', 'kernel'] }],
  ['--without kvm --without kvm', {}, { ...nothing, without: ['kvm'] }],
  ['', { SECCOMP_LENS_WITHOUT: 'kernel' }, { ...nothing, without: ['kernel'] }],
  ['', { SECCOMP_LENS_WITHOUT: '' }, nothing],
] as const) {
  test(`npm test -- ${words} ${JSON.stringify(env)}`, () => {
    const args = words.split(' ').filter((word) => word !== '');
    assert.deepEqual(parseOptions(args, env), expected);
  });
}

for (const [words, message] of [
  ['units', /There is no suite 'units'; there are checks, unit/],
  ['--without rust', /There is no capability to leave out 'rust'; there are kvm, kernel/],
  ['--wihtout kvm', /Unknown option '--wihtout'/],
] as const) {
  test(`npm test -- ${words} is refused`, () => {
    assert.throws(() => parseOptions(words.split(' '), {}), message);
  });
}
