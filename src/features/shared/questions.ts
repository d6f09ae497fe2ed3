import { PolicyInForce } from '../../core/compare/in-force';
import { findingsOf } from '../../core/findings/find';
import { findingRule } from '../../core/findings/rules';
import { suppressionEdit } from '../../core/findings/suppression';
import { actionTargets, filtersOnLog } from '../../core/plan/action-targets';
import { besideOf } from '../../core/plan/beside';
import { planWithCompanions } from '../../core/plan/companions';
import { isHostWorker } from '../../core/plan/host-function';
import { shownName } from '../../core/plan/list-name';
import { namesOf } from '../../core/plan/list-order';
import { isNearlySorted } from '../../core/plan/order';
import { Page } from '../../core/plan/page';
import { planFor } from '../../core/plan/plan';
import { optionsIn, planAll, readOwn } from '../../core/plan/plan-all';
import { cfgOn } from '../../core/policy/cfg';

/**
 * What can be asked of a policy. It is half of all code, and comes with the first source that is read:
 * a window that has none does not wait for it. Each source brings it, so that who has one can ask at
 * once. Others name it as a type only.
 */
export const questions = {
  actionTargets,
  besideOf,
  cfgOn,
  filtersOnLog,
  findingRule,
  findingsOf,
  isHostWorker,
  isNearlySorted,
  namesOf,
  optionsIn,
  planAll,
  planFor,
  planWithCompanions,
  readOwn,
  shownName,
  suppressionEdit,
  inForce: (...of: ConstructorParameters<typeof PolicyInForce>) => new PolicyInForce(...of),
  pageOf: (...of: ConstructorParameters<typeof Page>) => new Page(...of),
} as const;

export type Questions = typeof questions;
