import type { Item } from './item';
import { argument, hex, key, lines, type Shape } from './shapes';

const FILTER = `SeccompFilter::new(
        map,
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )`;

/** Functions of the file that make a rule of one value, and an entry. */
const HELPERS = `type Entry = (i64, Vec<SeccompRule>);

fn any(nr: i64) -> Entry {
    (nr, vec![])
}

fn one_of(nr: i64, arg: u8, values: &[u64]) -> Result<Entry, BackendError> {
    let mut rules = vec![];
    for &value in values {
        rules.push(SeccompRule::new(vec![SeccompCondition::new(
            arg,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Eq,
            value,
        )?])?);
    }
    Ok((nr, rules))
}
`;

const ADDERS = `#[derive(Default)]
struct Table(BTreeMap<i64, Vec<SeccompRule>>);

impl Table {
    fn any(&mut self, nr: i64) {
        self.0.entry(nr).or_default();
    }

    fn request(&mut self, request: u64) -> Result<(), BackendError> {
        let rule = SeccompRule::new(vec![SeccompCondition::new(
            1,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Eq,
            request,
        )?])?;
        self.0.entry(libc::SYS_ioctl).or_default().push(rule);
        Ok(())
    }
}
`;

const CHAIN = `#[derive(Default)]
pub struct Policy {
    map: BTreeMap<i64, Vec<SeccompRule>>,
}

impl Policy {
    fn allow(mut self, nr: i64) -> Self {
        self.map.insert(nr, vec![]);
        self
    }

    fn allow_when(mut self, nr: i64, arg: u8, values: &[u64]) -> Self {
        let rules = self.map.entry(nr).or_default();
        rules.extend(values.iter().map(|value| {
            let condition =
                SeccompCondition::new(arg, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, *value);
            SeccompRule::new(vec![condition.expect("an argument")]).expect("a condition")
        }));
        self
    }

    fn build(self) -> Result<SeccompFilter, BackendError> {
        SeccompFilter::new(self.map, SeccompAction::Trap, SeccompAction::Allow, arch())
    }
}
`;

const ROWS = `fn build(table: &[(i64, &[u64])]) -> Result<SeccompFilter, BackendError> {
    let mut map = BTreeMap::new();
    for (nr, requests) in table {
        let mut rules = Vec::new();
        for request in *requests {
            rules.push(SeccompRule::new(vec![SeccompCondition::new(
                1,
                SeccompCmpArgLen::Dword,
                SeccompCmpOp::Eq,
                *request,
            )?])?);
        }
        map.insert(*nr, rules);
    }
    ${FILTER}
}
`;

const values = ({ values: all }: Item): string => (all ?? []).map(hex).join(', ');

/** Ways that need a function of the file, or another crate's interface, to be understood. */
export const MADE_SHAPES: readonly Shape[] = [
  {
    name: 'builders',
    limits: 'all',
    loose: true,
    write: (name, items) => {
      const rule = (item: Item): string =>
        `BpfRule::new(${key(item)})${(item.values ?? [])
          .map(
            (value) => `\n    .add_constraint(SeccompCmpOpt::Eq, ${argument(item)}, ${hex(value)})`,
          )
          .join('')}`;
      return `fn ${name}() -> Vec<BpfRule> {
    vec![\n${lines(items, '        ', rule)}    ]
}

fn register() -> Result<(), Error> {
    let mut filter = SyscallFilter::new(SeccompOpt::Trap);
    for rule in &mut ${name}() {
        filter.push(rule);
    }
    filter.realize()
}
`;
    },
  },
  {
    name: 'statement macros',
    limits: 'none',
    loose: true,
    write: (name, items) =>
      `macro_rules! allow_syscall {
    ($ctx:expr, $nr:expr) => {
        $ctx.add_rule(Action::Allow, $nr, &[])?
    };
}

pub fn ${name}() -> Result<(), crate::Error> {
    let mut ctx = Context::default(Action::KillProcess)?;
${lines(items, '    ', (item) => `allow_syscall!(ctx, ${key(item)})`, ';')}    ctx.load()?;
    Ok(())
}
`,
  },
  {
    name: 'statements that call a function',
    limits: 'none',
    loose: true,
    write: (name, items) =>
      `pub fn ${name}() -> Result<(), crate::Error> {
    let mut ctx = Context::default(Action::KillProcess)?;
${lines(items, '    ', (item) => `allow(&mut ctx, ${key(item)})?`, ';')}    ctx.load()
}
`,
  },
  {
    name: 'methods of the syscallz crate',
    limits: 'none',
    loose: true,
    write: (name, items) =>
      `fn ${name}() -> Result<()> {
    let mut ctx = Context::init()?;
${lines(items, '    ', (item) => `ctx.allow_syscall(Syscall::${item.name})?`, ';')}    ctx.load()
}
`,
  },
  {
    name: 'entries that functions of the file make',
    limits: 'all',
    loose: true,
    write: (name, items) =>
      `${HELPERS}
fn ${name}() -> Result<Vec<Entry>, BackendError> {
    Ok(vec![\n${lines(items, '        ', (item) =>
      item.values === null
        ? `any(${key(item)})`
        : `one_of(${key(item)}, ${argument(item)}, &[${values(item)}])?`,
    )}    ])
}

pub fn filter() -> Result<SeccompFilter, BackendError> {
    let map = ${name}()?.into_iter().collect();
    ${FILTER}
}
`,
  },
  {
    name: 'methods of the file that fill a table',
    limits: 'ioctl',
    loose: true,
    write: (name, items) =>
      `${ADDERS}
pub fn ${name}() -> Result<SeccompFilter, BackendError> {
    let mut table = Table::default();
${lines(
  items,
  '    ',
  (item) =>
    item.values === null
      ? `table.any(${key(item)})`
      : item.values.map((value) => `table.request(${hex(value)})?`).join(';\n'),
  ';',
)}    let map = table.0;
    ${FILTER}
}
`,
  },
  {
    name: 'a chain of methods of the file',
    limits: 'all',
    loose: false,
    write: (name, items) =>
      `${CHAIN}
pub fn ${name}() -> Policy {
    Policy::default()
${items
  .map((item) =>
    item.values === null
      ? `        .allow(${key(item)})\n`
      : `        .allow_when(${key(item)}, ${argument(item)}, &[${values(item)}])\n`,
  )
  .join('')}}
`,
  },
  {
    name: 'rows of a table that a loop reads',
    limits: 'ioctl',
    loose: true,
    write: (name, items) =>
      `const ${name}: &[(i64, &[u64])] = &[\n${lines(items, '    ', (item) => `(${key(item)}, &[${values(item)}])`)}];

${ROWS}
pub fn of_rows() -> Result<SeccompFilter, BackendError> {
    build(${name})
}
`,
  },
  {
    name: 'numbers that a loop reads',
    limits: 'none',
    loose: true,
    write: (name, items) =>
      `const ${name}: &[i64] = &[\n${lines(items, '    ', ({ number }) => String(number))}];

pub fn numbered() -> Result<SeccompFilter, BackendError> {
    let mut map = BTreeMap::new();
    for &nr in ${name} {
        map.insert(nr, vec![]);
    }
    ${FILTER}
}
`,
  },
  {
    name: 'libseccomp',
    limits: 'all',
    loose: true,
    write: (name, items) => {
      const call = ({ name: one }: Item): string => `ScmpSyscall::from_name("${one}")?`;
      const rules = (item: Item): string =>
        item.values === null
          ? `ctx.add_rule(ScmpAction::Allow, ${call(item)})?`
          : item.values
              .map(
                (value) =>
                  `ctx.add_rule_conditional(\n    ScmpAction::Allow,\n    ${call(item)},\n    &[ScmpArgCompare::new(${argument(item)}, ScmpCompareOp::Equal, ${hex(value)})],\n)?`,
              )
              .join(`;\n${item.cfg === null ? '' : `#[cfg(${item.cfg})]\n`}`);
      return `pub fn ${name}() -> Result<ScmpFilterContext, SeccompError> {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Errno(libc::EPERM))?;
${lines(items, '    ', rules, ';')}    Ok(ctx)
}
`;
    },
  },
];
