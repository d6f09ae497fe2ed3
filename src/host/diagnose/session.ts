import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallTrace } from '../../core/diagnose/call-trace';
import {
  cargoCommand,
  runnerVariable,
  targetIn,
  type CargoCommand,
} from '../../core/diagnose/cargo';
import type { DiagnoseHandlers } from '../../core/diagnose/events';
import { straceArguments, type TraceScope } from '../../core/diagnose/strace-style';
import type { Trap } from '../../core/traps/trap';
import { buildFirst, proofOf, targetTriple, type Built } from './cargo-build';
import { runCommand, type RunEnd, type RunRequest } from './run-command';
import { TraceFile } from './trace-file';
import { Witnesses, type Belonging } from './witnesses';

/** What is run, and how. */
export interface SessionOptions {
  readonly source: string;
  /** The program, then its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Each run is ended after so long, in milliseconds; null for never. */
  readonly limitMs: number | null;
  /** A command in which a thread was killed is given so long to end, in milliseconds. */
  readonly graceMs: number;
  readonly cancel: AbortSignal;
  readonly useKernelLog: boolean;
}

/** What one run has shown. */
export interface Run {
  readonly end: RunEnd;
  readonly traps: readonly Trap[];
  /** At least so many records are missing, by what the kernel says. */
  readonly lost: number;
  readonly hadKernelLog: boolean;
  readonly printed: number;
  readonly tail: string;
}

export interface TracedRun extends Run {
  readonly trace: CallTrace;
}

/** What a build came to: `proof` shows that the program is of the source as it is. */
export interface Ready {
  readonly built: Built | null;
  readonly proof: string | null;
}

/** Runs a command again and again: as it is, and traced. Keeps nothing between runs. */
export class Session {
  readonly #cargo: CargoCommand | null;
  #triple: Promise<string | null> | null = null;
  /** The targets in the paths of what was built last. */
  #builtFor: readonly string[] = [];

  constructor(
    private readonly options: SessionOptions,
    private readonly handlers: DiagnoseHandlers,
  ) {
    this.#cargo = cargoCommand(options.command);
  }

  /** Whether `build` has anything to do. */
  get builds(): boolean {
    return this.#cargo !== null;
  }

  /** Builds, for a command of cargo's; gives how that ended where it failed, or why it is stale. */
  async build(): Promise<Ready | { readonly failed: RunEnd } | { readonly stale: string }> {
    if (this.#cargo === null) return { built: null, proof: null };
    const built = await buildFirst(
      this.#cargo,
      this.#request(this.options.command, () => undefined),
    );
    if ('failed' in built) return built;
    this.#builtFor = [...built.programs].flatMap((program) => targetIn(program) ?? []);
    const proof = await proofOf(built, this.options.source);
    if (proof !== null && 'stale' in proof) return proof;
    return { built, proof: proof?.proof ?? null };
  }

  /** Runs the command as it is. */
  async run({ built }: Ready): Promise<Run> {
    const witnesses = await Witnesses.begin(this.options.useKernelLog);
    const belonging = { pids: null, programs: built?.programs ?? new Set<string>() };
    const grace = this.#grace();
    const end = await runCommand({
      ...this.#request(this.options.command, (bytes) => {
        witnesses.output(bytes);
      }),
      hangs: async () => grace.isOver(await witnesses.sawKill(belonging)),
    });
    return this.#ended(end, witnesses, belonging);
  }

  /** Runs it under strace. @param inspected which arguments filters look at, by call */
  async trace(
    scope: TraceScope,
    inspected: ReadonlyMap<string, ReadonlySet<number>>,
    version: number,
  ): Promise<TracedRun> {
    const base = /\s/.test(tmpdir()) ? '/tmp' : tmpdir();
    const folder = await mkdtemp(join(base, 'seccomp-lens-trace-'));
    try {
      const path = join(folder, 'strace');
      const strace = ['strace', ...straceArguments(scope, inspected.keys(), version, path)];
      const trace = new CallTrace(inspected);
      const file = new TraceFile(path, trace);
      const witnesses = await Witnesses.begin(this.options.useKernelLog);
      const grace = this.#grace();
      const { words, env } = await this.#traced(strace);
      const end = await runCommand({
        ...this.#request(words, (bytes) => {
          witnesses.output(bytes);
        }),
        env,
        scratch: folder,
        hangs: async () => {
          await file.read();
          return grace.isOver(trace.kills > 0);
        },
      });
      await file.end();
      const belonging = { pids: trace.ids, programs: new Set<string>() };
      return { ...(await this.#ended(end, witnesses, belonging)), trace };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** cargo starts its programs under strace by itself, each in its own folder and environment. */
  async #traced(
    strace: readonly string[],
  ): Promise<{ readonly words: readonly string[]; readonly env: NodeJS.ProcessEnv }> {
    const { command, env } = this.options;
    this.#triple ??=
      this.#cargo === null ? Promise.resolve(null) : targetTriple(this.#cargo, this.options);
    const targets = [await this.#triple, ...this.#builtFor].filter((target) => target !== null);
    if (targets.length === 0) return { words: [...strace, ...command], env };
    // cargo asks for the one of the target that it builds for.
    const runners = targets.map(runnerVariable).map((variable) => {
      const own = env[variable] ?? '';
      return [variable, [...strace, own].join(' ').trim()] as const;
    });
    return { words: command, env: { ...env, ...Object.fromEntries(runners) } };
  }

  async #ended(end: RunEnd, witnesses: Witnesses, belonging: Belonging): Promise<Run> {
    await witnesses.end();
    const { traps, lost } = witnesses.traps(belonging);
    const { hasKernelLog, printed, tail } = witnesses;
    return { end, traps, lost, hadKernelLog: hasKernelLog, printed, tail };
  }

  #request(words: readonly string[], seen: (bytes: Uint8Array) => void): RunRequest {
    const { cwd, env, limitMs, cancel } = this.options;
    const onOutput = (bytes: Uint8Array): void => {
      seen(bytes);
      this.handlers.on({ kind: 'output', bytes });
    };
    return { words, cwd, env, limitMs, cancel, onOutput };
  }

  #grace(): { isOver(killed: boolean): boolean } {
    let since: number | null = null;
    return {
      isOver: (killed) => {
        if (killed) since ??= performance.now();
        return since !== null && performance.now() - since >= this.options.graceMs;
      },
    };
  }
}
