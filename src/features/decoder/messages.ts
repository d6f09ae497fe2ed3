import type { FromPanel } from './protocol';

type Type = FromPanel['type'];
type Field<T extends Type> = Exclude<keyof Extract<FromPanel, { type: T }>, 'type'>;

/** What each message holds besides its type. */
const FIELDS: { readonly [T in Type]: readonly Field<T>[] } = {
  ready: [],
  openEvidence: ['key', 'index'],
  apply: ['key', 'remedy'],
  openRemedy: ['key', 'remedy'],
  compare: ['key', 'remedy'],
  stopIgnoring: ['key'],
  openAllowed: ['key'],
  watchLogFile: [],
};

/** Whether what came from the webview is a message: no page is trusted to be the one that we sent. */
export function isFromPanel(given: unknown): given is FromPanel {
  const { type, ...rest } = Object(given) as Readonly<Record<string, unknown>>;
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) return false;
  return FIELDS[type as Type].every(
    (field) => typeof rest[field] === (field === 'index' ? 'number' : 'string'),
  );
}
