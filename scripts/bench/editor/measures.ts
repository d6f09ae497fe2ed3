import { openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { nowUs } from './turn-profile';

/** How long the event loop was held at most, in ms: by the clock, and of this thread's processor time. */
export interface Held {
  readonly wall: number;
  readonly cpu: number;
  /** How often for longer than 50 ms of processor time. */
  readonly long: number;
  /** When it was held for the longest processor time, in µs as `nowUs` tells. */
  readonly longest: { readonly from: number; readonly to: number };
}

/** With what the thread did in the longest of them. */
export interface NamedHold extends Held {
  readonly name: string;
}

const NOT_HELD: Held = { wall: 0, cpu: 0, long: 0, longest: { from: 0, to: 0 } };

type ThreadCpu = () => { readonly user: number; readonly system: number };

/**
 * Looks every millisecond how long it had to wait for its turn. Other programs' share of the processor
 * is in the clock's figure and not in that of the thread's own processor time.
 */
export class LoopHolds {
  #timer: NodeJS.Timeout | undefined;
  #held = NOT_HELD;

  begin(): void {
    this.#held = NOT_HELD;
    let wall = performance.now();
    let cpu = threadCpuMs();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      const nowWall = performance.now();
      const nowCpu = threadCpuMs();
      const tookWall = nowWall - wall;
      // The kernel counts from tick to tick (4 ms): never more than the clock tells.
      const tookCpu = Math.min(nowCpu - cpu, tookWall);
      const to = nowUs();
      const { longest } = this.#held;
      this.#held = {
        wall: Math.max(this.#held.wall, tookWall),
        cpu: Math.max(this.#held.cpu, tookCpu),
        long: this.#held.long + Number(tookCpu > 50),
        longest: tookCpu > this.#held.cpu ? { from: to - tookWall * 1000, to } : longest,
      };
      wall = nowWall;
      cpu = nowCpu;
    }, 1);
  }

  end(): Held {
    clearInterval(this.#timer);
    return this.#held;
  }
}

/**
 * The processor time of the main thread, in ms. Node says it from 23.9 on; before, it is read from the
 * kernel, which counts both from tick to tick (4 ms) and whenever the thread waits.
 */
export function threadCpuMs(): number {
  const ofThread = (process as { threadCpuUsage?: ThreadCpu }).threadCpuUsage;
  if (!ofThread) return schedstatMs();
  const { user, system } = ofThread.call(process);
  return (user + system) / 1000;
}

/** Its first number: nanoseconds on the processor. It is read every millisecond, and stays open. */
const SCHEDSTAT = `/proc/self/task/${process.pid}/schedstat`;
let schedstat: number | undefined;
const bytes = Buffer.alloc(64);

function schedstatMs(): number {
  schedstat ??= openSync(SCHEDSTAT, 'r');
  const length = readSync(schedstat, bytes, 0, bytes.length, 0);
  return parseInt(bytes.toString('latin1', 0, length), 10) / 1e6;
}

/** What is reachable, in bytes. */
export function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What a first collection has finalised, a second one frees.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
