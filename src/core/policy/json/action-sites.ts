import type { Node } from 'jsonc-parser';
import type { ActionName } from '../../abi/types';
import type { ActionSite } from '../allowlist';
import { spanOf, type JsonDocument } from './document';

/**
 * Where a mismatch action is written: at most one place, none where it is missing or not understood.
 * @param errno the value of `defaultErrnoRet`, where the form has one
 */
export function actionSites(
  document: JsonDocument,
  node: Node | undefined,
  action: ActionName | null,
  errno?: Node,
): readonly ActionSite[] {
  if (!node || action === null) return [];
  const beside = errno?.parent ? { member: spanOf(errno.parent), value: spanOf(errno) } : null;
  const site = document.located(node);
  return [{ ...site, action, file: null, path: [], holder: null, layout: null, errno: beside }];
}
