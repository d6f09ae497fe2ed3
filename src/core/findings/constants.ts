import * as l10n from '@vscode/l10n';
import { hasRequestTable, requestsByName, requestsByValue } from '../abi/ioctls';
import { syscallByName } from '../abi/syscalls';
import { ARCHES, type Arch } from '../abi/types';
import { styleOf, written } from '../plan/number';
import { cfgOn, namesArch } from '../policy/cfg';
import type { Constant } from '../policy/model';
import type { Context, Draft, FindingFix, FindingRule } from './finding';

export const wrongConstant: FindingRule = {
  code: 'wrong-constant',
  level: 'warning',
  title: 'A constant that has not the value of its name',
  help: 'Requests and call numbers differ between architectures. A constant with another value admits another request than its name says, and refuses the one that it names.',
  find: (context) =>
    context.constants.flatMap((constant) => {
      const wrong = targetsOf(context, constant)
        .map((arch) => ({ arch, right: rightValues(constant, arch) }))
        .find(({ right }) => right.length > 0 && !right.some((value) => has(constant, value)));
      return wrong ? [draftOf(constant, wrong.arch, wrong.right)] : [];
    }),
};

/** Those that its cfg names, else the one in question. */
function targetsOf({ arch }: Context, { cfg }: Constant): Arch[] {
  const named = ARCHES.filter((one) => namesArch(cfg, one) && cfgOn(cfg, one) === 'true');
  if (named.length > 0) return named;
  return cfgOn(cfg, arch) === 'false' ? [] : [arch];
}

/** What headers say: none for a name that they do not have, two for MSHV's two ABIs. */
function rightValues({ name, value }: Constant, arch: Arch): readonly number[] {
  if (value === null) return [];
  if (isOfCall(name)) {
    const call = syscallByName(arch, name);
    return call ? [call.number] : [];
  }
  if (!hasRequestTable(arch)) return [];
  return [...new Set(requestsByName(arch, name).map((request) => request.value))];
}

/** Whether a constant is named as the number of a call. */
function isOfCall(name: string): boolean {
  return /^(?:SYS_|__NR_)/.test(name);
}

/** Also where the value is a negative int, as musl's constants are. */
function has({ value }: Constant, right: number): boolean {
  if (value === null) return true;
  const low = BigInt(right);
  const whole = BigInt.asUintN(64, value);
  return whole === low || whole === BigInt.asUintN(64, BigInt.asIntN(32, low));
}

function draftOf(constant: Constant, arch: Arch, right: readonly number[]): Draft {
  const { name, nameSpan, valueSpan, value, text } = constant;
  const is = right.map(hex).join(l10n.t(' or '));
  const other = value === null ? null : meaningOf(name, value, arch);
  const found = other === null ? '' : l10n.t(', and `{0}` is {1}', text, other);
  return {
    span: { start: nameSpan.start, end: valueSpan.end },
    message: l10n.t(
      '`{0}` is {1} on {2}{3}: what is compared with it is not the request or call of that name.',
      name,
      is,
      arch,
      found,
    ),
    fix: fixOf(constant, right),
  };
}

/** What the value is instead: another name here, or this name elsewhere. */
function meaningOf(name: string, value: bigint, arch: Arch): string | null {
  const number = Number(BigInt.asUintN(32, value));
  const elsewhere = ARCHES.find((one) =>
    requestsByName(one, name).some((request) => request.value === number),
  );
  if (elsewhere) return l10n.t('its value on {0}', elsewhere);
  const [here] = isOfCall(name) ? [] : requestsByValue(arch, number);
  return here ? `\`${here.name}\`` : null;
}

function fixOf({ text, valueSpan }: Constant, right: readonly number[]): FindingFix | null {
  const [value, ...others] = right;
  // An expression says more than a number would; of two values nothing tells which is meant.
  if (value === undefined || others.length > 0 || !/^[0-9]\w*$/.test(text)) return null;
  const newText = written(value, styleOf([text]));
  return { title: l10n.t('Give it the value {0}', hex(value)), edits: [{ ...valueSpan, newText }] };
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
