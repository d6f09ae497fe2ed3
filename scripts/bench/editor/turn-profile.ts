import { Session, type Profiler } from 'node:inspector';
import { hrtime } from 'node:process';

/** Rare enough not to be seen in the figures. */
const SAMPLE_US = 2000;
/** What takes less than this part of a turn does not name it. */
const PART = 0.3;
/** The last names of the way to where most of the time went. */
const NAMES = 4;

/** A time on the clock that profiles have too, in µs. */
export function nowUs(): number {
  return Number(hrtime.bigint() / 1000n);
}

/** A function, or what V8 does itself, with the ms in it and in what it calls. */
interface Frame {
  ms: number;
  readonly called: Map<string, Frame>;
}

/** Looks what the thread does all the while, and tells what it did in a time that turned out to be long. */
export class TurnProfile {
  readonly #session = new Session();

  begin(): void {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    this.#session.post('Profiler.start');
  }

  /** Looks no more. @returns what was done between two times, in µs; the collecting of garbage beside it */
  end(from: number, to: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#session.post('Profiler.stop', (error, { profile }) => {
        this.#session.disconnect();
        if (error) reject(error);
        else resolve(named(profile, from, to));
      });
    });
  }
}

function named(profile: Profiler.Profile, from: number, to: number): string {
  const { whole, garbage } = framesOf(profile, from, to);
  const way: string[] = [];
  for (let at = whole; ;) {
    const [next] = [...at.called].sort(([, one], [, other]) => other.ms - one.ms);
    if (!next || next[1].ms < (whole.ms - garbage) * PART) break;
    way.push(next[0]);
    at = next[1];
  }
  const last = way.filter((name) => name !== '').slice(-NAMES);
  const collected =
    garbage > 0 ? [`${garbage.toFixed(0)} ms by the clock of garbage collection`] : [];
  return [...collected, last.join(' › ')].filter((part) => part !== '').join(', ');
}

/** What the samples of a time add up to. */
function framesOf(
  { nodes, startTime, samples = [], timeDeltas = [] }: Profiler.Profile,
  from: number,
  to: number,
): { readonly whole: Frame; readonly garbage: number } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((c) => [c, id])));
  const whole: Frame = { ms: 0, called: new Map() };
  let garbage = 0;
  let time = startTime;
  for (const [nth, id] of samples.entries()) {
    const ms = (timeDeltas[nth] ?? 0) / 1000;
    time += ms * 1000;
    if (time < from || time > to) continue;
    whole.ms += ms;
    if (byId.get(id)?.callFrame.functionName === '(garbage collector)') {
      garbage += ms;
      continue;
    }
    const way: number[] = [];
    for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) way.unshift(at);
    let frame = whole;
    for (const at of way) {
      const name = nameOf(byId.get(at)?.callFrame);
      const called = frame.called.get(name) ?? { ms: 0, called: new Map<string, Frame>() };
      frame.called.set(name, called);
      called.ms += ms;
      frame = called;
    }
  }
  return { whole, garbage };
}

/** With its file; empty for Node's own, for V8's, which have no file, and for those without a name. */
function nameOf(frame: Profiler.ProfileNode['callFrame'] | undefined): string {
  const file = frame?.url.split('/').at(-1) ?? '';
  if (!frame || file === '' || frame.functionName === '' || file.startsWith('node:')) return '';
  return `${frame.functionName} (${file})`;
}
