import fc from 'fast-check';
import { CALLS, items, type Item } from './item';
import { dress, dressed } from './page';
import { key, lines } from './shapes';

/** A file in which lists belong together, and the calls that each of them holds. */
export interface Group {
  readonly text: string;
  readonly calls: Readonly<Record<string, readonly string[]>>;
}

const RULES = 'Vec<(i64, Vec<SeccompRule>)>';
const ALLOW = 'SeccompAction::Trap, SeccompAction::Allow';
const tuple = (item: Item): string => `(${key(item)}, vec![])`;

/** Items of one list whose calls have no conditions and no cfg: what these say is in other tests. */
const plain = items.map((all) =>
  all
    .filter(({ name }) => name !== 'ioctl')
    .map((item): Item => ({ ...item, values: null, cfg: null })),
);

function list(name: string, all: readonly Item[], how: 'vec' | 'line' | 'push'): string {
  switch (how) {
    case 'vec':
      return `fn ${name}() -> ${RULES} {\n    vec![\n${lines(all, '        ', tuple)}    ]\n}\n`;
    case 'line':
      return `fn ${name}() -> ${RULES} {\n    vec![${all.map(tuple).join(', ')}]\n}\n`;
    case 'push':
      return `fn ${name}() -> ${RULES} {\n    let mut list = Vec::new();\n${lines(all, '    ', (item) => `list.push(${tuple(item)})`, ';')}    list\n}\n`;
  }
}

const how = fc.constantFrom('vec' as const, 'line' as const, 'push' as const);
const names = (all: readonly Item[]): readonly string[] => all.map(({ name }) => name);

/** An allowlist, and a second filter that answers what it lists with an errno. */
export const errnos: fc.Arbitrary<Group> = fc
  .record({ allowed: plain, refused: plain, how, other: how, dress })
  .map(({ allowed, refused, how: one, other, dress: page }) => ({
    text: dressed(
      `${list('allowed', allowed, one)}
${list('refused', refused, other)}
pub fn programs() -> Result<[BpfProgram; 2], Error> {
    let allow = SeccompFilter::new(allowed().into_iter().collect(), ${ALLOW}, arch())?;
    let refuse = SeccompFilter::new(
        refused().into_iter().collect(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::ENOSYS as u32),
        arch(),
    )?;
    Ok([refuse.try_into()?, allow.try_into()?])
}
`,
      page,
    ),
    calls: { allowed: names(allowed), refused: names(refused) },
  }));

/** Two lists that take in a third. */
export const commons: fc.Arbitrary<Group> = fc
  .record({ base: plain, one: plain, two: plain, how, extends: fc.boolean(), dress })
  .map(({ base, one, two, how: form, extends: isExtended, dress: page }) => {
    const user = (name: string, all: readonly Item[]): string => {
      const body = isExtended
        ? `    rules.extend(vec![\n${lines(all, '        ', tuple)}    ]);\n`
        : lines(all, '    ', (item) => `rules.push(${tuple(item)})`, ';');
      return `fn ${name}() -> ${RULES} {\n    let mut rules = base();\n${body}    rules\n}\n`;
    };
    const filter = (name: string): string =>
      `SeccompFilter::new(${name}().into_iter().collect(), ${ALLOW}, arch())`;
    return {
      text: dressed(
        `${list('base', base, form)}
${user('one', one)}
${user('two', two)}
pub fn filters() -> Result<[SeccompFilter; 2], Error> {
    Ok([${filter('one')}?, ${filter('two')}?])
}
`,
        page,
      ),
      calls: { base: names(base), one: names(one), two: names(two) },
    };
  });

/** Registrations of host functions, some with further calls: of the sandbox, or of the function. */
export const hosts: fc.Arbitrary<Group> = fc
  .record({
    extra: fc.uniqueArray(fc.constantFrom(...CALLS.map(({ name }) => name)), { maxLength: 4 }),
    form: fc.constantFrom(
      'plain' as const,
      'closure' as const,
      'method' as const,
      'chain' as const,
    ),
    note: fc.constantFrom('', '    // größer 𝔘 "libc::SYS_getpid"\n'),
    tail: fc.constantFrom('?', '.unwrap()'),
    dress,
  })
  .map(({ extra, form, note, tail, dress: page }) => {
    const more = extra.length > 0 ? '_with_extra_allowed_syscalls' : '';
    const calls = extra.map((name) => `libc::SYS_${name}`).join(', ');
    const vec = extra.length > 0 ? `, vec![${calls}]` : '';
    const registration = {
      plain: `    sandbox.register${more}("F", spin${vec})${tail};\n`,
      closure: `    sandbox.register${more}("F", |text: String| Ok(text)${vec})${tail};\n`,
      chain: `    sandbox\n        .register${more}("F", spin${vec})\n        ${tail === '?' ? '.map_err(Error::from)?' : tail};\n`,
      method: `    let f = Arc::new(Mutex::new(|| Ok(())));\n    f.register${more}(sandbox, "F"${vec})${tail};\n`,
    }[form];
    return {
      text: dressed(
        `use hyperlight_host::UninitializedSandbox;

fn add(sandbox: &mut UninitializedSandbox) -> hyperlight_host::Result<()> {
${note}${registration}    Ok(())
}
`,
        page,
      ),
      calls: { F: extra },
    };
  });
