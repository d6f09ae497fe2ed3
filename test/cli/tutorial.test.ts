import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lens } from './lens';

const SHELL = /^(?:\$ )?(?:.*\| )?seccomp-lens (\w+)(.*)$/gm;

test('every command of docs/tutorial.md is one, with the options that it is given', () => {
  const text = readFileSync('docs/tutorial.md', 'utf8');
  const used = [...text.matchAll(SHELL)];
  assert.ok(used.length > 8, `${used.length} commands`);
  for (const [, command = '', rest = ''] of used) {
    const { stdout } = lens([command, '--help']);
    const [own = ''] = rest.split(' -- ');
    for (const [option] of own.matchAll(/(?<= )--[a-z]+/g)) {
      assert.ok(stdout.includes(option), `${command} has no ${option}`);
    }
  }
});
