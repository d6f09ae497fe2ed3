import * as l10n from '@vscode/l10n';
import { LIMITED } from '../plan/host-function';
import type { Entry } from '../policy/entry';
import { cfgOn } from '../policy/cfg';
import { oneLine } from '../text/untrusted';
import type { Context, Draft, FindingRule } from './finding';
import { isThereWith } from './where';

export const wideningExtraCall: FindingRule = {
  code: 'widening-extra-call',
  level: 'warning',
  title: 'A further call of a host function that undoes conditions',
  help: "Hyperlight puts the further calls of a host function behind its list, and seccompiler keeps the last entry of a call: one that the list limits to some arguments is allowed whatever they are, as long as the function's thread runs.",
  find: (context) =>
    context.policy.registrations.flatMap(({ name, cfg, extra }) =>
      (extra?.calls ?? []).flatMap((call, at): Draft[] => {
        const item = extra?.layout.items[at];
        if (call === null || !item || cfgOn(cfg, context.arch) === 'false') return [];
        const shown = oneLine(name ?? '?');
        const entry = limitedBy(context, call, cfg);
        if (entry) {
          const message = l10n.t(
            '`{0}` is allowed whatever its arguments are while the host function {1} runs: this call takes the place of the entry with conditions on line {2}.',
            call,
            shown,
            entry.line,
          );
          return [{ span: item, message }];
        }
        // What is listed here tells nothing of a list that Hyperlight itself holds.
        if (!LIMITED.has(call) || context.lists.length > 0) return [];
        const message = l10n.t(
          "`{0}` is allowed whatever its arguments are while the host function {1} runs: this call takes the place of the entry of Hyperlight's list, which has conditions.",
          call,
          shown,
        );
        return [{ span: item, message, level: 'note' }];
      }),
    ),
};

/** The entry that limits a call in a list of the file, where no list of it allows all of the call. */
function limitedBy({ lists }: Context, call: string, cfg: string | null): Entry | null {
  const entries = lists
    .filter(({ polarity }) => polarity !== 'deny')
    .flatMap((list) => list.entries.filter(({ syscall }) => syscall === call).slice(-1))
    .filter((entry) => entry.understood && isThereWith({ cfg }, entry));
  const [first] = entries;
  return first && entries.every(({ rules }) => rules !== null) ? first : null;
}
