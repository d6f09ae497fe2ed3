import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

const ROOT = resolve(__dirname, '../..');
const CLI = join(ROOT, 'dist/cli.js');

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of a Rust crate of this tree, in a folder of its own that goes with the test. */
export class Crate {
  readonly folder: string;
  readonly filter: string;
  private readonly target: string;

  /**
   * @param source the crate, relative to the root of this tree
   * @param use keeps apart the builds of tests that run at once; what is built stays in `.cache`
   */
  constructor(t: TestContext, source: string, use: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-kernel-'));
    t.after(() => {
      rmSync(this.folder, { recursive: true, force: true });
    });
    cpSync(join(ROOT, source), this.folder, {
      recursive: true,
      filter: (path) => basename(path) !== 'target',
    });
    this.filter = join(this.folder, 'src/filter.rs');
    this.target = join(ROOT, '.cache/kernel', use);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** The filter's mismatch action, changed as a person would. */
  setAction(from: string, to: string): void {
    const before = this.read('src/filter.rs');
    const after = before.replace(`SeccompAction::${from},`, `SeccompAction::${to},`);
    if (after === before) throw new Error(`The filter has no SeccompAction::${from}.`);
    this.write('src/filter.rs', after);
  }

  /** Builds and runs it, as `cargo run` does. */
  run(...args: readonly string[]): Ended {
    this.build();
    return this.start(/^name = "(.+)"$/m.exec(this.read('Cargo.toml'))?.[1] ?? '', args);
  }

  build(...args: readonly string[]): void {
    const built = spawnSync('cargo', ['build', '--locked', '--quiet', ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, CARGO_TARGET_DIR: this.target },
    });
    if (built.status !== 0) throw new Error(`cargo build failed:\n${built.stderr}`);
  }

  /** Runs one of the programs that were built, with nothing on its standard input. */
  start(program: string, args: readonly string[]): Ended {
    return spawnSync(join(this.target, 'debug', program), args, {
      cwd: this.folder,
      encoding: 'utf8',
    });
  }

  /** What rustfmt would still change in the filter; empty where nothing. */
  unformatted(): string {
    const args = ['--check', '--edition', '2021', this.filter];
    const { stdout, stderr, error } = spawnSync('rustfmt', args, { encoding: 'utf8' });
    if (error) throw new Error('rustfmt is needed: "rustup component add rustfmt".');
    return stdout + stderr;
  }

  /** `seccomp-lens` as it is built, in the crate's folder. */
  lens(...args: readonly string[]): Ended {
    if (!existsSync(CLI)) throw new Error('dist/cli.js is not built: "npm run build".');
    return spawnSync(process.execPath, [CLI, ...args], { cwd: this.folder, encoding: 'utf8' });
  }
}
