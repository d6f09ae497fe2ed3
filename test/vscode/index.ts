import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { sparedForeignErrors } from './foreign-errors';
import { ResultsFile } from './results-file';

/** More than the longest wait inside a test. */
const TEST_LIMIT_MS = 150_000;

/**
 * Runs the suite inside VS Code. Both starters call it: `@vscode/test-electron` on a desktop, the
 * server build with a browser elsewhere. What came out goes to the file that
 * `SECCOMP_LENS_TEST_RESULTS` names, since an extension host has no exit status of its own.
 * @throws Error when a test failed or none was found
 */
export async function run(): Promise<void> {
  const suites = path.join(__dirname, 'suite');
  const mocha = new Mocha({ ui: 'tdd', timeout: TEST_LIMIT_MS, color: false });
  const only = process.env['SECCOMP_LENS_TEST_GREP'];
  if (only !== undefined && only !== '') mocha.grep(only);
  for (const name of readdirSync(suites).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(suites, name));
  }
  const file = process.env['SECCOMP_LENS_TEST_RESULTS'];
  const results = file === undefined ? null : new ResultsFile(file);
  const failures = await new Promise<number>((resolve) => {
    const runner = sparedForeignErrors(() => mocha.run(resolve));
    results?.follow(runner);
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
