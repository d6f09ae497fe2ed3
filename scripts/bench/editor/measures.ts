import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How long the event loop was held at most, in ms: by the clock, and of this thread's processor time. */
export interface Held {
  readonly wall: number;
  readonly cpu: number;
  /** How often for longer than 50 ms of processor time. */
  readonly long: number;
}

type ThreadCpu = () => { readonly user: number; readonly system: number };

/**
 * Looks every millisecond how long it had to wait for its turn. Other programs' share of the processor
 * is in the clock's figure and not in that of the thread's own processor time.
 */
export class LoopHolds {
  #timer: NodeJS.Timeout | undefined;
  #held: Held = { wall: 0, cpu: 0, long: 0 };

  begin(): void {
    this.#held = { wall: 0, cpu: 0, long: 0 };
    let wall = performance.now();
    let cpu = threadCpuMs();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      const nowWall = performance.now();
      const nowCpu = threadCpuMs();
      const tookCpu = nowCpu - cpu;
      this.#held = {
        wall: Math.max(this.#held.wall, nowWall - wall),
        cpu: Math.max(this.#held.cpu, tookCpu),
        long: this.#held.long + Number(tookCpu > 50),
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

/** The processor time of this thread, in ms; before Node 23.9 of the whole process. */
export function threadCpuMs(): number {
  const ofThread = (process as { threadCpuUsage?: ThreadCpu }).threadCpuUsage;
  const { user, system } = ofThread ? ofThread.call(process) : process.cpuUsage();
  return (user + system) / 1000;
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
