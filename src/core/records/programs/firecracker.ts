import { fieldOf, type ProgramForm } from './form';

const SIGNAL = /\bShutting down VM after intercepting signal 31\b/;
const CALL = /\bintercepting a bad syscall \((-?\d{1,10})\)/d;

/**
 * Firecracker's SIGSYS handler (src/vmm/src/signal_handler.rs, before 0.20 sigsys_handler.rs), and
 * those of its kin with the same words, Kata's Dragonball among them. No line says the architecture.
 */
export const firecracker: ProgramForm = {
  needles: ['after intercepting ', 'intercepting a bad syscall'],
  read(text) {
    const call = CALL.exec(text);
    if (call) {
      const fields = fieldOf(call, 1, 'syscall');
      return { source: 'program', at: call.index, number: Number(call[1]), action: 'trap', fields };
    }
    const signal = SIGNAL.exec(text);
    return signal && { source: 'program', at: signal.index, announces: true };
  },
};
