import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { lineOfWords, shellWord } from '../core/text/shell-word';

/** What to run, and where. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** In characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface CommandListener {
  /** What it has printed, cut anywhere. */
  onBytes(chunk: Buffer): void;
  /** It has ended and all was given: its exit status, 128 and the signal's number where one ended it;
   * null with a sentence where it could not be started. */
  onEnd(status: number | null, sentence: string | null): void;
}

/** util-linux's, which is essential on Debian; another program of that name takes no such options. */
const SCRIPT = ['/usr/bin/script', '/bin/script'];
const GRACE_MS = 2000;

/** The program that gives a command a terminal of its own here; null where there is none. */
export function terminalMaker(): string | null {
  return SCRIPT.find((file) => existsSync(file)) ?? null;
}

/**
 * Runs a command in a terminal of its own, so that it prints as it does for a person: colours, line
 * by line, and reads the keyboard. `script` makes the terminal, since Node has none without a native
 * module. Its shell is told nothing but exactly quoted words, and replaces itself by the command.
 *
 * Where there is no `script` the command gets pipes, and is asked for colours by its environment.
 */
export class TerminalCommand {
  readonly #child: ChildProcess;
  readonly #hasTerminal: boolean;
  #over = false;

  /** @throws RangeError where a word of the command holds a NUL */
  constructor(
    line: CommandLine,
    size: Size,
    private readonly listener: CommandListener,
    maker: string | null = terminalMaker(),
  ) {
    if ([line.command, ...line.args].some((word) => word.includes('\0')))
      throw new RangeError('A word of a command cannot hold a NUL.');
    this.#hasTerminal = maker !== null;
    this.#child = maker === null ? withPipes(line) : inTerminal(maker, line, size);
    const take = (chunk: Buffer) => {
      if (!this.#over) listener.onBytes(chunk);
    };
    this.#child.stdout?.on('data', take);
    this.#child.stderr?.on('data', take);
    // A command that has ended reads no more of what is typed.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.on('error', (error) => {
      this.#end(null, error.message);
    });
    this.#child.on('close', (code, signal) => {
      this.#end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]), null);
    });
  }

  /** What is typed. */
  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** The terminal's program, not `script`, is told of it by the kernel. */
  resize({ columns, rows }: Size): void {
    const device = this.#hasTerminal ? this.#device() : null;
    if (device === null) return;
    const size = ['rows', String(rows), 'columns', String(columns)];
    spawn('stty', ['-F', device, ...size], { stdio: 'ignore' }).on('error', () => undefined);
  }

  /** Ends the command and what it has started: as a closed terminal does, then by force. */
  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    const groups = [this.#command(), this.#child.pid].filter((pid) => typeof pid === 'number');
    const send = (signal: NodeJS.Signals) => {
      for (const pid of groups) kill(-pid, signal);
    };
    send('SIGHUP');
    send('SIGTERM');
    const timer = setTimeout(() => {
      send('SIGKILL');
    }, GRACE_MS);
    timer.unref();
    this.#child.on('close', () => {
      send('SIGKILL');
      clearTimeout(timer);
    });
  }

  #end(status: number | null, sentence: string | null): void {
    if (this.#over) return;
    this.#over = true;
    this.listener.onEnd(status, sentence);
  }

  /** The command under `script` leads a session and a process group of its own. */
  #command(): number | null {
    const { pid } = this.#child;
    if (pid === undefined || !this.#hasTerminal) return null;
    try {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
      return children === '' ? null : Number(children.split(' ')[0]);
    } catch {
      return null;
    }
  }

  #device(): string | null {
    const pid = this.#command();
    if (pid === null) return null;
    for (const fd of [0, 1, 2]) {
      try {
        const file = readlinkSync(`/proc/${pid}/fd/${fd}`);
        if (file.startsWith('/dev/pts/')) return file;
      } catch {
        // It has closed or redirected this one.
      }
    }
    return null;
  }
}

function inTerminal(maker: string, line: CommandLine, size: Size): ChildProcess {
  const { command, args, cwd, env } = line;
  const shell = env['SHELL'];
  const script = [
    // `script` takes its shell from SHELL, which may be none that understands this line.
    shell === undefined ? 'unset SHELL' : `SHELL=${shellWord(shell)}; export SHELL`,
    `stty echo rows ${size.rows} columns ${size.columns}`,
    `exec ${lineOfWords([command, ...args])}`,
  ].join('; ');
  const options = ['--quiet', '--return', '--flush', '--command', script, '/dev/null'];
  return spawn(maker, options, {
    cwd,
    detached: true,
    env: { ...env, SHELL: '/bin/sh' },
  });
}

function withPipes({ command, args, cwd, env }: CommandLine): ChildProcess {
  const colours = { FORCE_COLOR: '1', CLICOLOR_FORCE: '1', CARGO_TERM_COLOR: 'always' };
  return spawn(command, args, { cwd, detached: true, env: { ...colours, ...env } });
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
