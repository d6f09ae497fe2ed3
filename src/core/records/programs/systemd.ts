import type { ProgramForm } from './form';

const STATUS = /\bstatus=31\/SYS\b/;
const CORE = /\bProcess (\d{1,10}) \((.{1,64})\) of user \d{1,10} .{0,60}\bsignal 31\/SYS\b/;
const ANY = /\bsignal 31\/SYS\b/;

/** A service's end by its manager (`code=killed, status=31/SYS`), and systemd-coredump's report. */
export const systemd: ProgramForm = {
  needles: ['31/SYS'],
  read(text) {
    const core = CORE.exec(text);
    if (core) {
      const [, pid, comm = ''] = core;
      return { source: 'program', at: core.index, pid: Number(pid), comm };
    }
    const match = STATUS.exec(text) ?? ANY.exec(text);
    return match && { source: 'program', at: match.index };
  },
};
