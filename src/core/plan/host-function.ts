import * as l10n from '@vscode/l10n';
import type { HostRegistration, Policy } from '../policy/model';
import { oneLine } from '../text/untrusted';
import type { TextEdit } from '../text/span';
import { planOf, type Change } from './change';
import { entriesFor, listsOn } from './choose';
import { everything } from './messages';
import { callEdits } from './host-call';
import { meansLibcs } from './libc-reference';
import type { Job } from './options';
import { impossible, type Plan, type Want } from './remedy';

/** How Hyperlight names the thread that a host function runs in; `comm` holds 15 bytes of it. */
const WORKER = 'Host Function Worker Thread for: "';
const COMM_LENGTH = 15;

/** What Hyperlight's own list limits by conditions (0.1–0.10, `seccomp/guest.rs`). */
export const LIMITED: ReadonlySet<string> = new Set(['ioctl', 'write']);

/** Whether a thread is one in which a host function runs, as far as its name is kept. */
export function isHostWorker(comm: string | null): boolean {
  return comm?.startsWith(WORKER.slice(0, COMM_LENGTH)) === true;
}

/** Allows a call beside the list, while one host function of Hyperlight's runs. */
export function hostFunctionPlan(job: Job): Plan {
  const { policy, want } = job;
  const found = registrationFor(job);
  if ('plan' in found) return found.plan;
  const { registration } = found;
  const { extra, isPlain, line } = registration;
  const name = shown(registration);
  if (!isPlain && !extra) {
    return impossible(
      l10n.t(
        'The calls of the host function {0} (line {1}) come from elsewhere: name them there.',
        name,
        line,
      ),
    );
  }
  const at = extra?.calls.indexOf(want.syscall) ?? -1;
  if (at >= 0) {
    const message = l10n.t(
      '{0} is already allowed for the host function {1} at line {2}.',
      want.syscall,
      name,
      line,
    );
    return { kind: 'already-allowed', list: registration.name ?? '', file: null, line, message };
  }
  const made = callEdits(job.page, registration, keyFor(policy, registration, want));
  const [main] = made.edits;
  if (!main) throw new Error('unreachable: a call that is added is an edit');
  return planOf(policy, [changeOf(job, registration, made.edits, made.main ?? main)]);
}

function changeOf(
  { policy, want, call }: Job,
  registration: HostRegistration,
  edits: readonly TextEdit[],
  main: TextEdit,
): Change {
  const name = shown(registration);
  const limited = limitedBy(policy, want);
  const libcs = call.rustTargets.length === 0 ? [l10n.t('libc has no SYS_{0}.', call.name)] : [];
  const feature = registration.isPlain
    ? [
        l10n.t(
          "{0} is there only with Hyperlight's feature seccomp, on Linux.",
          registration.extraVerb,
        ),
      ]
    : [];
  return {
    kind: 'host-function',
    widens: limited !== null,
    list: registration.name ?? '',
    title: oneLine(
      limited === null
        ? l10n.t('Allow {0} for the host function {1}', want.syscall, name)
        : l10n.t('Allow every {0} for the host function {1}', want.syscall, name),
    ),
    force:
      limited ??
      l10n.t(
        'Lets `{0}` through while the host function {1} runs; every other stays as it is.',
        want.syscall,
        name,
      ),
    edits,
    main,
    offset: Math.max(0, main.newText.lastIndexOf(`SYS_${want.syscall}`)),
    warnings: [...(limited === null ? [] : [limited]), ...feature, ...libcs],
    touches: [registration.span],
  };
}

/** The map keeps the last duplicate: a further call takes the place of the list's entry. */
function limitedBy(policy: Policy, want: Want): string | null {
  const conditional = listsOn(policy, want).some((list) =>
    entriesFor(list, want).some(({ rules }) => rules !== null),
  );
  if (!conditional && !LIMITED.has(want.syscall)) return null;
  return l10n.t(
    "A further call has no conditions and wins over the list's entry, which limits {0}. {1}",
    want.syscall,
    everything(want.syscall),
  );
}

/** Quoted, as a name out of a source: one line, nothing that a terminal acts on. */
function shown({ name, line }: HostRegistration): string {
  return name === null ? l10n.t('at line {0}', line) : `"${oneLine(name, 60)}"`;
}

/** The registration that is meant: by its name, by the thread's, or the only one there is. */
function registrationFor({
  policy,
  want,
  options,
}: Job): { readonly registration: HostRegistration } | { readonly plan: Plan } {
  const all = inForce(policy.registrations);
  if (all.length === 0)
    return { plan: impossible(l10n.t('This file registers no host function.')) };
  const { comm } = want;
  if (comm !== null && !isHostWorker(comm) && options.kind === undefined) {
    return { plan: impossible(l10n.t('{0} is no thread of a host function.', oneLine(comm))) };
  }
  const inThread = comm?.startsWith(WORKER) === true ? comm.slice(WORKER.length) : null;
  const wanted = options.list ?? inThread?.replace(/"$/, '');
  const named = all.filter(({ name }) => name !== null && name === wanted);
  if (wanted !== undefined && options.list !== undefined && named.length === 0) {
    const names = all.map((one) => shown(one)).join(', ');
    return {
      plan: impossible(
        l10n.t('No host function {0} is registered here: there is {1}.', oneLine(wanted), names),
      ),
    };
  }
  const candidates = named.length > 0 ? named : all;
  const [registration, second] = candidates;
  if (registration && !second) return { registration };
  const names = [...new Set(candidates.flatMap(({ name }) => name ?? []))];
  const message = l10n.t(
    "{0} host functions are registered here, and the thread's name is cut before it says which: {1}.",
    candidates.length,
    names.map((one) => oneLine(one, 60)).join(', '),
  );
  return { plan: { kind: 'ambiguous', candidates: names, message } };
}

/** Of several registrations of one name the last, and before it one that takes further calls. */
function inForce(all: readonly HostRegistration[]): readonly HostRegistration[] {
  const byName = new Map<string, HostRegistration>();
  for (const one of all) {
    const key = one.name ?? `:${one.line}`;
    const known = byName.get(key);
    if (!known || known.isPlain || !one.isPlain) byName.set(key, one);
  }
  return [...byName.values()];
}

/** `libc::SYS_getpid`, as the calls beside it, or any of the file, are written. */
function keyFor(policy: Policy, { extra }: HostRegistration, want: Want): string {
  const [item] = extra?.layout.items ?? [];
  const like = item && policy.text.slice(item.start, item.end);
  if (like !== undefined && /^[\w:]*(?:SYS_|__NR_)\w{1,40}$/.test(like) && like.includes('::')) {
    return like.replace(/(SYS_|__NR_)\w{1,40}$/, `$1${want.syscall}`);
  }
  const name = `SYS_${want.syscall}`;
  return meansLibcs(policy, name) ? name : `libc::${name}`;
}
