import * as l10n from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import type { Arch } from '../../abi/types';
import type { Allowlist, Filter } from '../allowlist';
import type { Dialect, Policy } from '../model';
import { Obstacles } from '../obstacles';
import { JsonDocument, spanOf } from './document';
import { isThread, readThreads } from './firecracker';
import { readProfile } from './oci';

/** What a JSON document says, of either dialect. */
export interface JsonReading {
  readonly lists: readonly Allowlist[];
  readonly filters: readonly Filter[];
}

/**
 * What a JSON text says about seccomp: seccompiler's form, one member a thread, or a profile of the
 * OCI runtime specification. JSON that is about something else holds nothing, and says so.
 */
export function readJsonPolicy(text: string, arch: Arch): Policy {
  const document = new JsonDocument(text);
  const { root } = document;
  const [dialect, { lists, filters }] = root ? readRoot(document, root, arch) : NOTHING;
  const problems = document.problems.toSorted((a, b) => a.line - b.line);
  return {
    dialect,
    text,
    lists,
    elsewhere: [],
    filters,
    ruleSets: [],
    constants: [],
    imports: [],
    macros: [],
    registrations: [],
    problems,
    obstacles: new Obstacles(() => problems),
  };
}

const NOTHING: readonly [Dialect, JsonReading] = ['oci', { lists: [], filters: [] }];

function readRoot(document: JsonDocument, root: Node, arch: Arch): readonly [Dialect, JsonReading] {
  const members = document.members(root);
  const profile = profileIn(document, root, members);
  if (profile) return ['oci', readProfile(document, profile)];
  const threads = [...members.values()];
  if (threads.some(isThread)) {
    return ['firecracker', readThreads(document, root, arch)];
  }
  // What cannot be parsed may be anything.
  if (!document.problems.some(({ blocks }) => blocks)) {
    const what = l10n.t(
      'This JSON is neither a filter of seccompiler’s JSON nor a profile of the OCI runtime specification.',
    );
    document.problem(spanOf(root), what);
  }
  return NOTHING;
}

/** A profile is the whole of a file, or `linux.seccomp` of a container's config.json. */
function profileIn(
  document: JsonDocument,
  root: Node,
  members: ReadonlyMap<string, Node>,
): Node | null {
  if (members.has('defaultAction')) return root;
  const linux = members.get('linux');
  const inside = linux?.type === 'object' ? document.members(linux).get('seccomp') : undefined;
  return inside?.type === 'object' ? inside : null;
}
