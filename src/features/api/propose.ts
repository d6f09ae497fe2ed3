import type * as vscode from 'vscode';
import { parseRequest, requestsByName } from '../../core/abi/ioctls';
import { syscallByName } from '../../core/abi/syscalls';
import type { Arch } from '../../core/abi/types';
import type { RemedyKind, Want } from '../../core/plan/remedy';
import { oneLine } from '../../core/text/untrusted';
import { DeniedLists } from '../shared/denied-lists';
import type { Lens } from '../shared/lens';
import { offersOf, remediesOf, workspaceEdit, type OfferedRemedy } from '../shared/offers';
import { questionOf, type GivenQuestion } from './given';

/** As much of a name that no table has. */
const SHOWN = 80;

/** What is to be let through. */
export interface Question {
  /** With or without `SYS_`. */
  readonly syscall: string;
  /** This machine's when absent. */
  readonly arch?: Arch;
  /** Of an ioctl: a number as text (`0x4090ae82`, decimal) or a name that the tables have. */
  readonly request?: string;
  /** The thread's name: tells which list is meant. */
  readonly thread?: string;
}

/** One way to let it through. Nothing is changed until somebody applies `edit`. */
interface ProposedRemedy {
  readonly kind: RemedyKind;
  readonly title: string;
  readonly uri: vscode.Uri;
  /** The list or rule function that it changes. */
  readonly list: string;
  /** The line, from 1, at which the new text will stand. */
  readonly line: number;
  /** What becomes wider than the evidence, what stays unknown: a sentence each. */
  readonly warnings: readonly string[];
  /** More becomes allowed than was asked for. */
  readonly widens: boolean;
  /**
   * The change of the version that is there when this is called.
   * @throws Error with one sentence where the source has changed since it was proposed, or is read-only
   */
  readonly edit: () => Promise<vscode.WorkspaceEdit>;
}

/** The answer of every allowlist of the workspace. */
export interface Proposal {
  /** Narrowest first. */
  readonly remedies: readonly ProposedRemedy[];
  /** Why a source has no remedy: `getpid is already allowed in worker_rules at line 39.` */
  readonly reasons: readonly string[];
}

/**
 * What can be done in the workspace's allowlists so that a call is let through.
 * @throws Error with one sentence where no table has the call or the request, or the question is none
 */
export async function propose(lens: Lens, question: GivenQuestion): Promise<Proposal> {
  const { remedies, reasons } = await proposed(lens, question);
  return {
    remedies: remedies.map(({ source, remedy }) => ({
      kind: remedy.kind,
      title: remedy.title,
      uri: source.uri,
      list: remedy.list,
      line: remedy.line,
      warnings: remedy.warnings,
      widens: remedy.widens,
      edit: () => workspaceEdit({ source, remedy }),
    })),
    reasons,
  };
}

/** The same, with what the edits are computed from. */
export async function proposed(
  { policies, arch }: Lens,
  question: GivenQuestion,
): Promise<{ remedies: readonly OfferedRemedy[]; reasons: readonly string[] }> {
  const want = wantOf(questionOf(question), arch);
  await policies.discover();
  const denied = new DeniedLists(policies);
  const sources = policies.sources.filter((one) => !denied.holdsAllOf(one));
  const offers = offersOf(sources, want);
  return {
    remedies: remediesOf(offers),
    reasons: offers.flatMap(({ plan }) => (plan.kind === 'remedies' ? [] : [plan.message])),
  };
}

function wantOf({ syscall, request, thread, ...rest }: Question, machine: Arch): Want {
  const arch = rest.arch ?? machine;
  const call = syscallByName(arch, syscall);
  if (!call) throw new Error(`No table of ${arch} has the call ${oneLine(syscall, SHOWN)}.`);
  const comm = thread ?? null;
  if (request === undefined) return { arch, syscall: call.name, request: null, comm };
  const value = requestsByName(arch, request)[0]?.value ?? parseRequest(arch, request);
  if (value === null)
    throw new Error(`No table of ${arch} has the ioctl request ${oneLine(request, SHOWN)}.`);
  return { arch, syscall: call.name, request: value, comm };
}
