import { ARCHES, type Arch } from '../../core/abi/types';
import type { Question } from './propose';

/** What a model or another extension asks; it may send anything. */
export type GivenQuestion = Readonly<Partial<Record<keyof Question, unknown>>>;

/** @throws Error with one sentence where a part is of another kind */
export function questionOf(given: GivenQuestion): Question {
  const input = Object(given) as GivenQuestion;
  const optional = (name: 'request' | 'thread') =>
    input[name] === undefined ? {} : { [name]: textOf(input[name], name) };
  return {
    syscall: textOf(input.syscall, 'syscall'),
    ...(input.arch === undefined ? {} : { arch: archOf(input.arch) }),
    ...optional('request'),
    ...optional('thread'),
  };
}

/** @throws Error with one sentence where it is none */
export function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`${name} must be a text.`);
}

function archOf(value: unknown): Arch {
  const arch = ARCHES.find((each) => each === value);
  if (arch) return arch;
  throw new Error(`arch must be one of ${ARCHES.join(', ')}.`);
}
