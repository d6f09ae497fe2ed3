import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFor } from '../../../src/core/plan/plan';
import { applyEdits } from '../../../src/core/text/edits';
import { want } from '../plan/cases';
import { entryWords, read } from './support';

/** A macro and a function that gives back what an invocation makes. */
interface Source {
  readonly macro: string;
  readonly body: string;
}

const sourceOf = ({ macro, body }: Source): string =>
  `macro_rules! m {\n${macro}\n}\n\nfn rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {\n${body}\n}\n`;

const NAMES = '    ($($name:ident),* $(,)?) => { vec![$((libc::$name, vec![])),*] };';
const PASTED =
  '    ($($name:ident);* $(;)?) => { paste::paste! { vec![$((libc::[<SYS_ $name>], vec![])),*] } };';
const PUSHED = '    ($rules:ident, $($nr:expr),+ $(,)?) => { $( $rules.push(($nr, vec![])); )+ };';
const ONE = '    ($name:ident) => { (Sysno::$name as i64, vec![]) };';
const REQUESTS = `    ($nr:ident in [$($value:expr),*]) => {
        (libc::$nr, vec![$(SeccompRule::new(vec![Cond::new(1, Dword, Eq, $value as u64)?])?),*])
    };`;
const BLOCK = `    ($($name:ident)|*) => {{
        let mut all = Vec::new();
        $( all.push((Sysno::$name as i64, vec![])); )*
        all
    }};`;

const MADE: readonly (Source & { readonly name: string; readonly entries: readonly string[] })[] = [
  {
    name: 'a list of names that a path completes',
    macro: NAMES,
    body: '    Ok(m![SYS_read, SYS_write])',
    entries: ['read', 'write'],
  },
  {
    name: 'a list of names that are joined to SYS_',
    macro: PASTED,
    body: '    Ok(m! { read; write; })',
    entries: ['read', 'write'],
  },
  {
    name: 'literals and paths, and values that the macro writes itself',
    macro:
      '    ($($arg:literal: $nr:path),*) => { vec![$(($nr, vec![SeccompRule::new(vec![Cond::new($arg, Dword, Eq, -1)?, Cond::new(2, Dword, Ne, libc::TCGETS)?])?])),*] };',
    body: '    Ok(m![0: libc::SYS_read, 1: libc::SYS_write])',
    entries: [
      'read if 0 dword eq -1=18446744073709551615 & 2 dword ne libc::TCGETS=21505',
      'write if 1 dword eq -1=18446744073709551615 & 2 dword ne libc::TCGETS=21505',
    ],
  },
  {
    name: 'a list of names that concat_idents joins',
    macro: NAMES.replace('libc::$name', 'concat_idents!(SYS_, $name)'),
    body: '    Ok(m![read, write])',
    entries: ['read', 'write'],
  },
  {
    name: 'several entries of one statement',
    macro: PUSHED,
    body: '    let mut all = vec![];\n    m!(all, libc::SYS_read, libc::SYS_write);\n    m!(all, libc::SYS_close);\n    Ok(all)',
    entries: ['read', 'write', 'close'],
  },
  {
    name: 'several entries of one statement under a cfg',
    macro: PUSHED,
    body: '    let mut all = vec![];\n    #[cfg(target_env = "musl")]\n    m!(all, libc::SYS_read, libc::SYS_write);\n    m!(all, libc::SYS_close);\n    Ok(all)',
    entries: ['read @target_env = "musl"', 'write @target_env = "musl"', 'close'],
  },
  {
    name: 'one entry of a list',
    macro: ONE,
    body: '    Ok(vec![m!(read), m!(write)])',
    entries: ['read', 'write'],
  },
  {
    name: 'an entry with a rule for each value',
    macro: REQUESTS,
    body: '    Ok(vec![(libc::SYS_read, vec![]), m!(SYS_ioctl in [5, 6])])',
    entries: ['read', 'ioctl if 1 dword eq 5=5 | 1 dword eq 6=6'],
  },
  {
    name: 'entries that it names itself',
    macro: '    () => { vec![(libc::SYS_read, vec![]), (libc::SYS_write, vec![])] };',
    body: '    Ok(m!())',
    entries: ['read', 'write'],
  },
  {
    name: 'a block of statements',
    macro: BLOCK,
    body: '    Ok(m!(read | write))',
    entries: ['read', 'write'],
  },
  {
    name: 'what the first arm that fits makes, by an arm of its own',
    macro: `    (@nr $name:ident) => { Sysno::$name as i64 };
    (all $($name:ident)*) => { vec![$((m!(@nr $name), vec![])),*] };
    ($($name:ident)*) => { vec![] };`,
    body: '    Ok(m!(all read write))',
    entries: ['read', 'write'],
  },
];

for (const { name, entries, ...source } of MADE) {
  test(`a macro of the file makes ${name}`, async () => {
    const policy = await read(sourceOf(source));
    assert.deepEqual(
      policy.problems.map(({ message }) => message),
      [],
    );
    assert.deepEqual(
      policy.lists.flatMap((list) => list.entries.map(entryWords)),
      entries,
    );
  });
}

test('every entry stands where its round of the invocation stands', async () => {
  const body = '    Ok(m! {\n        read;\n        write;\n    })';
  const source = sourceOf({ macro: PASTED, body });
  const { lists } = await read(source);
  const places = lists[0]?.entries.map(({ span, line }) => [
    source.slice(span.start, span.end),
    source.split('\n')[line - 1],
  ]);
  assert.deepEqual(places, [
    ['read', '        read;'],
    ['write', '        write;'],
  ]);
});

/** What comes of a wish: the lines that a remedy adds and takes away, or null where there is none. */
interface Edit extends Source {
  readonly name: string;
  readonly wish: ReturnType<typeof want>;
  readonly body: string;
  readonly made: string | null;
}

const EDITS: readonly Edit[] = [
  {
    name: 'a name into a list of one line',
    macro: PASTED.replaceAll(';*', ',*').replace('$(;)', '$(,)'),
    body: '    Ok(m![close, read])',
    wish: want('fsync'),
    made: '    Ok(m![close, fsync, read])',
  },
  {
    name: 'a name into a list of one a line',
    macro: PASTED,
    body: '    Ok(m! {\n        close;\n        read;\n    })',
    wish: want('fsync'),
    made: '    Ok(m! {\n        close;\n        fsync;\n        read;\n    })',
  },
  {
    name: 'a name with what the list has of it',
    macro: NAMES,
    body: '    Ok(m![SYS_close, SYS_read])',
    wish: want('fsync'),
    made: '    Ok(m![SYS_close, SYS_fsync, SYS_read])',
  },
  {
    name: 'a statement beside those with one call',
    macro: PUSHED,
    body: '    let mut all = vec![];\n    m!(all, libc::SYS_close);\n    m!(all, libc::SYS_dup, libc::SYS_dup2);\n    m!(all, libc::SYS_read);\n    Ok(all)',
    wish: want('fsync'),
    made: '    let mut all = vec![];\n    m!(all, libc::SYS_close);\n    m!(all, libc::SYS_fsync);\n    m!(all, libc::SYS_dup, libc::SYS_dup2);\n    m!(all, libc::SYS_read);\n    Ok(all)',
  },
  {
    name: 'a call beside those of the only statement',
    macro: PUSHED,
    body: '    let mut all = vec![];\n    m!(all, libc::SYS_close, libc::SYS_read);\n    Ok(all)',
    wish: want('fsync'),
    made: '    let mut all = vec![];\n    m!(all, libc::SYS_close, libc::SYS_fsync, libc::SYS_read);\n    Ok(all)',
  },
  {
    name: 'an invocation beside others',
    macro: ONE,
    body: '    Ok(vec![m!(close), m!(read)])',
    wish: want('fsync'),
    made: '    Ok(vec![m!(close), m!(fsync), m!(read)])',
  },
  {
    name: 'a value among those of an invocation',
    macro: REQUESTS,
    body: '    Ok(vec![(libc::SYS_read, vec![]), m!(SYS_ioctl in [0x5401])])',
    wish: want('ioctl', 0x5413),
    made: '    Ok(vec![(libc::SYS_read, vec![]), m!(SYS_ioctl in [0x5401, 0x5413])])',
  },
  {
    name: 'nothing where nothing parts the names',
    macro: PASTED.replaceAll(';*', '*').replace(' $(;)?', ''),
    body: '    Ok(m!(close read))',
    wish: want('fsync'),
    made: null,
  },
  {
    name: 'nothing where the macro names its calls itself',
    macro: '    () => { vec![(libc::SYS_close, vec![]), (libc::SYS_read, vec![])] };',
    body: '    Ok(m!())',
    wish: want('fsync'),
    made: null,
  },
  {
    name: 'nothing where a module has no such name',
    macro: PASTED.replace('libc::[<SYS_ $name>]', 'nr::$name').concat(
      '\n}\nmod nr {\n    pub use libc::{SYS_close as close, SYS_read as read};',
    ),
    body: '    Ok(m! { close; read; })',
    wish: want('fsync'),
    made: null,
  },
];

for (const { name, wish, made, ...source } of EDITS) {
  test(`into what a macro makes goes ${name}`, async () => {
    const before = sourceOf(source);
    const policy = await read(before);
    const plan = planFor(policy, wish);
    if (made === null) {
      assert.equal(plan.kind, 'impossible');
      return;
    }
    assert.ok(plan.kind === 'remedies', JSON.stringify(plan));
    const after = applyEdits(before, plan.remedies[0]?.edits ?? []);
    assert.equal(after, before.replace(source.body, made));
    assert.equal(planFor(await read(after), wish).kind, 'already-allowed');
  });
}

test('an entry is taken out of an invocation by itself', async () => {
  const body = '    Ok(m! {\n        close;\n        read;\n    })';
  const before = sourceOf({ macro: PASTED, body });
  const plan = planFor(await read(before), want('close'), { kind: 'remove' });
  assert.ok(plan.kind === 'remedies', JSON.stringify(plan));
  const after = applyEdits(before, plan.remedies[0]?.edits ?? []);
  assert.equal(after, before.replace('        close;\n', ''));
});

test('of several that one statement makes none is taken out alone', async () => {
  const body =
    '    let mut all = vec![];\n    m!(all, libc::SYS_close, libc::SYS_read);\n    m!(all, libc::SYS_dup);\n    Ok(all)';
  const before = sourceOf({ macro: PUSHED, body });
  const plan = planFor(await read(before), want('read'), { kind: 'remove' });
  assert.equal(plan.kind, 'impossible');
});

const TOLD: readonly (Source & { readonly name: string })[] = [
  {
    name: 'that no arm takes',
    macro: PASTED,
    body: '    Ok(m! { read, write })',
  },
  {
    name: 'with a fragment that is not read',
    macro: PASTED.replace('ident', 'pat'),
    body: '    Ok(m! { read; write; })',
  },
  {
    name: 'that never ends',
    macro: '    ($($t:tt)*) => { m!(Sysno::read as i64, $($t)*) };',
    body: '    Ok(m!(read))',
  },
];

for (const { name, ...source } of TOLD) {
  test(`an invocation ${name} is told`, async () => {
    const { problems, lists } = await read(sourceOf(source));
    assert.deepEqual(lists, []);
    assert.ok(
      problems.some(({ message }) => message.startsWith('What this macro of the file makes here')),
      JSON.stringify(problems),
    );
  });
}

test('a macro that grows without end is given up', async () => {
  const macro = '    ($($t:tt)*) => { m!($($t)* $($t)* Sysno::read) };';
  const { problems } = await read(sourceOf({ macro, body: '    Ok(m!(a b c d e f g h))' }));
  assert.equal(problems.length, 1);
});
