import { ProfileChanges } from './json/profile-changes';
import { ThreadChanges } from './json/thread-changes';
import type { ChangeContext, Changes } from './change';
import { ListChanges } from './list-changes';

/** Makes the changes of a list in the dialect of its file. */
export function changesOf(context: ChangeContext): Changes {
  switch (context.policy.dialect) {
    case 'rust':
      return new ListChanges(context);
    case 'firecracker':
      return new ThreadChanges(context);
    case 'oci':
      return new ProfileChanges(context);
  }
}
