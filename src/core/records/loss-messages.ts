/**
 * What says that log lines are missing, beside the kernel's own count of audit records. The number
 * that a message names is how many; without one it is about one.
 */
export const LOSS_MESSAGES: readonly RegExp[] = [
  // kernel/audit.c by lib/ratelimit.c, a callback a record; by another name before Linux 4.10.
  /\b(?:kauditd|audit)_printk_skb: (\d{1,9}) callbacks suppressed/,
  // kernel/printk/printk.c, on a console.
  /\*\* (\d{1,9}) printk messages dropped \*\*/,
  // systemd: journald-kmsg.c and journald-rate-limit.c by way of journald-server.c.
  /\bMissed (\d{1,9}) kernel messages\b/,
  /\bSuppressed (\d{1,9}) messages from \S/,
  // rsyslog: plugins/imuxsock and plugins/imjournal.
  /\bimuxsock(?:\[\d{1,10}\])? lost (\d{1,9}) messages from pid \d/,
  /\bimjournal: (\d{1,9}) messages lost due to rate-limiting/,
  // audit-userspace: audisp/queue.c, audisp/audispd.c and src/auditd-dispatch.c.
  /\bqueue (?:to plugins )?is full\b.{0,40}\bdropping event/,
  /\bdispatch err \(pipe full\) event lost/,
];

/** One of these stands on every line that says so. */
export const LOSS_NEEDLES: readonly string[] = [
  'audit_printk_skb',
  'auditd_printk_skb',
  'printk messages dropped',
  ' kernel messages',
  'Suppressed ',
  ' messages from pid',
  'messages lost due',
  'dropping event',
  'event lost',
  'audit_lost=',
  'audit_backlog=',
  'limit exceeded',
  'queue overflow',
  'out of memory in audit_',
];
