import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import type { Session } from './driver';

/** A record of getpid, by a thread and a program whose names would be markup and a command. */
export const HOSTILE =
  '[  801.1] audit: type=1326 audit(1795502300.100:90): auid=0 uid=0 gid=0 ses=1 pid=77 ' +
  'comm="<b id=owned>b" exe="/bin/[x](command:workbench.action.quit)" sig=31 arch=c000003e ' +
  'syscall=39 compat=0 ip=0x7f code=0x80000000\n';

/** What Hyperlight's handler prints of KVM_SET_FPU. */
const SET_FPU =
  '[ERROR][HYPERLIGHT] Handling disallowed syscall\n' +
  '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n' +
  '[ERROR][HYPERLIGHT] IOCTL Param: 1101049485\n';

/** A record of clock_nanosleep by a thread of a VMM. @param time milliseconds since the epoch */
function sleepAt(time: number): string {
  return (
    `[  802.1] audit: type=1326 audit(${(time / 1000).toFixed(3)}:95): auid=0 uid=0 gid=0 ses=1 ` +
    'pid=78 comm="vcpu0" exe="/usr/bin/my-vmm" sig=31 arch=c000003e syscall=230 compat=0 ip=0x7f ' +
    'code=0x80000000\n'
  );
}

/** What the decoder can show in the example workspace, in the order in which a person comes to it. */
export const STATES = {
  'one-request': async (session: Session) => {
    await appendFile(path.join(session.folder, 'logs/program.log'), SET_FPU);
    return decoder(session, 'ioctl(KVM_SET_FPU)');
  },
  'a-call': (session: Session) => decoder(session, 'clock_nanosleep'),
  'no-request': async (session: Session) => {
    const row = session.page.locator('[role="treeitem"][aria-label*="called ioctl,"]');
    return session.workbench.webviewOf(row, '.facts dd:has-text("not in the record")');
  },
  hostile: async (session: Session) => {
    await appendFile(path.join(session.folder, 'logs/kernel.log'), HOSTILE);
    return decoder(session, 'getpid');
  },
  ignored: async (session: Session) => {
    const panel = await decoder(session, 'getpid');
    await session.workbench.runCommand('Seccomp Lens: Ignore Trap');
    await panel.locator('.ignored').waitFor();
    return panel;
  },
  allowed: async (session: Session) => {
    const panel = await decoder(session, 'ioctl(KVM_CHECK_EXTENSION)');
    await panel.locator('article vscode-button').first().click();
    await panel.locator('.allowed').waitFor();
    return panel;
  },
  'refused-again': async (session: Session) => {
    const log = path.join(session.folder, 'logs/kernel.log');
    await appendFile(log, sleepAt(0));
    const panel = await decoder(session, 'thread vcpu0', 'clock_nanosleep');
    await panel.locator('article vscode-button').first().click();
    await panel.locator('.allowed').waitFor();
    // By its record later than the change, for certain.
    await appendFile(log, sleepAt(Date.now() + 2000));
    await panel.locator('.loop .failed').waitFor();
    return panel;
  },
  empty: async ({ workbench }: Session) => {
    await workbench.runCommand('Seccomp Lens: Clear Traps');
    return workbench.webview('.empty');
  },
} satisfies Readonly<Record<string, (session: Session) => Promise<Frame>>>;

/** Selects the row with `text` and gives the panel, once it is about that trap. */
async function decoder({ workbench }: Session, text: string, title = text): Promise<Frame> {
  const row = workbench.treeRows('Traps').filter({ hasText: text }).first();
  return workbench.webviewOf(row, `h1:has-text("${title}")`);
}
