import type { Syscall } from './types';

/** A page to read further on: what a link to it says, and its address. */
export interface ManualPage {
  readonly title: string;
  readonly href: string;
}

/**
 * Calls that man-pages 6.03 has no page of, nor one under which they are told of: new ones, and old
 * ones that no libc makes.
 */
const WITHOUT_PAGE = new Set(
  (
    'cachestat epoll_ctl_old epoll_wait_old fchmodat2 file_getattr file_setattr fsconfig fsmount ' +
    'fsopen fspick ftime futex_requeue futex_wait futex_waitv futex_wake getxattrat io_pgetevents ' +
    'io_uring_enter io_uring_register io_uring_setup listmount listxattrat lsm_get_self_attr ' +
    'lsm_list_modules lsm_set_self_attr map_shadow_stack move_mount mseal open_tree open_tree_attr ' +
    'process_mrelease profil quotactl_fd removexattrat rseq set_mempolicy_home_node setxattrat ' +
    'statmount ulimit uretprobe'
  ).split(' '),
);

/** The manual's page of a call; null where there is none. 32-bit calls with wide times share one. */
export function manualPage({ name }: Pick<Syscall, 'name'>): ManualPage | null {
  const narrow = name.replace(/_time64$/, '');
  const base = /^(?:clock_|timer)/.test(narrow) ? narrow.replace(/64$/, '') : narrow;
  if (WITHOUT_PAGE.has(base)) return null;
  return {
    title: `${base}(2)`,
    href: `https://man7.org/linux/man-pages/man2/${base}.2.html`,
  };
}

/** Where the kernel's documentation tells of a request; null where it is not known to. */
export function requestPage(name: string): ManualPage | null {
  if (!name.startsWith('KVM_')) return null;
  const anchor = name.toLowerCase().replaceAll('_', '-');
  return { title: name, href: `https://docs.kernel.org/virt/kvm/api.html#${anchor}` };
}
