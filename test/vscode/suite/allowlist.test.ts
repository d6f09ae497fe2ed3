import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Policy } from '../../../src/core/policy/model';
import type { RustParser } from '../../../src/core/policy/parser';
import { readPolicy } from '../../../src/core/policy/read';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import type { Trap } from '../../../src/core/traps/trap';
import { itemOf } from '../../../src/features/allowlist/items';
import { allowlistNodes, AllowlistNodes } from '../../../src/features/allowlist/make-nodes';
import { type AllowlistNode, childrenOf } from '../../../src/features/allowlist/nodes';
import { SourceTree } from '../../../src/core/policy/source-tree';
import { offersFor, remediesOf } from '../../../src/features/shared/offers';
import { AllowlistTree } from '../../../src/features/allowlist/tree';
import { missingCalls } from '../../../src/features/shared/places';
import type { PolicySource } from '../../../src/features/shared/policy-source';
import { questions } from '../../../src/features/shared/questions';
import { ReadCrate } from '../../../src/features/shared/read-crate';
import { loadRustParser } from '../../../src/host/rust-parser';
import { FILTER } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { auditRecord } from '../lib/records';
import { extension, TestFolder } from '../lib/workspace';

suite('the Allowlist view', () => {
  let parser: RustParser;

  suiteSetup(async () => {
    parser = await loadRustParser(path.join((await extension()).extensionPath, 'dist'));
  });

  suiteTeardown(() => {
    parser.dispose();
  });

  const read = (name: string, text: string): PolicySource => {
    const uri = vscode.Uri.file(path.join('/somewhere', name));
    const policy: Policy = readPolicy(parser, text, 'x86_64');
    const tree = new SourceTree(name, text);
    const crate = new ReadCrate(tree, new Map(), parser, 'x86_64', () => null);
    return { uri, policy, crate, ask: questions };
  };

  test('the example: its list, entries, requests, and what was refused on top', () => {
    const source = read('filter.rs', FILTER);
    const rows = drawn(treeOf([source], trapsOf(auditRecord({ syscall: 318 }))));
    assert.deepEqual(rows, [
      'filter.rs',
      '  worker_rules | 5 allowed · else trap',
      '    getrandom | refused ×1, missing',
      '    brk',
      '    exit',
      '    futex',
      '    ioctl | 2 requests',
      '      KVM_GET_API_VERSION',
      '      KVM_GET_VCPU_MMAP_SIZE',
      '    write',
    ]);
  });

  test('conditions, cfgs, bare numbers and polarity in words', () => {
    const source = read('shapes.rs', SHAPES);
    assert.deepEqual(drawn(treeOf([source], [])), [
      'shapes.rs',
      '  calls | 5 allowed · else kill-thread',
      '    write | fd = 1 or 2',
      '      fd = 1',
      '      fd = 2',
      '    openat | flags & 0x3 = 0 and mode = 0',
      '      flags & 0x3 = 0 and mode = 0',
      '    open | target_arch = "x86_64"',
      '    pipe2',
      '    close',
      '  refused | 1 met with errno · else allow',
      '    clone3',
    ]);
  });

  test('what is in force: the thread, a list taken in, the later entry, a second filter', () => {
    assert.deepEqual(drawn(treeOf([read('force.rs', FORCE)], [])), [
      'force.rs',
      '  common | 1 allowed · else trap · for Vcpu',
      '    read',
      '  vcpu | 3 allowed · else trap · for Vcpu',
      '    close | not in force: line 10 wins',
      '    openat | EACCES by line 25',
      '    close',
      '    common | 1 call taken in',
      '  filters | 1 met with errno · else allow',
      '    openat',
    ]);
  });

  test('each row goes to where its thing stands', () => {
    const source = read('filter.rs', FILTER);
    const lines = FILTER.split('\n');
    const going = flat(treeOf([source], [])).flatMap((node) => {
      const { command } = itemOf(node, 'x86_64');
      if (command === undefined) return [];
      assert.equal(command.command, 'vscode.open');
      const [uri, { selection }] = command.arguments as [vscode.Uri, { selection: vscode.Range }];
      assert.equal(uri.toString(), source.uri.toString());
      return [lines[selection.start.line]?.slice(selection.start.character)];
    });
    assert.equal(
      going[0],
      'worker_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {',
    );
    assert.equal(going[1], '(libc::SYS_brk, vec![]),');
  });

  test('a refused call’s row asks for the fix', () => {
    const source = read('filter.rs', FILTER);
    const traps = trapsOf(auditRecord({ syscall: 318 }));
    const missing = flat(treeOf([source], traps)).filter(({ kind }) => kind === 'missing');
    const [command] = missing.map((node) => itemOf(node, 'x86_64').command);
    assert.equal(command?.command, 'seccompLens.fixTrap');
    assert.deepEqual(command.arguments, [traps[0]?.key]);
  });

  test('one call of several threads is one row', () => {
    const log = ['"one"', '"two"'].map((comm, serial) =>
      auditRecord({ syscall: 318, comm, serial }),
    );
    const logged = auditRecord({ syscall: 318, code: '0x7ffc0000', serial: 9 });
    const rows = drawn(treeOf([read('filter.rs', FILTER)], trapsOf(log.join('') + logged)));
    assert.deepEqual(
      rows.filter((row) => row.includes('missing')),
      ['    getrandom | refused ×2, missing'],
    );
    const once = drawn(treeOf([read('filter.rs', FILTER)], trapsOf(logged)));
    assert.equal(once[2], '    getrandom | logged ×1, missing');
  });

  test('a filter that was left on Log is told from the others', () => {
    const icon = (text: string) => {
      const list = flat(treeOf([read('filter.rs', text)], [])).find(({ kind }) => kind === 'list');
      assert.ok(list);
      const { iconPath } = itemOf(list, 'x86_64');
      assert.ok(iconPath instanceof vscode.ThemeIcon);
      return iconPath.color?.id;
    };
    assert.equal(icon(FILTER), undefined);
    assert.equal(icon(FILTER.replace('::Trap', '::Log')), 'list.warningForeground');
  });

  test('only what a list allows is ticked, and a tooltip says each thing once', () => {
    const text = `${SHAPES}\nfn loose() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_dup, vec![])]\n}\nfn loosened() -> Result<SeccompFilter, Error> {
    SeccompFilter::new(loose().into_iter().collect(), SeccompAction::Log, SeccompAction::Log, arch())
}`;
    const nodes = flat(treeOf([read('shapes.rs', text)], []));
    const iconOf = (call: string) => {
      const found = nodes.find(
        (node) => node.kind === 'entry' && itemOf(node, 'x86_64').label === call,
      );
      assert.ok(found, call);
      const { iconPath } = itemOf(found, 'x86_64');
      assert.ok(iconPath instanceof vscode.ThemeIcon);
      return iconPath.id;
    };
    assert.deepEqual(['close', 'clone3', 'dup'].map(iconOf), ['check', 'circle-slash', 'question']);
    const tooltips = nodes
      .filter(({ kind }) => kind === 'list')
      .map((node) => itemOf(node, 'x86_64').tooltip);
    assert.deepEqual(tooltips, [
      'calls\n5 allowed\nelse kill-thread',
      'refused\n1 met with errno\nelse allow',
      'loose\n1 call\nmatch log, else log',
    ]);
  });

  test('ids stay the same over a refresh, and no two rows share one', () => {
    const text = FILTER.replace(
      '(libc::SYS_brk, vec![]),',
      '(libc::SYS_brk, vec![]),\n        (libc::SYS_brk, vec![]),',
    );
    const traps = trapsOf(auditRecord({ syscall: 318 }));
    const ids = (source: PolicySource) =>
      flat(treeOf([source], traps)).map((node) => itemOf(node, 'x86_64').id);
    const before = ids(read('filter.rs', text));
    assert.equal(new Set(before).size, before.length);
    assert.deepEqual(ids(read('filter.rs', `// A line more.\n${text}`)), before);
  });

  test('a source’s rows are made once, and say by now what is missing by now', () => {
    const [one, two] = [read('one.rs', FILTER), read('two.rs', FILTER)];
    const nodes = new AllowlistNodes('x86_64');
    const now = (sources: PolicySource[], log: string) =>
      nodes.of(sources, missingIn(sources, trapsOf(log)));
    const before = now([one], '');
    const made = new Set(flat(before));
    const expanded = () => before.flatMap(openingOf);
    assert.deepEqual(expanded(), [vscode.TreeItemCollapsibleState.Expanded]);
    const alike = () => flat(before).filter((node) => !made.has(node));
    now([one, two], '');
    assert.deepEqual(expanded(), [vscode.TreeItemCollapsibleState.Collapsed]);
    assert.deepEqual(alike(), []);
    now([one, two], auditRecord({ syscall: 318 }));
    assert.deepEqual(expanded(), [vscode.TreeItemCollapsibleState.Expanded]);
    assert.deepEqual(
      alike().map(({ kind }) => kind),
      ['missing'],
    );
    assert.equal(drawn(before)[2], '    getrandom | refused ×1, missing');
    now([one, two], auditRecord({ syscall: 318 }) + auditRecord({ syscall: 318, serial: 2 }));
    assert.equal(drawn(before)[2], '    getrandom | refused ×2, missing');
    now([one, two], '');
    assert.deepEqual(alike(), []);
  });

  test('lists are open where there is one file, else where something is missing', () => {
    const one = read('one.rs', FILTER);
    const two = read('two.rs', FILTER.replace('(libc::SYS_brk', '(libc::SYS_getrandom'));
    const open = (sources: PolicySource[], traps: Trap[]) =>
      flat(treeOf(sources, traps))
        .filter(({ kind }) => kind === 'list')
        .map(
          (node) =>
            itemOf(node, 'x86_64').collapsibleState === vscode.TreeItemCollapsibleState.Expanded,
        );
    assert.deepEqual(open([one], []), [true]);
    assert.deepEqual(open([one, two], []), [false, false]);
    assert.deepEqual(open([one, two], trapsOf(auditRecord({ syscall: 318 }))), [true, false]);
  });

  test('what stood in the way of reading is a row', () => {
    const [file] = treeOf([read('broken.rs', `${SHAPES}\nfn broken( { let = ; }\n`)], []);
    assert.ok(file);
    const problems = childrenOf(file).filter(({ kind }) => kind === 'problem');
    assert.equal(problems.length, 1);
  });

  test('a source about a filter that cannot be read is there, and says so', async () => {
    const folder = await TestFolder.create('allowlist');
    const lens = await ownLens();
    const tree = new AllowlistTree(lens);
    try {
      await folder.write('broken.rs', 'use seccompiler::SeccompFilter;\nfn filter( {\n');
      await folder.write('other.rs', 'fn broken( {\n');
      assert.deepEqual(drawn(await tree.getChildren()), [
        'broken.rs',
        '  Line 2 is not Rust that can be parsed.',
      ]);
    } finally {
      tree.dispose();
      disposeLens(lens);
      await folder.remove();
    }
  });
});

const SHAPES = `
fn calls() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![
        (libc::SYS_write, or![
            and![Cond::new(0, ArgLen::Dword, Eq, 1)?],
            and![Cond::new(0, ArgLen::Dword, Eq, 2)?],
        ]),
        (libc::SYS_openat, or![and![
            Cond::new(2, ArgLen::Dword, MaskedEq(0x3), 0)?,
            Cond::new(3, ArgLen::Dword, Eq, 0)?,
        ]]),
        #[cfg(target_arch = "x86_64")]
        (libc::SYS_open, vec![]),
        (293, vec![]),
        (libc::SYS_close, vec![]),
    ])
}

fn refused() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_clone3, vec![])]
}

fn filters() -> Result<(SeccompFilter, SeccompFilter), Error> {
    Ok((
        SeccompFilter::new(calls()?.into_iter().collect(), SeccompAction::KillThread, SeccompAction::Allow, arch())?,
        SeccompFilter::new(refused().into_iter().collect(), SeccompAction::Allow, SeccompAction::Errno(38), arch())?,
    ))
}
`;

const FORCE = `
fn common() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_read, vec![])]
}

fn vcpu() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    let mut rules = vec![
        (libc::SYS_close, vec![]),
        (libc::SYS_openat, vec![]),
        (libc::SYS_close, vec![]),
    ];
    rules.extend(common());
    Ok(rules)
}

fn rules(thread: Thread) -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    match thread {
        Thread::Vcpu => vcpu(),
    }
}

fn filters() -> Result<Vec<SeccompFilter>, Error> {
    Ok(vec![
        SeccompFilter::new(vcpu()?.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch())?,
        SeccompFilter::new(vec![(libc::SYS_openat, vec![])].into_iter().collect(), SeccompAction::Allow, SeccompAction::Errno(libc::EACCES as u32), arch())?,
    ])
}
`;

function trapsOf(log: string): Trap[] {
  const joiner = new TrapJoiner();
  for (const record of decodeText(log)) joiner.add(record, { label: 'a log', file: null });
  return [...joiner.traps()];
}

function treeOf(sources: readonly PolicySource[], traps: readonly Trap[]) {
  return allowlistNodes(sources, missingIn(sources, traps), 'x86_64');
}

function missingIn(sources: readonly PolicySource[], traps: readonly Trap[]) {
  const open = traps.map((trap) => ({ trap, remedies: remediesOf(offersFor(sources, trap)) }));
  return missingCalls(open);
}

/** Which of its lists are open. */
function openingOf(file: AllowlistNode) {
  return childrenOf(file)
    .filter(({ kind }) => kind === 'list')
    .map((node) => itemOf(node, 'x86_64').collapsibleState);
}

function flat(nodes: readonly AllowlistNode[]): AllowlistNode[] {
  return nodes.flatMap((node) => [node, ...flat(childrenOf(node))]);
}

/** The rows as a person sees them, two spaces a level, ` | ` before the fainter words. */
function drawn(nodes: readonly AllowlistNode[], level = 0): string[] {
  return nodes.flatMap((node) => {
    const { label, description } = itemOf(node, 'x86_64');
    if (typeof label !== 'string') assert.fail('a row has a label');
    // Where the file lies is not what this is about.
    const words = node.kind === 'file' || description === undefined ? '' : ` | ${description}`;
    return [`${'  '.repeat(level)}${label}${words}`, ...drawn(childrenOf(node), level + 1)];
  });
}
