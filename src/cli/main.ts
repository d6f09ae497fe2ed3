import { Command, Option } from 'commander';
import manifest from '../../package.json';
import { ARCHES } from '../core/abi/types';
import { REMEDY_KINDS } from '../core/plan/remedy';
import { oneLine } from '../core/text/untrusted';
import type { ActionOptions } from './action';
import type { AllowlistOptions } from './allowlist';
import type { CheckOptions } from './check';
import type { DecodeOptions } from './decode';
import type { DiagnoseCommandOptions } from './diagnose';
import type { FixOptions } from './fix';
import type { IoctlsOptions } from './ioctls';
import type { Machine } from './machine';
import type { LookupOptions } from './lookup';
import type { MinimiseOptions } from './minimise';
import type { PolicyDiffOptions } from './policy-diff';
import { writeNote, type CliIo } from './output';
import { run } from './run';

const json = (): Option => new Option('--json', 'one JSON object a line');
const arch = (what: string): Option =>
  new Option('--arch <arch>', `${what} (${ARCHES.join(', ')}; default: this machine's)`);
const example = (text: string): string => `\nExample:\n  $ ${text}`;

/** The commands. Each loads its own part only when it is called, so that the others start fast. */
function commands(io: CliIo, machine: Machine, done: (code: number) => void): Command {
  const program = new Command('seccomp-lens')
    .description('From "killed by its seccomp filter" to one narrow line in the Rust allowlist.')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
      outputError: (text) => {
        writeNote(io, sentence(text));
      },
    });

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

  program
    .command('allowlist')
    .description('what a source allows')
    .argument('<source...>', 'Rust or JSON files; - is standard input')
    .addOption(arch('the table for bare numbers'))
    .addOption(
      new Option('--format <format>', 'writes what is in force as JSON of that form').choices([
        'oci',
        'firecracker',
      ]),
    )
    .option('--list <name>', 'with --format: this list alone')
    .addOption(json())
    .addHelpText('after', example('seccomp-lens allowlist src/filter.rs'))
    .action(async (sources: string[], options: AllowlistOptions) => {
      const { allowlistCommand } = await import('./allowlist');
      done(await allowlistCommand(sources, options, io, machine));
    });

  program
    .command('check')
    .description('what is wrong or worth knowing in a filter')
    .argument('<source...>', 'Rust or JSON files; - is standard input')
    .option('--evidence <log...>', 'logs and traces: adds the entries that they never show')
    .addOption(new Option('--format <format>', 'default: text').choices(['text', 'json', 'sarif']))
    .addOption(arch('the target where no cfg names one'))
    .addOption(json())
    .addHelpText(
      'after',
      '\nExit status: 0 clean or notes only, 1 a warning or an error, 2 unreadable input.\n' +
        example('seccomp-lens check src/filter.rs --evidence run.strace'),
    )
    .action(async (sources: string[], options: CheckOptions) => {
      const { checkCommand } = await import('./check');
      done(await checkCommand(sources, options, io, machine));
    });

  program
    .command('diff')
    .description('what a change of a source means in force: what becomes allowed or refused')
    .argument('<old>', 'a Rust or JSON file, or git:REV:PATH; - is standard input')
    .argument('<new>', 'the same')
    .option('--format <format>', 'text, markdown (for a comment on a pull request) or json')
    .addOption(json())
    .addHelpText(
      'after',
      `\nExit status: 0 nothing widened, 1 something is, or may be since it is not understood.\n` +
        example('seccomp-lens diff git:HEAD:./src/filter.rs src/filter.rs'),
    )
    .action(async (before: string, after: string, options: PolicyDiffOptions) => {
      const { policyDiffCommand } = await import('./policy-diff');
      done(await policyDiffCommand(before, after, options, io, machine, process.cwd()));
    });

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

  return program;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** commander's words as one line, without its own `error:`. */
function sentence(text: string): string {
  return oneLine(text.replace(/^error: /, ''));
}

void run(commands);
