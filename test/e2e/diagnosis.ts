import type { Locator } from 'playwright-core';
import type { Session } from './driver';

/** A round builds the example and runs it twice: seconds on an idle machine. */
export const ROUND_MS = 300_000;

/** The rows of what is being asked. */
export function pickRows({ page }: Session): Locator {
  return page.locator('.quick-input-widget:visible .monaco-list-row');
}

/** Where what is being asked is typed. */
export function pickInput({ page }: Session): Locator {
  return page.locator('.quick-input-widget:visible input[type="text"]').first();
}

/** Has a command diagnosed, typed as a person would. */
export async function startDiagnosis(session: Session, command: string): Promise<void> {
  await session.workbench.runCommand('Seccomp Lens: Diagnose…');
  await pickInput(session).fill(command);
  await pickRows(session).filter({ hasText: command }).first().waitFor();
  await session.page.keyboard.press('Enter');
}

/** Waits until a round asks about a call. */
export async function askedAbout(session: Session, call: string): Promise<void> {
  const title = session.page.locator('.quick-input-title', { hasText: 'what is to be allowed?' });
  await title.waitFor({ timeout: ROUND_MS });
  await pickRows(session).filter({ hasText: call }).first().waitFor();
}
