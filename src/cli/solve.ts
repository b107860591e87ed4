import type { Argv, CommandModule } from 'yargs';
import { stopBackend } from '../device/startBackend.ts';
import { readInstances } from '../problems/readInstances.ts';
import { solveInstances } from '../problems/solveInstance.ts';
import { type BackendArguments, describeBackend, startChosen, withBackend } from './backend.ts';
import { MERIT, MERIT_OPTION, type Precision } from './precision.ts';

interface SolveArguments extends BackendArguments {
  files: string[];
  precision: Precision;
  precoders: boolean;
}

export const solveCommand: CommandModule<object, SolveArguments> = {
  builder: (y: Argv) =>
    withBackend(y)
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'instance files' })
      .option('precision', MERIT_OPTION)
      .option('precoders', { type: 'boolean', default: false, describe: 'add the precoders of every solved problem' })
      .example(
        '$0 solve test/reference/golden/blp-cbf-default.json',
        'status and objective of every problem of a file',
      ),
  handler: async (args) => {
    const instances = readInstances(args.files);
    try {
      process.stderr.write(`${describeBackend(await startChosen(args))}\n`);
      const lines = await solveInstances(instances, {
        precoders: args.precoders,
        tolerance: MERIT[args.precision],
      });
      for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
    } finally {
      await stopBackend();
    }
  },
};
