import type { Argv, CommandModule } from 'yargs';
import { EXIT } from '../errors.ts';
import { finishStudy } from '../study/finishStudy.ts';
import { readSuccess } from '../study/successFile.ts';
import { countFailed } from './failedText.ts';
import { pathArgument } from './pathArgument.ts';

interface FinishArguments {
  directory: string;
}

export const finishCommand: CommandModule<object, FinishArguments> = {
  builder: (y: Argv) =>
    y
      .positional('directory', { type: 'string', demandOption: true, describe: 'study directory' })
      .example(
        '$0 finish output/fig7',
        `exit code ${EXIT.done} when the study is complete, ${EXIT.failedRows} when it has failed rows, else ${EXIT.unfinished}`,
      ),
  handler: (args) => {
    const root = pathArgument('directory', args.directory);
    const chunks = finishStudy(root);
    const failed = readSuccess(root)?.failed ?? 0;
    const known = failed > 0 ? `, ${countFailed(failed)}` : '';
    process.stdout.write(`${args.directory}: complete, ${chunks} chunks${known}\n`);
    if (failed > 0) process.exitCode = EXIT.failedRows;
  },
};
