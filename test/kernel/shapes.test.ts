import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { planFor } from '../../src/core/plan/plan';
import type { Want } from '../../src/core/plan/remedy';
import { readPolicy } from '../../src/core/policy/read';
import { applyEdits } from '../../src/core/text/edits';
import { loadRustParserFromPackages } from '../lib/rust-parser';
import { unformattedPlaces } from '../unit/plan/rustfmt';
import { demand, excluded } from './capabilities';
import { Crate } from './crate';

/** The terminal's TIOCGWINSZ, and its neighbour TIOCSWINSZ, which stays refused. */
const STEPS = ['getpid', 'getppid', 'ioctl:0x5413', 'ioctl:0x5414'];
const CALL: Want = { arch: 'x86_64', syscall: 'getpid', request: null, comm: 'vcpu0' };
const REQUEST: Want = { ...CALL, syscall: 'ioctl', request: 0x5413 };

/** Shapes that have no place for a condition. */
const UNCONDITIONAL = ['names', 'macros', 'several'];

interface Fixed {
  readonly title: string;
  readonly program: string;
  readonly admitted: string;
}

test(
  'each shape: the remedy builds, is formatted, admits what was asked for and nothing beside it',
  { skip: excluded('kernel') },
  async (t) => {
    demand('kernel');
    const parser = await loadRustParserFromPackages();
    const crate = new Crate(t, 'test/kernel/shapes', 'shapes');
    const shapes = readdirSync(crate.path('src/bin'))
      .filter((file) => file.endsWith('.rs'))
      .map((file) => basename(file, '.rs'));
    assert.ok(shapes.length >= 11);
    const texts: string[] = [];
    const programs: Fixed[] = shapes.map((program) => ({ title: program, program, admitted: '' }));
    for (const shape of shapes) {
      const text = crate.read(`src/bin/${shape}.rs`);
      texts.push(text);
      const policy = readPolicy(parser, text, 'x86_64');
      assert.deepEqual(policy.problems, [], shape);
      for (const want of [CALL, REQUEST]) {
        const plan = planFor(policy, want);
        const title = `${shape}: ${want.syscall}`;
        if (want === REQUEST && UNCONDITIONAL.includes(shape)) {
          assert.equal(plan.kind, 'impossible', title);
          continue;
        }
        assert.ok(plan.kind === 'remedies', `${title}: ${JSON.stringify(plan)}`);
        const after = applyEdits(text, plan.remedies[0]?.edits ?? []);
        texts.push(after);
        const program = `${shape}_${want.syscall}`;
        crate.write(`src/bin/${program}.rs`, after);
        const admitted = want === CALL ? 'getpid' : 'ioctl:0x5413';
        programs.push({ title, program, admitted });
      }
    }
    assert.deepEqual(
      unformattedPlaces(texts),
      texts.map(() => 0),
    );
    crate.build('--bins');
    for (const { title, program, admitted } of programs) {
      const { stdout, stderr, status } = crate.start(program, STEPS);
      assert.equal(status, 0, `${title}: ${stderr}`);
      const expected = STEPS.map(
        (step) => `${step} ${step === admitted ? 'admitted' : 'refused'}\n`,
      );
      assert.equal(stdout, expected.join(''), title);
    }
    t.diagnostic(`${shapes.length} shapes, ${programs.length - shapes.length} remedies`);
  },
);
