import { askedAbout, startDiagnosis } from '../../test/e2e/diagnosis';
import type { Picture } from './readme';

/** The review of a diagnosis. It needs Rust: the example is built and run. */
export const DIAGNOSE: readonly Picture[] = [
  {
    name: 'diagnose',
    show: async (session) => {
      await session.workbench.openContainer('Seccomp Lens');
      // Where its tooltips hide nothing.
      await session.page.mouse.move(700, 700);
      await startDiagnosis(session, 'cargo run -q');
      await askedAbout(session, 'clock_nanosleep');
      await session.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    },
  },
];
