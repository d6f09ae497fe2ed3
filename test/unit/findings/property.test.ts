import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { ARCHES } from '../../../src/core/abi/types';
import { findingsOf } from '../../../src/core/findings/find';
import { FINDING_RULES } from '../../../src/core/findings/rules';
import { suppressionEdit } from '../../../src/core/findings/suppression';
import { Page } from '../../../src/core/plan/page';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import { times } from '../../lib/times';
import { filterOf, namedList, parserReady, rules } from './support';

const cfg = fc.constantFrom(
  '',
  '',
  '#[cfg(target_arch = "x86_64")] ',
  '#[cfg(not(target_arch = "aarch64"))]\n        ',
  '#[cfg(feature = "x")] ',
  '// seccomp-lens: allow(duplicate-entry)\n        ',
);
const condition = fc.constantFrom(
  '1, ArgLen::Dword, Eq, KVM_RUN',
  '1, ArgLen::Qword, Eq, 0xae80',
  '1, ArgLen::Dword, MaskedEq(0xff), -1i32 as u64',
  '0, len, op, elsewhere::VALUE',
  'x',
);
const value = fc.oneof(
  fc.constant('vec![]'),
  fc.constant('helper()?'),
  fc.array(condition, { maxLength: 4 }).map((some) => rules(...some)),
);
const key = fc.constantFrom('libc::SYS_read', 'libc::SYS_ioctl', 'SYS_open', '0', '99999', 'x');
const entry = fc.tuple(cfg, key, value).map(([a, b, c]) => `${a}(${b}, ${c}),`);
const action = fc.constantFrom('Log', 'Allow', 'Trap', 'Errno(1)', 'Errno(n)');

/** Sources with everything that the rules look for, in any mixture. */
const source = fc
  .tuple(
    fc.array(fc.array(entry, { maxLength: 6 }), { maxLength: 4 }),
    fc.array(fc.tuple(action, action), { maxLength: 3 }),
    fc.array(fc.bigInt({ min: -(1n << 33n), max: 1n << 33n }), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([lists, filters, values, crlf]) => {
    const text =
      lists.map((entries, at) => namedList(`l${at}`, ...entries)).join('') +
      filters.map(([a, b], at) => filterOf(`l${at}`, a, b)).join('') +
      values.map((it) => `const KVM_RUN: i64 = ${it};\n`).join('');
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  });

/** Any real source, cut and mixed up. */
const folder = path.join(__dirname, '../../fixtures/policies');
const fixtures = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
const broken = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.nat(),
    fc.nat(60),
    fc.string({ unit: fc.constantFrom(...'()[]{}<>,;:#!/"\'\n a1=_'.split('')), maxLength: 8 }),
  )
  .map(([text, at, length, put]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + put + text.slice(from + length);
  });

test('whatever the source is: no throw, places inside it, fixes that apply, one line each', async () => {
  const parser = await parserReady;
  fc.assert(
    fc.property(fc.oneof(source, broken), fc.constantFrom(...ARCHES), (text, arch) => {
      const policy = readPolicy(parser, text, arch);
      const evidence = {
        calls: new Set(['read']),
        requests: new Set([1]),
        covers: 'all calls',
        notes: [],
      } as const;
      for (const finding of findingsOf(policy, { arch, evidence })) {
        const { span, line, message, fix, rule } = finding;
        assert.ok(FINDING_RULES.some(({ code }) => code === rule));
        assert.ok(0 <= span.start && span.start < span.end && span.end <= text.length);
        assert.equal(line, text.slice(0, span.start).split('\n').length);
        assert.match(message, /^[^\n\r]+\.$/);
        if (fix) assert.notEqual(applyEdits(text, fix.edits), text);
      }
    }),
    times(400),
  );
});

test('a suppressed finding is gone, and no other with it but of its rule on its line', async () => {
  const parser = await parserReady;
  fc.assert(
    fc.property(source, fc.nat(), (text, pick) => {
      const found = findingsOf(readPolicy(parser, text, 'x86_64'), { arch: 'x86_64' });
      fc.pre(found.length > 0);
      const one = found[pick % found.length];
      assert.ok(one);
      const edit = suppressionEdit(new Page(text), one.span, one.rule);
      const edited = applyEdits(text, [edit]);
      const after = findingsOf(readPolicy(parser, edited, 'x86_64'), { arch: 'x86_64' });
      const others = found.filter(({ rule, line }) => rule !== one.rule || line !== one.line);
      assert.deepEqual(
        after.map(({ rule }) => rule),
        others.map(({ rule }) => rule),
      );
    }),
    times(200),
  );
});

test('every rule has a code of its own, and a section in the documentation', () => {
  const page = readFileSync(path.join(__dirname, '../../../docs/findings.md'), 'utf8');
  const sections = [...page.matchAll(/^## `([\w-]+)`/gm)].map(([, code]) => code);
  assert.deepEqual(
    sections,
    FINDING_RULES.map(({ code }) => code),
  );
});
