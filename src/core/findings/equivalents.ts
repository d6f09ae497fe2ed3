import * as l10n from '@vscode/l10n';
import { EQUIVALENTS } from '../abi/equivalents';
import { syscallByName } from '../abi/syscalls';
import { cfgOn } from '../policy/cfg';
import type { Allowlist } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Context, Draft, FindingRule } from './finding';
import { entryCfg, listName } from './where';

/** A list, and what it allows. */
interface Listing {
  readonly list: Allowlist;
  readonly calls: ReadonlySet<string | null>;
}

/** So many other lists must have both for it to be a habit of the file. */
const HABIT = 2;

export const missingEquivalent: FindingRule = {
  code: 'missing-equivalent',
  level: 'note',
  title: 'A call without its equivalent',
  help: 'Another libc or architecture may use the equivalent instead. Told only where every other list of the file that has one has the other too.',
  find: (context) => {
    const lists = context.lists
      .filter(({ polarity }) => polarity === 'allow')
      .map((list) => ({ list, calls: new Set(list.entries.map(({ syscall }) => syscall)) }));
    return lists.flatMap((one) =>
      EQUIVALENTS.flatMap((family) =>
        one.list.entries
          .filter(({ syscall }) => syscall !== null && family.includes(syscall))
          .flatMap((entry) => gaps(context, lists, one, entry, family)),
      ),
    );
  },
};

function gaps(
  { arch }: Context,
  lists: readonly Listing[],
  { list, calls }: Listing,
  entry: Entry,
  family: readonly string[],
): Draft[] {
  const { syscall } = entry;
  if (syscall === null || cfgOn(entryCfg(list, entry), arch) !== 'true') return [];
  const others = lists.filter((other) => other.list.name !== list.name && other.calls.has(syscall));
  const lacking = family.filter(
    (call) =>
      call !== syscall &&
      !calls.has(call) &&
      syscallByName(arch, call) !== null &&
      others.length >= HABIT &&
      others.every((other) => other.calls.has(call)),
  );
  const [example] = others;
  if (lacking.length === 0 || !example) return [];
  const names = lacking.map((call) => `\`${call}\``).join(l10n.t(' and '));
  return [
    {
      span: entry.span,
      message: l10n.t(
        '`{0}` is allowed here without {1}, which stands beside it in {2}.',
        syscall,
        names,
        listName(example.list),
      ),
    },
  ];
}
