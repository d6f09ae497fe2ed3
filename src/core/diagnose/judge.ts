import { actionOfCode } from '../abi/actions';
import { syscallByName } from '../abi/syscalls';
import type { ActionName, Arch } from '../abi/types';
import { callData, strictest } from '../bpf/outline';
import { runFilter, type CallData } from '../bpf/run';
import type { Policy } from '../policy/model';
import { Attribution } from './attribute';
import { CallRows } from './call-rows';
import type { CallTrace, NamedBySignal } from './call-trace';
import type { TracedCall } from './traced-calls';
import type { CallRow, Refusal, RefusalWitness } from './refusal';
import { RefusalSet } from './refusal-set';

/** What a trace says. */
export interface Judgement {
  readonly refusals: readonly Refusal[];
  /**
   * Calls in a filter's scope whose filter the trace does not show, or an argument by which that would
   * refuse them: the source must judge them.
   */
  readonly unjudged: readonly Refusal[];
  readonly rows: readonly CallRow[];
  /** What the filters that ran answer to a call that they do not name; distinct. */
  readonly mismatches: readonly ActionName[];
  /** For each name of a thread its filter's list, where all threads of that name have one. */
  readonly listOfThread: ReadonlyMap<string, string>;
}

interface Verdict {
  /** null: a filter, or an argument, that the trace does not show may have it refused. */
  readonly allowed: boolean | null;
  /** Whether it may have been refused, and the source has to tell. */
  readonly isDoubtful: boolean;
  readonly action: ActionName | null;
  readonly list: string | null;
}

/**
 * Judges the calls of a trace by the filters that held when they were made, each run as the kernel
 * runs it. A filter that lets through what it does not name is a denylist: what it refuses is refused
 * on purpose, and is no refusal here.
 * @param arch whose numbers the program uses
 */
export function judgeTrace(trace: CallTrace, policy: Policy, arch: Arch): Judgement {
  const attribution = new Attribution(policy, arch);
  const refusals = new RefusalSet();
  const unjudged = new RefusalSet();
  const rows = new CallRows(arch);
  const mismatches = new Set<ActionName>();
  const lists = new Map<string, Set<string | null>>();

  const judge = (call: TracedCall | NamedBySignal, args: ReadonlyMap<number, bigint>): Verdict => {
    const programs = trace.stacks.programs(call.filters);
    const shown = programs.filter((program) => program !== null);
    for (const program of shown) {
      const { mismatch } = attribution.outline(program);
      if (mismatch !== null && mismatch !== 'allow') mismatches.add(mismatch);
    }
    const allowing = shown.filter((one) => attribution.outline(one).mismatch !== 'allow');
    const number = numberOf(arch, call.name);
    const data = number === null ? null : callData(arch, number, sixOf(args));
    const answers = data
      ? allowing.map((program) => ({ program, ...runFilter(program, data) }))
      : [];
    const worst = strictest(answers.map(({ code }) => code));
    const strict = answers.filter(({ code }) => code === worst);
    const by = strict.find(({ guessed }) => !guessed) ?? strict[0];
    const action = worst === null ? null : actionOfCode(worst);
    const refused = action !== null && action !== 'allow';
    const unseen = programs.length > shown.length || number === null || programs.length === 0;
    // An argument that was not traced may have been another than the zero that it is taken for.
    const unsure = unseen || answers.some(({ guessed }) => guessed);
    const program = by?.program ?? allowing[0];
    const allowed = refused && by?.guessed !== true ? false : unsure ? null : true;
    return {
      allowed,
      isDoubtful: allowed === null && (unseen || refused),
      action: refused ? action : null,
      list: program === undefined ? null : attribution.listOf(program),
    };
  };

  for (const call of trace.calls) {
    const held = trace.stacks.programs(call.filters).length > 0;
    const verdict = judge(call, call.args);
    const thread = call.comm ?? String(call.thread.id ?? '?');
    const witness = held || call.trapped > 0 ? witnessOf(call, verdict) : null;
    const refused = witness === null ? 0 : countOf(call, witness);
    rows.add(call, { held: held || refused > 0, refused, ...verdict, thread });
    const what = { arch, name: call.name, comm: call.comm, args: call.args };
    if (witness !== null) {
      refusals.add(what, { witness, count: refused, action: verdict.action, list: verdict.list });
    } else if (held && verdict.isDoubtful) {
      unjudged.add(what, { witness: 'policy', count: call.count, action: null, list: null });
    }
  }
  for (const signal of trace.signals) {
    const args = new Map<number, bigint>();
    const { list } = judge(signal, args);
    const what = { arch, name: signal.name, comm: signal.comm, args };
    refusals.add(what, { witness: 'sigsys', count: signal.count, action: 'trap', list });
  }
  for (const [thread, comm] of trace.comms) {
    const programs = trace.stacks.programs(trace.stacks.of(thread));
    for (const program of programs) {
      if (program === null || attribution.outline(program).mismatch === 'allow') continue;
      lists.set(comm, (lists.get(comm) ?? new Set()).add(attribution.listOf(program)));
    }
  }
  return {
    refusals: refusals.all,
    unjudged: unjudged.all,
    rows: rows.all,
    mismatches: [...mismatches],
    listOfThread: single(lists),
  };
}

function witnessOf(call: TracedCall, { allowed }: Verdict): RefusalWitness | null {
  if (call.trapped > 0) return 'sigsys';
  // A thread also dies in a call that is allowed, where another one's was refused.
  if (call.killed > 0 && allowed !== true) return 'killed';
  return allowed === false ? 'filter' : null;
}

function countOf(call: TracedCall, witness: RefusalWitness): number {
  if (witness === 'sigsys') return call.trapped;
  return witness === 'killed' ? call.killed : call.count;
}

function numberOf(arch: Arch, name: string): number | null {
  const unnamed = /^syscall_(0x[0-9a-f]{1,8})$/.exec(name)?.[1];
  if (unnamed !== undefined) return Number(unnamed);
  return syscallByName(arch, name)?.number ?? null;
}

function sixOf(args: ReadonlyMap<number, bigint>): CallData['args'] {
  return [0, 1, 2, 3, 4, 5].map((at) => args.get(at));
}

function single(lists: ReadonlyMap<string, ReadonlySet<string | null>>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [thread, some] of lists) {
    const [list] = some;
    if (some.size === 1 && list != null) found.set(thread, list);
  }
  return found;
}
