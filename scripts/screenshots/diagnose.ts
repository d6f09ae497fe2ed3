import { askedAbout, startDiagnosis } from '../../test/e2e/diagnosis';
import type { Picture } from './readme';

/** The review of a diagnosis. It needs Rust: the example is built and run. */
export const DIAGNOSE: readonly Picture[] = [
  {
    name: 'diagnose',
    show: async (session) => {
      await session.workbench.openContainer('Seccomp Lens');
      await startDiagnosis(session, 'cargo run -q');
      await askedAbout(session, 'clock_nanosleep');
      await session.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
      // A key takes away the tooltip of what has just got the keyboard.
      await session.page.keyboard.press('ArrowDown');
      await session.page.locator('.monaco-hover:visible').waitFor({ state: 'hidden' });
    },
  },
];
