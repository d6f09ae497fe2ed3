import { fieldOf, type ProgramForm } from './form';

const CALL = /\bReceived a bad system call, number: (-?\d{1,10})\b/d;

/** StratoVirt's SIGSYS handler (machine_manager/src/signal_handler.rs). It says no architecture. */
export const stratovirt: ProgramForm = {
  needles: ['Received a bad system call'],
  read(text) {
    const call = CALL.exec(text);
    if (call === null) return null;
    const fields = fieldOf(call, 1, 'syscall');
    return { source: 'program', at: call.index, number: Number(call[1]), action: 'trap', fields };
  },
};
