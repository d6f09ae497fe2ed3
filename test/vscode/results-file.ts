import { writeFileSync } from 'node:fs';
import { Runner, type Test } from 'mocha';

/** What the suite writes while it runs; the file is whole JSON after every test. */
export interface SuiteResults {
  /** The VS Code that the suite ran in, and its extension host's Node. */
  readonly host: string;
  readonly passed: string[];
  readonly failed: { readonly title: string; readonly error: string }[];
  /** Tests that were left out by `skip` or an empty body. */
  readonly skipped: string[];
  /** The test that runs now: the one to look at after a hang. */
  running: string | null;
  /** False while the suite runs, and after it died. */
  finished: boolean;
}

/** Keeps the results of a run in a file that another process reads. */
export class ResultsFile {
  readonly #results: SuiteResults = {
    host: `Node ${process.versions.node}`,
    passed: [],
    failed: [],
    skipped: [],
    running: null,
    finished: false,
  };

  /** @param path where to write; its folder exists */
  constructor(private readonly path: string) {
    this.#write();
  }

  /** Records what this runner reports. */
  follow(runner: Runner): void {
    const { constants } = Runner;
    const note = (event: string, change: (test: Test, error?: unknown) => void) => {
      runner.on(event, (test: Test, error?: unknown) => {
        change(test, error);
        this.#write();
      });
    };
    const all = this.#results;
    note(constants.EVENT_TEST_BEGIN, (test) => {
      all.running = test.fullTitle();
    });
    note(constants.EVENT_TEST_PASS, (test) => {
      all.passed.push(test.fullTitle());
    });
    note(constants.EVENT_TEST_PENDING, (test) => {
      all.skipped.push(test.fullTitle());
    });
    note(constants.EVENT_TEST_FAIL, (test, error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      all.failed.push({ title: test.fullTitle(), error: text });
    });
    runner.on(constants.EVENT_RUN_END, () => {
      all.running = null;
      all.finished = true;
      this.#write();
    });
  }

  #write(): void {
    writeFileSync(this.path, JSON.stringify(this.#results, null, 2));
  }
}
