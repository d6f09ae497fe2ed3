import { REQUEST_ARGUMENT } from '../plan/admits';
import type { Allowlist } from '../policy/allowlist';
import type { Entry, Rule, RuleSet } from '../policy/entry';
import type { CallEvidence } from './evidence';
import type { Context, Draft, FindingRule } from './finding';
import { removal } from './removal';

/** Calls that a run need not show and that some other run cannot do without. */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ['exit', 'every thread ends by it'],
  ['exit_group', 'every process ends by it'],
  ['rt_sigreturn', 'every signal handler returns by it'],
  ['sigreturn', 'every signal handler returns by it'],
  ['restart_syscall', 'the kernel has a call that a signal stopped go on by it'],
  ['futex', 'a lock needs it as soon as two threads want it at once'],
  ['sigaltstack', 'Rust’s threads take their signal stack down by it'],
  ['munmap', 'threads and allocators give memory back by it'],
  ['madvise', 'glibc’s threads give their stack back by it'],
  ['rt_sigprocmask', 'abort and the ends of threads block signals by it'],
  ['tgkill', 'abort, and so a panic in a panic, ends by it'],
]);

export const neverSeen: FindingRule = {
  code: 'never-seen',
  level: 'note',
  title: 'An entry that the evidence never shows',
  help: 'No record and no trace that was given shows this call or request. It may be needed in a run that was not recorded, or not at all.',
  find: (context) => {
    const { evidence, lists } = context;
    if (!evidence || evidence.covers === 'nothing') return [];
    const allowing = lists.filter(({ polarity }) => polarity !== 'deny');
    const calls =
      evidence.covers === 'all calls'
        ? allowing.flatMap((list) => unseenCalls(context, evidence, list))
        : [];
    return [...calls, ...unseenRequests(context, evidence, allowing)];
  },
};

function unseenCalls({ page }: Context, { calls }: CallEvidence, list: Allowlist): Draft[] {
  const isSeen = ({ syscall }: Entry): boolean => syscall === null || calls.has(syscall);
  // Evidence that shows none of a list's calls is of another thread, or of refused calls alone.
  if (!list.entries.some(({ syscall }) => syscall !== null && calls.has(syscall))) return [];
  return list.entries
    .filter((entry) => !isSeen(entry))
    .map(({ syscall, span }) => {
      const why = NEEDED.get(syscall ?? '');
      const said = `\`${syscall ?? '?'}\` is allowed but never seen in the evidence`;
      return why === undefined
        ? { span, message: `${said}.`, fix: removal(page, list, span, 'Remove this unseen entry') }
        : { span, message: `${said}; keep it: ${why}.` };
    });
}

/** The rules of one request each, of the ioctl entries that the evidence shows. */
function unseenRequests(
  { page, ruleSets }: Context,
  { requests }: CallEvidence,
  lists: readonly Allowlist[],
): Draft[] {
  if (requests.size === 0) return [];
  const sets = new Set(
    lists.flatMap(({ entries }) =>
      entries
        .filter(({ syscall, understood }) => syscall === 'ioctl' && understood)
        .flatMap((entry) => entry.ruleSets.map(({ span }) => span.start)),
    ),
  );
  return ruleSets
    .filter(({ span }) => sets.has(span.start))
    .flatMap((set) =>
      set.rules.flatMap((rule) => {
        const request = requestOf(rule);
        if (request === null || requests.has(request)) return [];
        return [requestDraft(page, set, rule, request)];
      }),
    );
}

function requestDraft(page: Context['page'], set: RuleSet, rule: Rule, request: number): Draft {
  const name = rule.conditions.find(({ arg }) => arg === REQUEST_ARGUMENT)?.text ?? '?';
  return {
    span: rule.span,
    message: `The request \`${name}\` (0x${request.toString(16)}) is allowed but never seen in the evidence.`,
    fix: removal(page, set, rule.span, 'Remove this unseen rule'),
  };
}

function requestOf({ conditions }: Rule): number | null {
  const condition = conditions.find(({ arg }) => arg === REQUEST_ARGUMENT);
  if (condition?.op !== 'eq' || condition.value === null) return null;
  return Number(BigInt.asUintN(32, condition.value));
}
