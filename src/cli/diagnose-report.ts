import { rustAction } from '../core/abi/actions';
import { requestsByValue } from '../core/abi/ioctls';
import { syscallByName } from '../core/abi/syscalls';
import type { ReviewRow } from '../core/diagnose/events';
import type { Refusal } from '../core/diagnose/refusal';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
import { unifiedDiff } from './diff';
import { hex } from './output';

/** A row as objects of `--json`: one a remedy, narrowest first; one with `remedy: null` where there is
 * none. */
export function rowObjects(row: ReviewRow, file: string): readonly object[] {
  const trap = trapObject(row.refusal);
  if (row.remedies.length === 0) {
    const warnings = row.problem === null ? [] : [row.problem];
    return [{ file, list: row.refusal.list, remedy: null, line: null, diff: '', warnings, trap }];
  }
  return row.remedies.map(({ list, kind, line, warnings, edits }) => {
    const diff = unifiedDiff(file, row.before, applyEdits(row.before, edits));
    return { file, list, remedy: kind, line, diff, warnings, trap };
  });
}

/** What was refused, with the fields of `decode` as far as they are known. */
function trapObject({ want, action, count, witnesses }: Refusal): object {
  const { arch, syscall, request, comm } = want;
  const known = syscallByName(arch, syscall);
  const names = request === null ? [] : requestsByValue(arch, request).map(({ name }) => name);
  return {
    arch,
    number: known?.number ?? null,
    syscall,
    libc: known !== null && known.rustTargets.length > 0 ? `SYS_${known.name}` : null,
    action,
    comm,
    count,
    ioctl: request === null ? null : { request: hex(request), names: [...new Set(names)] },
    witnesses,
  };
}

/** A row for people. */
export function rowLines({ title, refusal, evidence, remedies, problem }: ReviewRow): string[] {
  const { count, action } = refusal;
  const often = count === 1 ? 'once' : `${count} times`;
  const answer = action === null ? '' : `, ${rustAction(action)}`;
  return [
    `${title}: refused ${often}${answer}`,
    ...evidence.map((line) => `  ${oneLine(line)}`),
    ...(problem === null ? [] : [`  ${oneLine(problem, 1000)}`]),
    ...remedies.flatMap((remedy, at) => [
      `  ${at + 1}. ${oneLine(remedy.title)}`,
      ...remedy.warnings.map((warning) => `     ${oneLine(warning, 1000)}`),
    ]),
  ];
}
