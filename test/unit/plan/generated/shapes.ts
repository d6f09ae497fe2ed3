import type { Item } from './item';

/** A way to write a list down: one row of docs/dialects.md. */
export interface Shape {
  readonly name: string;
  /** Which entries can have conditions in it; no other item is written with any. */
  readonly limits: 'all' | 'ioctl' | 'none';
  /** Whether an entry can have a cfg, a comment or a blank line of its own. */
  readonly loose: boolean;
  /** A line of the text in which the list begins, where its name alone does not say which is meant. */
  readonly begins?: string;
  /** Declares the list `name`, and uses it in a filter that allows what it holds. */
  readonly write: (name: string, items: readonly Item[]) => string;
}

const hex = (value: number): string => `0x${value.toString(16)}`;
const argument = ({ name }: Item): number => (name === 'ioctl' ? 1 : 0);

/** Items a line each, with what stands around them. */
export function lines(
  items: readonly Item[],
  indent: string,
  write: (item: Item) => string,
  end: ',' | ';' | '' = ',',
): string {
  return items
    .map((item) => {
      const { above, cfg, behind } = item;
      const head = [...above, ...(cfg === null ? [] : [`#[cfg(${cfg})]`])];
      const text = write(item).replaceAll('\n', `\n${indent}`);
      return `${head.map((line) => `${line === '' ? '' : indent}${line}\n`).join('')}${indent}${text}${end}${behind}\n`;
    })
    .join('');
}

/** `or![and![Cond::new(…)?]]`, on one line or a rule a line. */
function orRules(item: Item): string {
  if (item.values === null) return 'vec![]';
  const rules = item.values.map(
    (value) => `and![Cond::new(${argument(item)}, ArgLen::Dword, Eq, ${hex(value)})?]`,
  );
  return rules.length === 1
    ? `or![${rules.join('')}]`
    : `or![\n${rules.map((rule) => `    ${rule},\n`).join('')}]`;
}

/** The same without macros. */
function newRules(item: Item): string {
  if (item.values === null) return 'vec![]';
  const rules = item.values.map(
    (value) =>
      `    SeccompRule::new(vec![SeccompCondition::new(${argument(item)}, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, ${hex(value)}).unwrap()]).unwrap(),\n`,
  );
  return `vec![\n${rules.join('')}]`;
}

const key = ({ name }: Item): string => `libc::SYS_${name}`;
const tuple = (item: Item): string => `(${key(item)}, ${orRules(item)})`;

/** A filter of what an expression gives. */
function filter(name: string, list: string, mismatch = 'SeccompAction::Trap'): string {
  return `
pub fn ${name}_filter() -> Result<SeccompFilter, BackendError> {
    SeccompFilter::new(
        ${list}.into_iter().collect(),
        ${mismatch},
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )
}
`;
}

const RULES = 'Vec<(i64, Vec<SeccompRule>)>';

export const SHAPES: readonly Shape[] = [
  {
    name: 'tuples that a function returns in Ok',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `fn ${name}() -> Result<${RULES}, BackendError> {\n    Ok(vec![\n${lines(items, '        ', tuple)}    ])\n}\n${filter(name, `${name}()?`)}`,
  },
  {
    name: 'tuples on one line',
    limits: 'none',
    loose: false,
    write: (name, items) =>
      `fn ${name}() -> ${RULES} {\n    vec![${items.map(tuple).join(', ')}]\n}\n${filter(name, `${name}()`)}`,
  },
  {
    name: 'tuples in a const slice, without macros',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `const ${name}: &[(i64, Rules)] = &[\n${lines(items, '    ', (item) => `(${key(item)}, ${newRules(item)})`)}];\n${filter(name, `${name}.iter().cloned()`)}`,
  },
  {
    name: 'tuples in an array of a length',
    limits: 'none',
    loose: false,
    write: (name, items) =>
      `static ${name}: [(i64, Rules); ${items.length}] = [\n${lines(items, '    ', tuple)}];\n${filter(name, name)}`,
  },
  {
    name: 'tuples given to the filter',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `pub fn ${name}() -> Result<SeccompFilter, BackendError> {
    SeccompFilter::new(
        vec![\n${lines(items, '            ', tuple)}        ]
        .into_iter()
        .collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
        arch(),
    )
}
`,
  },
  {
    name: 'a map of tuples',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `pub fn ${name}() -> BpfProgram {
    let rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::from([\n${lines(items, '        ', (item) => `(${key(item)}, ${newRules(item)})`)}    ]);
    SeccompFilter::new(rules, SeccompAction::KillProcess, SeccompAction::Allow, arch()).unwrap()
}
`,
  },
  {
    name: 'entries by number',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `fn ${name}() -> Result<${RULES}, BackendError> {\n    Ok(vec![\n${lines(items, '        ', (item) => `(${item.number}, ${orRules(item)})`)}    ])\n}\n${filter(name, `${name}()?`)}`,
  },
  {
    name: 'entries made by calls',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `use crate::rules::{allow_syscall, allow_syscall_if};

pub fn ${name}() -> Result<SeccompFilter, Error> {
    SeccompFilter::new(
        vec![\n${lines(items, '            ', (item) =>
          item.values === null
            ? `allow_syscall(${key(item)})`
            : `allow_syscall_if(${key(item)}, ${orRules(item)})`,
        )}        ]
        .into_iter()
        .collect(),
        SeccompAction::Trap,
    )
}
`,
  },
  {
    name: 'rules with a rank and an action',
    limits: 'all',
    loose: true,
    write: (name, items) => {
      const rule = (conditions: string): string =>
        `SeccompRule::new(vec![${conditions}], SeccompAction::Allow)`;
      const ranked = (item: Item): string => {
        const all = (item.values ?? [null]).map((value) =>
          rule(
            value === null
              ? ''
              : `SeccompCondition::new(${argument(item)}, SeccompCmpOp::Eq, ${hex(value)})?`,
          ),
        );
        return `(${key(item)}, (0, vec![${all.join(', ')}]))`;
      };
      return `fn ${name}() -> Result<SeccompFilterContext, Error> {
    SeccompFilterContext::new(
        vec![\n${lines(items, '            ', ranked)}        ]
        .into_iter()
        .collect(),
        SeccompAction::Trap,
    )
}
`;
    },
  },
  {
    name: 'names in a const slice',
    limits: 'none',
    loose: true,
    write: (name, items) =>
      `const ${name}: &[i64] = &[\n${lines(items, '    ', key)}];\n${filter(name, `${name}.iter().map(|&nr| (nr, vec![]))`)}`,
  },
  {
    name: 'names in an array of a length',
    limits: 'none',
    loose: false,
    write: (name, items) =>
      `static ${name}: [c_long; ${items.length}] = [${items.map(key).join(', ')}];\n${filter(name, `${name}.iter().map(|&nr| (nr, vec![]))`)}`,
  },
  {
    name: 'names of the syscalls crate',
    limits: 'none',
    loose: true,
    write: (name, items) =>
      `fn ${name}() -> Vec<Sysno> {\n    vec![\n${lines(items, '        ', (item) => `Sysno::${item.name}`)}    ]\n}\n${filter(name, `${name}().into_iter().map(|nr| (nr as i64, vec![]))`)}`,
  },
  {
    name: 'inserts',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `pub fn ${name}() -> Result<SeccompFilter, BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::new();
${lines(items, '    ', (item) => `rules.insert(${key(item)}, ${newRules(item)})`, ';')}
    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, arch())
}
`,
  },
  {
    name: 'pushes',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `fn ${name}() -> Result<${RULES}, BackendError> {
    let mut list = Vec::new();
${lines(items, '    ', (item) => `list.push(${tuple(item)})`, ';')}    Ok(list)
}
${filter(name, `${name}()?`)}`,
  },
  {
    name: 'a vec that is extended',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `fn ${name}() -> Result<${RULES}, BackendError> {
    let mut list = vec![];
    list.extend([\n${lines(items, '        ', tuple)}    ]);
    Ok(list)
}
${filter(name, `${name}()?`)}`,
  },
  {
    name: 'arms of a match',
    begins: 'Role::Worker =>',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `fn ${name}(role: Role) -> Result<${RULES}, BackendError> {
    Ok(match role {
        Role::Nobody => vec![],
        Role::Worker => vec![\n${lines(items, '            ', tuple)}        ],
    })
}
${filter(name, `${name}(Role::Worker)?`)}`,
  },
];

export { argument, hex, key };
