import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { InputError } from '../errors.ts';
import { extractDesign } from '../study/extractDesign.ts';

interface ExtractArguments {
  dir: string;
  row: string;
  out: string | undefined;
  channels: string | undefined;
}

export const extractCommand: CommandModule<object, ExtractArguments> = {
  command: 'extract <dir>',
  describe: 'write one design as an instance file with its precoders, to check it elsewhere',
  builder: (y: Argv) =>
    y
      .positional('dir', { type: 'string', demandOption: true, describe: 'study directory' })
      .option('row', { type: 'string', demandOption: true, describe: 'design_id of the design', requiresArg: true })
      .option('out', { type: 'string', describe: 'file (default design-<id>.json), - for stdout', requiresArg: true })
      .option('channels', {
        type: 'string',
        describe: 'the channel file of the study, if it was moved',
        requiresArg: true,
      })
      .example(
        '$0 extract output/fig7 --row 12',
        'writes design-12.json; isac-mc solve and docs/cvxpy-check.md read it',
      ),
  handler: (args) => {
    if (!/^\d{1,18}$/.test(args.row)) throw new InputError(`--row: expected a design_id, got ${args.row}`);
    const instance = extractDesign(
      resolve(args.dir),
      BigInt(args.row),
      args.channels === undefined ? undefined : resolve(args.channels),
    );
    const text = `${JSON.stringify(instance, null, 1)}\n`;
    if (args.out === '-') {
      process.stdout.write(text);
      return;
    }
    const file = resolve(args.out ?? `design-${args.row}.json`);
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw new InputError(
        `--out ${file}: cannot be written (${error instanceof Error ? error.message : String(error)})`,
      );
    }
    process.stdout.write(`${file}\n`);
  },
};
