import type { Command } from 'commander';
import { REMEDY_KINDS } from '../core/plan/remedy';
import type { ActionOptions } from './action';
import type { Call } from './call';
import type { DiagnoseCommandOptions } from './diagnose';
import type { FixOptions } from './fix-options';
import type { MinimiseOptions } from './minimise-search';
import { arch, collect, example, json } from './options';

/** What changes sources, or shows the change. */
export function addChangeCommands(program: Command, { io, machine, done }: Call): void {
  program
    .command('fix')
    .description('the narrowest change that lets a refused call through, as a unified diff')
    .argument('<source>', 'the Rust or JSON file that holds the allowlist; - is standard input')
    .option('--log <file>', 'answer every trap of this log; may be repeated', collect)
    .option('--program <name>', 'of the log: only what this program was refused')
    .option('--syscall <name>', 'answer this call: getpid, SYS_getpid or a number')
    .option('--ioctl <request>', 'the request of the ioctl: KVM_RUN, 0xae80, _IOC(…)')
    .option('--list <name>', 'the list, or for an ioctl the function that holds its rules')
    .addOption(arch('the table for numbers that come without one'))
    .option('--widen', 'allow more than the evidence asks for, where nothing narrower is known')
    .option('--remedies', 'print every remedy, narrowest first')
    .option('--remedy <kind>', `take this kind instead of the first: ${REMEDY_KINDS.join(', ')}`)
    .option('--companions', 'allow the calls too that other targets make for the same purpose')
    .option('--constant', 'with --remedy remove: the constant too that nothing else names')
    .option('--write', 'apply the change to the source')
    .addOption(json())
    .addHelpText(
      'after',
      `\nExit status: 0 a change, 1 already allowed, 2 something is left for you to decide.\n` +
        example('seccomp-lens fix src/filter.rs --syscall ioctl --ioctl KVM_RUN --write'),
    )
    .action(async (source: string, options: FixOptions) => {
      const { fixCommand } = await import('./fix');
      done(await fixCommand(source, options, io, machine));
    });

  program
    .command('diagnose')
    .description('runs a command until it passes under its filter, and adds what is refused')
    .argument('<command...>', 'what to run, after --; cargo builds first, untraced')
    .requiredOption('--source <source>', 'the Rust file that holds the allowlist')
    .option('--yes', 'apply the narrowest remedies without asking')
    .option('--no-write', 'only report: the source is never written')
    .option('--filter <name>', 'the function or constant that builds the filter')
    .option('--list <name>', 'the list that is meant (default: told by the filter that ran)')
    .option('--timeout <seconds>', 'end each run after so long; 0 for never (default: 300)')
    .option('--rounds <count>', 'give up after so many rounds (default: 30)')
    .option('--calls', 'print the table of all traced calls')
    .option('--no-strace', 'do without strace: the filter is set to Log for one run')
    .option('--no-kernel-log', 'do without the kernel’s log')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExit status: 0 it passes, 1 calls stay refused, 3 it fails for another reason or the ' +
        'evidence is incomplete.\n' +
        example('seccomp-lens diagnose --source src/filter.rs -- cargo test --test sandbox'),
    )
    .action(async (command: string[], options: DiagnoseCommandOptions) => {
      const { diagnoseCommand } = await import('./diagnose');
      done(await diagnoseCommand(command, options, io, machine));
    });

  program
    .command('action')
    .description('a filter’s answer to what it does not list, and the way back, as a unified diff')
    .argument('<source>', 'the Rust file that builds the filter; - is standard input')
    .option('--set <action>', 'log, trap, kill-thread, kill-process or errno:N')
    .option('--filter <name>', 'the function or constant that builds the filter; NAME:LINE too')
    .option('--restore', 'undo what this tool has changed')
    .option('--keep', 'leave the source as it is, and forget its original')
    .option('--write', 'apply the change to the source; the original is kept')
    .addOption(json())
    .addHelpText(
      'after',
      `\nExit status: 0 a change, 1 it is so already, 2 something is left for you to decide.\n` +
        example('seccomp-lens action src/filter.rs --set log --write'),
    )
    .action(async (source: string, options: ActionOptions) => {
      const { actionCommand } = await import('./action');
      done(await actionCommand(source, options, io, machine));
    });

  program
    .command('minimise')
    .description('the fewest ioctl rules that a command passes with, by trying')
    .argument('<command...>', 'what to run, after --; building is part of it')
    .requiredOption('--source <source>', 'the Rust file that holds the allowlist')
    .option('--candidates <name...>', 'requests that may be needed: KVM_RUN, 0xae80')
    .option('--trace <file>', 'all requests in what strace -o wrote')
    .option('--include-existing', 'also try to do without candidates that the source has')
    .option('--filter <name>', 'the function or constant that builds the filter')
    .option('--list <name>', 'the function that holds the rules')
    .option('--timeout <seconds>', 'a run that takes longer has failed; 0 for ever (default: 300)')
    .option('--repeat <count>', 'a set must pass so many times in a row (default: 1)')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExit status: 0 the source is minimal, 1 the command fails with all candidates in.\n' +
        example(
          'seccomp-lens minimise --source src/filter.rs --candidates KVM_RUN KVM_SET_REGS -- cargo test',
        ),
    )
    .action(async (command: string[], options: MinimiseOptions) => {
      const { minimiseCommand } = await import('./minimise');
      done(await minimiseCommand(command, options, io, machine));
    });
}
