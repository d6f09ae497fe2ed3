import { Option, type Command } from 'commander';
import type { AllowlistOptions } from './allowlist';
import type { Call } from './call';
import type { CheckOptions } from './check';
import { arch, example, json } from './options';
import type { PolicyDiffOptions } from './policy-diff';

/** What is read of sources. */
export function addPolicyCommands(program: Command, { io, machine, done }: Call): void {
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
    .addOption(
      new Option('--format <format>', 'default: text; markdown is for a pull request').choices([
        'text',
        'markdown',
        'json',
      ]),
    )
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
}
