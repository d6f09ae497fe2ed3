import { Option, type Command } from 'commander';
import { ARCHES } from '../core/abi/types';
import type { Call } from './call';
import type { DecodeOptions } from './decode';
import type { IoctlsOptions } from './ioctls';
import type { LookupOptions } from './lookup';
import { example, json } from './options';

/** What is read of logs, traces and the tables. */
export function addLogCommands(program: Command, { io, machine, done }: Call): void {
  program
    .command('decode')
    .description('what a log says was refused, one row per distinct trap')
    .argument('[file...]', 'logs, in any mixture of forms; - is standard input', ['-'])
    .option('--each', 'one row per event')
    .option('--follow', 'go on as the file grows')
    .addOption(json())
    .addHelpText('after', example('dmesg | seccomp-lens decode'))
    .action(async (files: string[], options: DecodeOptions) => {
      const { decodeCommand } = await import('./decode');
      done(await decodeCommand(files, options, io));
    });

  program
    .command('lookup')
    .description('what a number or name means: a syscall, an ioctl request, an arch=, a code=')
    .argument('<term...>', '230, SYS_write, 0xae03, KVM_RUN, arch=c000003e, code=0x7ffc0000')
    .addOption(new Option('--arch <arch>', `all, or one of ${ARCHES.join(', ')}`))
    .addOption(json())
    .addHelpText('after', example("seccomp-lens lookup 230 '_IOC(_IOC_WRITE, 0xb8, 0x3, 0x20)'"))
    .action(async (terms: string[], options: LookupOptions) => {
      const { lookupCommand } = await import('./lookup');
      done(await lookupCommand(terms, options, io, machine));
    });

  program
    .command('ioctls')
    .description('the histogram of ioctl requests in strace output')
    .argument('<strace...>', 'what strace -o wrote, or all files of -ff; - is standard input')
    .addOption(
      new Option(
        '--arch <arch>',
        'the table for names (default: the trace’s, else this machine’s)',
      ),
    )
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'strace -f -Y -e trace=ioctl,seccomp,prctl,clone,clone3,fork,vfork -o t.strace CMD\n' +
          '  $ seccomp-lens ioctls t.strace',
      ),
    )
    .action(async (files: string[], options: IoctlsOptions) => {
      const { ioctlsCommand } = await import('./ioctls');
      done(await ioctlsCommand(files, options, io, machine));
    });
}
