import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry, type IGrammar } from 'vscode-textmate';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** As package.json contributes them; the built-in log grammar is stood in for by an empty one. */
const GRAMMARS: Readonly<Record<string, () => string>> = {
  'source.strace': () => read('syntaxes/strace.tmLanguage.json'),
  'text.log.seccomp': () => read('syntaxes/audit-record.tmLanguage.json'),
  'text.log': () => JSON.stringify({ scopeName: 'text.log', patterns: [] }),
};

let strace: IGrammar;
let log: IGrammar;

before(async () => {
  await loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: (scope) => {
      const source = GRAMMARS[scope]?.();
      return Promise.resolve(
        source === undefined ? null : parseRawGrammar(source, `${scope}.json`),
      );
    },
    getInjections: (scope) => (scope === 'text.log' ? ['text.log.seccomp'] : undefined),
  });
  strace = await loaded(registry, 'source.strace');
  log = await loaded(registry, 'text.log');
});

async function loaded(registry: Registry, scope: string): Promise<IGrammar> {
  const grammar = await registry.loadGrammar(scope);
  assert.ok(grammar);
  return grammar;
}

/** The texts of a line that a scope colours; the scope is named without `.strace` or `.seccomp`. */
function coloured(grammar: IGrammar, line: string, scope: string): string[] {
  const { tokens } = grammar.tokenizeLine(line, INITIAL);
  const texts: string[] = [];
  let end = -1;
  for (const token of tokens) {
    if (!token.scopes.some((name) => name.startsWith(`${scope}.`))) continue;
    const text = line.slice(token.startIndex, token.endIndex);
    // Brackets and escapes inside are tokens of their own.
    if (token.startIndex === end) texts.push(`${texts.pop() ?? ''}${text}`);
    else texts.push(text);
    end = token.endIndex;
  }
  return texts;
}

const REQUEST = 'variable.other.constant.request';
const CALL = 'support.function';
const REFUSED = 'invalid.illegal.refused';

const CASES: readonly (readonly [line: string, scope: string, texts: readonly string[]])[] = [
  ['7 ioctl(5, KVM_RUN, 0) = 0', REQUEST, ['KVM_RUN']],
  ['7 ioctl(5</dev/kvm<char 10:232>>, KVM_RUN, 0) = 0', REQUEST, ['KVM_RUN']],
  [
    '[pid 7<a b>] 10:00:00.5 ioctl(5, 0xae80 /* KVM_RUN */, 0) = 0',
    REQUEST,
    ['0xae80 /* KVM_RUN */'],
  ],
  ['ioctl(0, SNDCTL_TMR_TIMEBASE or TCGETS, 0) = 0', REQUEST, ['SNDCTL_TMR_TIMEBASE or TCGETS']],
  [
    'ioctl(5, _IOC(_IOC_READ|_IOC_WRITE, 0xb8, 0x12, 0x30), 0) = 0',
    REQUEST,
    ['_IOC(_IOC_READ|_IOC_WRITE, 0xb8, 0x12, 0x30)'],
  ],
  ['ioctl(0, TIOCGWINSZ <unfinished ...>', REQUEST, ['TIOCGWINSZ']],
  ['write(1, "ioctl(5, KVM_RUN, 0)", 20) = 20', REQUEST, []],
  ['write(1, "ioctl(5, KVM_RUN, 0)", 20) = 20', CALL, ['write']],
  ['7<vcpu0> <... ioctl resumed>, 0) = 0', CALL, ['ioctl']],
  ['7<vcpu0> close(3) = 0', 'entity.name.type.thread', ['vcpu0']],
  ['[pid     7<vcpu0>] close(3) = 0', 'entity.name.tag.thread', ['7']],
  ['close(3) = -1 EBADF (Bad file descriptor)', 'constant.other.errno', ['EBADF']],
  ['open("a\\"b, (", 0) = 3', 'string.quoted.double', ['"a\\"b, ("']],
  [
    '7 --- SIGSYS {si_signo=SIGSYS, si_syscall=__NR_getpid, si_arch=AUDIT_ARCH_X86_64} ---',
    REFUSED,
    ['SIGSYS'],
  ],
  [
    '7 --- SIGSYS {si_signo=SIGSYS, si_syscall=__NR_getpid, si_arch=AUDIT_ARCH_X86_64} ---',
    'constant.numeric.refused',
    ['__NR_getpid', 'AUDIT_ARCH_X86_64'],
  ],
  ['7 +++ killed by SIGSYS (core dumped) +++', REFUSED, ['killed by SIGSYS']],
  ['7 +++ exited with 0 +++', REFUSED, []],
  ['7 --- SIGCHLD {si_signo=SIGCHLD, si_status=SIGSYS} ---', REFUSED, []],
];

for (const [line, scope, texts] of CASES) {
  test(`in strace: ${scope} of ${line}`, () => {
    assert.deepEqual(coloured(strace, line, scope), texts);
  });
}

const IN_LOGS: typeof CASES = [
  [
    'err: 7 --- SIGSYS {si_syscall=__NR_getpid, si_arch=AUDIT_ARCH_X86_64} ---',
    REFUSED,
    ['SIGSYS'],
  ],
  ['err: +++ killed by SIGSYS +++', REFUSED, ['killed by SIGSYS']],
  ['12:00 [pid 7] ioctl(5, KVM_RUN, 0) = 0', REQUEST, ['KVM_RUN']],
  ['my_ioctl(5, KVM_RUN, 0)', REQUEST, []],
  ['close(3) = 0', CALL, []],
  ['+++ exited with 0 +++', 'keyword', []],
  [
    'audit: type=1326 audit(1.2:3): pid=7 comm="a" arch=c000003e syscall=39',
    'constant.numeric',
    ['c000003e', '39'],
  ],
];

for (const [line, scope, texts] of IN_LOGS) {
  test(`in logs: ${scope} of ${line}`, () => {
    assert.deepEqual(coloured(log, line, scope), texts);
  });
}

test('the captures colour as the reader reads: every ioctl’s request, every refused call', () => {
  const folder = join(root, 'test/fixtures/strace');
  let requests = 0;
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.strace'))) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      // Neither a thread's name nor a string holds a call.
      const outside = line.replace(/^(?:\[pid +)?\d+<[^<>]*>/, '').replace(/".*"/, '');
      const ioctl = /(?:^|[\] ])ioctl\(/.test(outside);
      assert.equal(coloured(strace, line, REQUEST).length, ioctl ? 1 : 0, `${name}: ${line}`);
      requests += ioctl ? 1 : 0;
      const refused = /--- SIGSYS |killed by SIGSYS/.test(line);
      assert.equal(coloured(strace, line, REFUSED).length, refused ? 1 : 0, `${name}: ${line}`);
    }
  }
  assert.ok(requests > 300);
});
