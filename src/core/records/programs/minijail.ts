import { fieldOf, type ProgramForm } from './form';

const CALL = /(?:\blibminijail\[(\d{1,10})\]: )?\bblocked syscall: (?:(\d{1,10})|(\w{1,40}))/d;

/**
 * minijail's SIGSYS handler (signal_handler.c): the call's name by the table of the machine that it
 * runs on, or the number that is not in it.
 */
export const minijail: ProgramForm = {
  needles: ['blocked syscall: '],
  read(text) {
    const call = CALL.exec(text);
    if (call === null) return null;
    const [, pid, number, name] = call;
    return {
      source: 'program',
      at: call.index,
      ...(number === undefined ? {} : { number: Number(number) }),
      ...(name === undefined ? {} : { name }),
      ...(pid === undefined ? {} : { pid: Number(pid) }),
      action: 'trap',
      fields: [...fieldOf(call, 2, 'syscall'), ...fieldOf(call, 3, 'syscall')],
    };
  },
};
