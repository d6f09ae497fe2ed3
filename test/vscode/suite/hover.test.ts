import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { auditRecord, hexOf, hyperlightIoctl } from '../lib/records';
import { eventually, TestFolder } from '../lib/workspace';

/** `‸` stands before the character that the pointer is on. */
const MARK = '‸';

interface HoverCase {
  readonly name: string;
  readonly text: string;
  /** All of these are in the hover; none: there is no hover of ours. */
  readonly says: readonly string[];
  readonly neverSays?: readonly string[];
}

const hostile = '[x](command:a)';
const LOG_CASES: readonly HoverCase[] = [
  {
    name: 'a syscall number',
    text: auditRecord({ syscall: 318 }).replace('syscall=318', 'syscall=3‸18'),
    says: [
      'getrandom(',
      '**318**',
      '`x86_64`',
      '`libc::SYS_getrandom`',
      '| 278 | `aarch64`',
      '355',
    ],
  },
  {
    name: 'the key of a field',
    text: auditRecord({ syscall: 318 }).replace('syscall=318', 'sys‸call=318'),
    says: ['getrandom('],
  },
  {
    name: 'a number of another architecture',
    text: auditRecord({ syscall: 278, arch: 'c00000b7' }).replace('=278', '=‸278'),
    says: ['getrandom(', '**278**', '`aarch64`', '| 318 | `x86_64`'],
  },
  {
    name: 'a number that the table lacks',
    text: auditRecord({ syscall: 3999 }).replace('=3999', '=‸3999'),
    says: ['The table of `x86_64` has no call 3999.'],
  },
  {
    name: 'a number on an architecture that has no table',
    text: auditRecord({ syscall: 5, arch: '12345678' }).replace('syscall=5', 'syscall=‸5'),
    says: ['There is no table for the architecture `0x12345678`.'],
  },
  {
    name: 'arch=',
    text: auditRecord({ syscall: 318 }).replace('arch=c', 'arch=‸c'),
    says: ['AUDIT_ARCH_X86_64', '`x86_64`'],
  },
  {
    name: 'code=',
    text: auditRecord({ syscall: 318, code: '0x7ffc0000' }).replace('0x7ffc', '0x‸7ffc'),
    says: ['SECCOMP_RET_LOG', '`SeccompAction::Log`'],
  },
  {
    name: 'code= that no action has',
    text: auditRecord({ syscall: 318, code: '0x12340000' }).replace('0x1234', '0x‸1234'),
    says: ['No action of seccomp has the code `0x12340000`.'],
  },
  {
    name: 'comm= in hex',
    text: auditRecord({ syscall: 318, comm: hexOf('Host Function W') }).replace(
      'comm=4',
      'comm=‸4',
    ),
    says: ['```plaintext\nHost Function W\n```'],
  },
  {
    name: 'comm= that is markdown stays text',
    text: auditRecord({ syscall: 318, comm: hexOf(hostile) }).replace('comm=', 'co‸mm='),
    says: [`\`\`\`plaintext\n${hostile}\n\`\`\``],
  },
  {
    name: 'exe= that would end a code block stays text',
    text: auditRecord({ syscall: 318, exe: hexOf('/``` [x](command:a)\n# y') }).replace(
      'exe=',
      'ex‸e=',
    ),
    says: ['````plaintext\n/``` [x](command:a) # y\n````'],
  },
  {
    name: 'sig=',
    text: auditRecord({ syscall: 318 }).replace('sig=31', 'sig=‸31'),
    says: ['SIGSYS'],
  },
  {
    name: 'sig= by its name, as ausearch -i prints it',
    text: 'type=SECCOMP msg=audit(11/27/2026 04:00:00.123:7) : auid=unset uid=root gid=root ses=unset pid=9 comm=vcpu0 exe=/vmm sig=S‸IGSYS arch=x86_64 syscall=getpid compat=0 ip=0x7f0000000000 code=trap \n',
    says: ['Signal 31: `SIGSYS`'],
  },
  {
    name: "Hyperlight's request, on the line after the number",
    text: hyperlightIoctl(44676).replace('44676', '4‸4676'),
    says: ['0xae84', '0xae'],
  },
  {
    name: 'a number of another kind of line',
    text: 'listening on port=3‸18 with code=0x7ffc0000 and syscall=318\n',
    says: [],
  },
  {
    name: 'a field that needs no words',
    text: auditRecord({ syscall: 318 }).replace('auid=1000', 'auid=‸1000'),
    says: [],
  },
];

const RUST = `use seccompiler::SeccompFilter;
pub const KVM_RUN: u64 = 0xae81;
pub const KVM_GET_REGS: u64 = 0x8090_ae81;
fn requests() -> Result<Vec<SeccompRule>, Error> {
    Ok(or![
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],
        and![Cond::new(1, ArgLen::Dword, Eq, 0x4090_ae82)?],
    ])
}
fn calls() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![
        (libc::SYS_open, vec![]),
        (293, vec![]),
        (libc::SYS_ioctl, requests()?),
    ])
}
fn filter() -> Result<SeccompFilter, Error> {
    let retries = 293;
    SeccompFilter::new(calls()?.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch())
}
`;

const RUST_CASES: readonly HoverCase[] = [
  {
    name: 'SYS_x',
    text: RUST.replace('SYS_open', 'SYS_o‸pen'),
    says: ['open(', '**2**', '`x86_64`', '| none | `aarch64`'],
  },
  {
    name: 'SYS_x that libc lacks on some targets',
    text: RUST.replace('SYS_open', 'SYS_r‸seq'),
    says: ['`libc::SYS_rseq` in Rust', 'has no `SYS_rseq` for `i686-unknown-linux-musl`'],
  },
  {
    name: 'SYS_x that libc has on few targets',
    text: RUST.replace('SYS_open', 'SYS_map_sha‸dow_stack'),
    says: [
      'System call **453** on `x86_64`',
      'has `SYS_map_shadow_stack` only for `loongarch64-unknown-linux-musl`.',
    ],
    neverSays: ['in Rust'],
  },
  {
    name: 'a bare number in the place of an entry',
    text: RUST.replace('(293,', '(2‸93,'),
    says: ['pipe2(', '**293**'],
  },
  {
    name: 'the same number elsewhere',
    text: RUST.replace('retries = 293', 'retries = 2‸93'),
    says: [],
  },
  {
    name: 'a constant whose value is not its name’s',
    text: RUST.replace('Eq, KVM_RUN', 'Eq, KVM_‸RUN'),
    says: ['0xae80', '**This file says `0xae81`, and `KVM_RUN` is `0xae80` on `x86_64`.**'],
  },
  {
    name: 'a constant whose value is right',
    text: RUST.replace('const KVM_GET_REGS', 'const KVM_‸GET_REGS'),
    says: ['0x8090ae81', '144', 'read from the kernel', '`0xae`'],
    neverSays: ['This file says'],
  },
  {
    name: 'the value of a constant',
    text: RUST.replace('0x8090_ae81', '0x80‸90_ae81'),
    says: ['KVM_GET_REGS'],
  },
  {
    name: 'a request as a number',
    text: RUST.replace('0x4090_ae82', '0x40‸90_ae82'),
    says: ['KVM_SET_REGS', '144', 'written to the kernel'],
  },
  {
    name: 'the number of an argument',
    text: RUST.replace(
      'Cond::new(1, ArgLen::Dword, Eq, KVM',
      'Cond::new(‸1, ArgLen::Dword, Eq, KVM',
    ),
    says: ['Argument 1 of `ioctl`: `cmd`'],
  },
  {
    name: 'the number of an argument, whose digit is in the value too',
    text: RUST.replace(
      'Cond::new(1, ArgLen::Dword, Eq, 0x4090_ae82',
      'Cond::new(‸1, ArgLen::Dword, Eq, 0x4010_ae42',
    ),
    says: ['Argument 1 of `ioctl`: `cmd`'],
    neverSays: ['0x4010ae42'],
  },
  {
    name: 'a request that hands over one byte',
    text: RUST.replace('0x4090_ae82', '0x40‸01_5678'),
    says: ['| written to the kernel | 1 byte |'],
  },
  {
    name: 'an upper-case word that is no request',
    text: RUST.replace('use seccompiler', 'static LIM‸ITS: u8 = 1;\nuse seccompiler'),
    says: [],
  },
];

suite('hovers', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('hover');
  });

  teardown(() => folder.remove());

  for (const [file, cases] of [
    ['records.log', LOG_CASES],
    ['filter.rs', RUST_CASES],
  ] as const) {
    for (const { name, text, says, neverSays = [] } of cases) {
      test(`${file}: ${name}`, async () => {
        const { uri, position } = await place(folder, file, text);
        await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
        const found =
          says.length > 0 ? await someHovers(uri, position) : await hovers(uri, position);
        if (says.length === 0) assert.deepEqual(found.map(textOf), []);
        for (const words of says) {
          assert.ok(
            found.map(textOf).join().includes(words),
            `${words}\nis not in\n${found.map(textOf).join()}`,
          );
        }
        for (const words of neverSays) assert.ok(!found.map(textOf).join().includes(words), words);
        for (const { isTrusted } of found.flatMap(markdownOf)) assert.ok(!isTrusted);
      });
    }
  }

  test('plain text is explained as well, and what is no log is not', async () => {
    const text = auditRecord({ syscall: 318 }).replace('=318', '=‸318');
    const pasted = await place(folder, 'pasted.txt', text);
    assert.equal((await someHovers(pasted.uri, pasted.position)).length, 1);
    const notes = await place(folder, 'notes.md', text);
    assert.deepEqual(await hovers(notes.uri, notes.position), []);
  });

  test('a followed file is a log whatever its name', async () => {
    const text = auditRecord({ syscall: 318 }).replace('=318', '=‸318');
    const { uri, position } = await place(folder, 'serial.md', text);
    await folder.watch(uri);
    assert.equal((await someHovers(uri, position)).length, 1);
  });
});

async function place(
  folder: TestFolder,
  file: string,
  marked: string,
): Promise<{ uri: vscode.Uri; position: vscode.Position }> {
  const offset = marked.indexOf(MARK);
  assert.notEqual(offset, -1, 'the case has no mark');
  const uri = await folder.write(file, marked.replace(MARK, ''));
  const document = await vscode.workspace.openTextDocument(uri);
  assert.equal(document.getText(), marked.replace(MARK, ''));
  return { uri, position: document.positionAt(offset) };
}

/** The hovers at a place, once there are some. */
function someHovers(uri: vscode.Uri, position: vscode.Position): Promise<vscode.Hover[]> {
  return eventually('a hover', async () => {
    const found = await hovers(uri, position);
    return found.length > 0 && found;
  });
}

async function hovers(uri: vscode.Uri, position: vscode.Position): Promise<vscode.Hover[]> {
  return vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    position,
  );
}

function markdownOf({ contents }: vscode.Hover): vscode.MarkdownString[] {
  return contents.map((content) => {
    assert.ok(content instanceof vscode.MarkdownString);
    return content;
  });
}

function textOf(hover: vscode.Hover): string {
  return markdownOf(hover)
    .map(({ value }) => value)
    .join('\n');
}
