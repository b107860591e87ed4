import type { Argv, CommandModule } from 'yargs';
import { InputError } from '../errors.ts';
import { quoted } from '../plainText.ts';
import { FIGURE_FORMATS, type FigureFormat } from '../analysis/figures/formats.ts';
import { pathArgument } from './pathArgument.ts';
import { shortfallText } from './shortfallText.ts';

interface PlotArguments {
  dir: string;
  format: string;
  select: string[] | undefined;
  out: string | undefined;
  name: string | undefined;
  band: 'confidence' | 'quartiles' | 'none';
  medians: 'all' | 'per-point';
  scale: number;
}

export const plotCommand: CommandModule<object, PlotArguments> = {
  builder: (y: Argv) =>
    y
      .positional('dir', { type: 'string', demandOption: true, describe: 'study directory' })
      .option('format', {
        type: 'string',
        default: FIGURE_FORMATS.join(','),
        requiresArg: true,
        describe: 'svg, png, json (vega-lite), separated by commas',
      })
      .option('select', { type: 'string', array: true, requiresArg: true, describe: 'figures or kinds, default all' })
      .option('out', { type: 'string', requiresArg: true, describe: 'folder of the files (default DIR/figures)' })
      .option('name', { type: 'string', requiresArg: true, describe: 'base name of the files of a single figure' })
      .option('band', {
        choices: ['confidence', 'quartiles', 'none'] as const,
        requiresArg: true,
        default: 'confidence' as const,
        describe: '95% confidence interval of the median, middle half of the draws, or no band',
      })
      .option('medians', {
        choices: ['all', 'per-point'] as const,
        requiresArg: true,
        default: 'all' as const,
        describe: 'over all draws, infeasible ones counted as infinite, or over the feasible draws of each point alone',
      })
      .option('scale', { type: 'number', default: 2, requiresArg: true, describe: 'pixels of a PNG for each unit' })
      .example('$0 plot output/fig5', 'every figure of the study into output/fig5/figures')
      .example('$0 plot output/fig5 --select rcrb --format svg', 'one kind of figure, SVG alone'),
  handler: async (args) => {
    const formats = args.format.split(',').map((f) => f.trim());
    for (const f of formats)
      if (!FIGURE_FORMATS.includes(f as FigureFormat))
        throw new InputError(`--format: expected some of ${FIGURE_FORMATS.join(', ')}, got ${quoted(f)}`);
    if (!(args.scale >= 0.5 && args.scale <= 8))
      throw new InputError(`--scale: expected a number from 0.5 to 8, got ${args.scale}`);
    if (args.name !== undefined && !/^[\w.-]+$/.test(args.name))
      throw new InputError(`--name: expected letters, digits, dots, hyphens, got ${quoted(args.name)}`);
    // vega takes longer to load than most commands take to run
    const { plotStudy } = await import('../analysis/figures/plotStudy.ts');
    const result = await plotStudy(pathArgument('dir', args.dir), {
      formats: formats as FigureFormat[],
      select: args.select ?? [],
      band: args.band,
      medians: args.medians === 'per-point' ? 'perPoint' : 'all',
      scale: args.scale,
      ...(args.out === undefined ? {} : { out: pathArgument('--out', args.out) }),
      ...(args.name === undefined ? {} : { name: args.name }),
    });
    process.stderr.write(shortfallText(result, 'the figures say so'));
    for (const file of result.files) process.stdout.write(`${file}\n`);
  },
};
