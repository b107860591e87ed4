import type { Argv, CommandModule } from 'yargs';
import { finishStudy } from '../study/finishStudy.ts';
import { pathArgument } from './pathArgument.ts';

interface FinishArguments {
  directory: string;
}

export const finishCommand: CommandModule<object, FinishArguments> = {
  command: 'finish <directory>',
  describe: 'check that every chunk of a study is there, whole, and write _SUCCESS (after the shards of a cluster)',
  builder: (y: Argv) =>
    y
      .positional('directory', { type: 'string', demandOption: true, describe: 'study directory' })
      .example('$0 finish output/fig7', 'exit code 0 when the study is complete, else 3'),
  handler: (args) => {
    const chunks = finishStudy(pathArgument('directory', args.directory));
    process.stdout.write(`${args.directory}: complete, ${chunks} chunks\n`);
  },
};
