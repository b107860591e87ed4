import type { Argv, CommandModule } from 'yargs';
import { InputError } from '../errors.ts';
import { extractDesign } from '../study/extractDesign.ts';
import { writeWhole } from '../study/writeWhole.ts';
import { refused } from '../systemErrors.ts';
import { pathArgument } from './pathArgument.ts';

interface ExtractArguments {
  dir: string;
  row: string;
  out: string | undefined;
  channels: string | undefined;
  draw: string | undefined;
}

/** Index of an error draw. @throws InputError on anything else. */
function wholeDraw(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InputError(`--draw: expected the index of an error draw, got ${text}`);
  return Number(text);
}

export const extractCommand: CommandModule<object, ExtractArguments> = {
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
      .option('draw', {
        type: 'string',
        describe: 'also make this CSI error draw of the design again: errors, channels and SINRs under errorDraw',
        requiresArg: true,
      })
      .example(
        '$0 extract output/fig7 --row 12',
        'writes design-12.json; isac-mc solve and docs/cvxpy-check.md read it',
      ),
  handler: (args) => {
    if (!/^\d{1,18}$/.test(args.row)) throw new InputError(`--row: expected a design_id, got ${args.row}`);
    const instance = extractDesign(pathArgument('dir', args.dir), BigInt(args.row), {
      ...(args.channels === undefined ? {} : { channelFile: pathArgument('--channels', args.channels) }),
      ...(args.draw === undefined ? {} : { draw: wholeDraw(args.draw) }),
    });
    const text = `${JSON.stringify(instance, null, 1)}\n`;
    if (args.out === '-') {
      process.stdout.write(text);
      return;
    }
    const file = pathArgument('--out', args.out ?? `design-${args.row}.json`);
    try {
      writeWhole(file, text);
    } catch (error) {
      throw refused(`--out ${file}: cannot be written`, error);
    }
    process.stdout.write(`${file}\n`);
  },
};
