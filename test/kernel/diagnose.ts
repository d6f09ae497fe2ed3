import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

const ROOT = resolve(__dirname, '../..');
const CLI = join(ROOT, 'dist/cli.js');

/** One entry or rule that a program lacks, as its `EXPECT.json` has it. */
export interface Needed {
  readonly list: string;
  readonly syscall: string;
  readonly request: string | null;
}

/** How `diagnose` ended, and what it said. */
export interface Diagnosed {
  readonly status: number | null;
  readonly stderr: string;
  /** The objects of `--json`. */
  readonly objects: readonly Record<string, unknown>[];
}

/** A copy of the workspace of test programs, with a state folder of its own; it goes with the test. */
export class Programs {
  readonly folder: string;
  /** What the command line is started with. */
  readonly env: NodeJS.ProcessEnv;

  constructor(t: TestContext) {
    this.folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-diagnose-'));
    t.after(() => {
      rmSync(this.folder, { recursive: true, force: true });
    });
    cpSync(join(ROOT, 'test/kernel/programs'), this.folder, { recursive: true });
    this.env = {
      ...process.env,
      // The builds of all tests share what they are built from.
      CARGO_TARGET_DIR: join(ROOT, '.cache/kernel/programs'),
      NODE: process.execPath,
      LENS: CLI,
      XDG_STATE_HOME: join(this.folder, 'state'),
    };
  }

  needed(program: string): readonly Needed[] {
    const text = readFileSync(join(this.folder, program, 'EXPECT.json'), 'utf8');
    return (JSON.parse(text) as { needed: Needed[] }).needed;
  }

  /** Of its filter's source. */
  path(program: string): string {
    return join(this.folder, program, 'src/filter.rs');
  }

  source(program: string): string {
    return readFileSync(this.path(program), 'utf8');
  }

  /** Sets `rounds` to Trap, with all that it needs in its list. */
  allowRounds(): void {
    const calls = ['getpgid', 'getsid', 'getppid'].map((name) => `(libc::SYS_${name}, vec![]),`);
    this.edit('rounds', 'filter.rs', (text) =>
      text.replace('KillProcess', 'Trap').replace('vec![\n', `vec![\n${calls.join('\n')}\n`),
    );
  }

  edit(program: string, file: string, change: (text: string) => string): void {
    const path = join(this.folder, program, 'src', file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${path} is not changed.`);
    writeFileSync(path, after);
  }

  /** @param mode its permission bits */
  write(name: string, text: string, mode = 0o644): void {
    writeFileSync(join(this.folder, name), text, { mode });
  }

  lines(name: string): readonly string[] {
    return readFileSync(join(this.folder, name), 'utf8').trim().split('\n');
  }

  /** What the compiler builds for by itself. */
  triple(): string {
    const { stdout } = spawnSync('rustc', ['-vV'], { encoding: 'utf8' });
    return /^host: (\S+)$/m.exec(stdout)?.[1] ?? '';
  }

  /** The words of a `diagnose` of one program; `--` and the command come by themselves. */
  words(program: string, ...options: readonly string[]): readonly string[] {
    const source = join(program, 'src/filter.rs');
    const command = options.includes('--') ? [] : ['--', 'cargo', 'run', '--quiet', '-p', program];
    return [CLI, 'diagnose', '--json', '--source', source, ...options, ...command];
  }

  diagnose(program: string, ...options: readonly string[]): Diagnosed {
    if (!existsSync(CLI)) throw new Error('dist/cli.js is not built: "npm run build".');
    const words = this.words(program, ...options);
    const ran = spawnSync(process.execPath, words, { ...this.#at(), encoding: 'utf8' });
    return { status: ran.status, stderr: ran.stderr, objects: objectsOf(ran.stdout) };
  }

  /** Starts one, to be sent a signal, as twice by somebody impatient, where its standard error says
   * something. */
  interrupt(
    program: string,
    signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL',
    at: string,
    ...options: readonly string[]
  ): Promise<{ readonly code: number | null; readonly stderr: string }> {
    const child = spawn(process.execPath, this.words(program, ...options), this.#at());
    let stderr = '';
    let sent = false;
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
      if (sent || !stderr.includes(at)) return;
      sent = true;
      child.kill(signal);
      child.kill(signal);
    });
    return new Promise((done) => {
      child.on('close', (code) => {
        done({ code, stderr });
      });
    });
  }

  /** The program as it stands. */
  run(program: string): number | null {
    const words = ['run', '--quiet', '-p', program];
    return spawnSync('cargo', words, { ...this.#at(), stdio: 'ignore' }).status;
  }

  #at(): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
    return { cwd: this.folder, env: this.env };
  }
}

/** What was refused, each by the list that its first remedy changes; sorted. */
export function found({ objects }: Diagnosed): readonly string[] {
  const all = objects.flatMap((object) => {
    const { trap, list } = object as { trap?: Trap; list?: string | null };
    if (trap === undefined) return [];
    return [{ key: JSON.stringify(trap), needed: keyOf(String(list), trap) }];
  });
  return [...new Map(all.reverse().map(({ key, needed }) => [key, needed])).values()].sort();
}

export function expected(needed: readonly Needed[]): readonly string[] {
  return needed
    .map(({ list, syscall, request }) => `${list} ${syscall} ${request ?? ''}`.trim())
    .sort();
}

interface Trap {
  readonly syscall: string;
  readonly ioctl: { readonly request: string } | null;
}

function keyOf(list: string, { syscall, ioctl }: Trap): string {
  return `${list} ${syscall} ${ioctl?.request ?? ''}`.trim();
}

function objectsOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
