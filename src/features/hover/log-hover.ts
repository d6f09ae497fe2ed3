import * as vscode from 'vscode';
import { actionOfCode, actionWords, rustAction } from '../../core/abi/actions';
import { archOfAudit, auditArchName } from '../../core/abi/arch';
import { syscallByNumber } from '../../core/abi/syscalls';
import type { RecordField, RefusalRecord } from '../../core/records/record';
import { signalName } from '../../core/records/signals';
import type { Lens } from '../shared/lens';
import { fieldRange, isLogDocument, recordAt } from '../shared/log-lines';
import { code, Page } from './page';
import { hex, requestPage } from './request-page';
import { syscallPage } from './syscall-page';

/** Explains the fields of records in logs, where the pointer is on one. */
export class LogHover implements vscode.HoverProvider {
  constructor(private readonly lens: Lens) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    if (!isLogDocument(this.lens, document)) return null;
    const found = recordAt(document, position.line);
    for (const field of found?.record.fields ?? []) {
      const explain = Object.hasOwn(EXPLAINED, field.key) ? EXPLAINED[field.key] : undefined;
      if (!found || !explain) continue;
      const range = withKey(document, fieldRange(document, found, field), field.key);
      if (!range.contains(position)) continue;
      const page = new Page();
      return explain(page, found.record, field) ? new vscode.Hover(page.markdown, range) : null;
    }
    return null;
  }
}

/** Fills the page; false where there is nothing to say. */
type Explain = (page: Page, record: RefusalRecord, field: RecordField) => boolean;

const EXPLAINED: Readonly<Record<string, Explain>> = {
  syscall: explainCall,
  arch: explainArch,
  code: explainCode,
  comm: explainThread,
  exe: explainProgram,
  sig: explainSignal,
  request: explainRequest,
};

/** The range of `key=value`, where it stands so. */
function withKey(document: vscode.TextDocument, value: vscode.Range, key: string): vscode.Range {
  const { line, character } = value.start;
  const before = document.lineAt(line).text.slice(0, character);
  const head = [`${key}=`, `${key}="`].find((it) => before.endsWith(it));
  return head ? value.with(new vscode.Position(line, character - head.length)) : value;
}

function explainCall(page: Page, { arch, number, auditArch }: RefusalRecord): boolean {
  if (number === null) return false;
  const call = arch === null ? null : syscallByNumber(arch, number);
  if (call) syscallPage(page, call);
  else if (arch !== null) {
    page.say(vscode.l10n.t('The table of {0} has no call {1}.', code(arch), number));
  } else {
    page.say(
      auditArch === null
        ? vscode.l10n.t('The record names no architecture: a number means nothing without it.')
        : vscode.l10n.t('There is no table for the architecture {0}.', code(hex(auditArch))),
    );
  }
  return true;
}

function explainArch(page: Page, { auditArch }: RefusalRecord): boolean {
  if (auditArch === null) return false;
  const arch = archOfAudit(auditArch);
  page.show(auditArchName(auditArch) ?? hex(auditArch), 'c');
  page.say(
    arch === null
      ? vscode.l10n.t('No table of system calls for this architecture.')
      : vscode.l10n.t('{0}: the number in {1} is of its table.', code(arch), code('syscall=')),
  );
  return true;
}

function explainCode(page: Page, record: RefusalRecord): boolean {
  if (record.code === null) return false;
  const action = actionOfCode(record.code);
  if (action === null) {
    page.say(vscode.l10n.t('No action of seccomp has the code {0}.', code(hex(record.code))));
    return true;
  }
  page.show(`SECCOMP_RET_${action.toUpperCase().replaceAll('-', '_')}`, 'c');
  page.say(actionWords(action));
  page.say(vscode.l10n.t('In Rust: {0}', code(rustAction(action))));
  return true;
}

function explainThread(page: Page, { comm }: RefusalRecord): boolean {
  if (comm === null) return false;
  page.say(vscode.l10n.t('The thread:')).show(comm);
  page.say(vscode.l10n.t('The kernel keeps the first 15 bytes of a thread’s name.'));
  return true;
}

function explainProgram(page: Page, { exe }: RefusalRecord): boolean {
  if (exe === null) return false;
  page.say(vscode.l10n.t('The program:')).show(exe);
  return true;
}

/** `ausearch -i` writes its name. */
function explainSignal(page: Page, { signal }: RefusalRecord, field: RecordField): boolean {
  const number = signal ?? Number(field.value);
  if (!Number.isInteger(number)) return false;
  page.say(
    number === 0
      ? vscode.l10n.t('No signal was sent: the call went on.')
      : vscode.l10n.t('Signal {0}: {1}', number, code(signalName(number) ?? '?')),
  );
  return true;
}

function explainRequest(page: Page, { arch, request }: RefusalRecord): boolean {
  if (request === null || arch === null) return false;
  requestPage(page, arch, request);
  return true;
}
