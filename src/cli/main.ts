import { Command } from 'commander';
import manifest from '../../package.json';
import { oneLine } from '../core/text/untrusted';
import { addChangeCommands } from './change-commands';
import { addLogCommands } from './log-commands';
import type { Machine } from './machine';
import { writeNote, type CliIo } from './output';
import { addPolicyCommands } from './policy-commands';
import { run } from './run';

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

  const call = { io, machine, done };
  addLogCommands(program, call);
  addPolicyCommands(program, call);
  addChangeCommands(program, call);
  return program;
}

/** commander's words as one line, without its own `error:`. */
function sentence(text: string): string {
  return oneLine(text.replace(/^error: /, ''));
}

void run(commands);
