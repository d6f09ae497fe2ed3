import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isAboutFilter, mayHoldPolicy } from '../../../src/core/policy/needles';

for (const folder of ['policies', 'unseen']) {
  const from = path.join(__dirname, '../../fixtures', folder);
  const names = readdirSync(from).filter((name) => /(?<!\.expect)\.(rs|json)$/.test(name));
  for (const name of names) {
    test(`${folder}/${name} is worth being read`, () => {
      const dialect = name.endsWith('.rs') ? 'rust' : 'json';
      assert.ok(mayHoldPolicy(readFileSync(path.join(from, name), 'utf8'), dialect));
    });
  }
}

for (const [what, text] of [
  ['libseccomp', 'let ctx = ScmpFilterContext::new(action)?;'],
  ['libseccomp before 0.3', 'let ctx = ScmpFilterContext::new_filter(action)?;'],
  ['syscallz', 'let ctx = syscallz::Context::init()?;'],
  ['extrasafe', 'extrasafe::SafetyContext::new().apply_to_all_threads()?;'],
  ['JSON of another name', '{ "mismatch_action": "trap" }'],
] as const) {
  test(`${what}: worth a word where nothing can be read`, () => {
    assert.ok(isAboutFilter(text));
  });
}

for (const [what, text, dialect] of [
  ['code without a call or a filter', 'fn main() { println!("{}", 39); }', 'rust'],
  ['a manifest', '{ "name": "a", "version": "1.0.0" }', 'json'],
  ['JSON’s keys in Rust', 'const KEY: &str = "\\"defaultAction\\"";', 'rust'],
] as const) {
  test(`${what}: not read`, () => {
    assert.ok(!mayHoldPolicy(text, dialect));
  });
}
