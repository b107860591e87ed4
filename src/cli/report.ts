import type { Argv, CommandModule } from 'yargs';
import { pathArgument } from './pathArgument.ts';
import { shortfallText } from './shortfallText.ts';

interface ReportArguments {
  dir: string;
  out: string | undefined;
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  builder: (y: Argv) =>
    y
      .positional('dir', { type: 'string', demandOption: true, describe: 'study directory' })
      .option('out', { type: 'string', requiresArg: true, describe: 'file (default DIR/report.html)' })
      .example('$0 report output/fig7', 'writes output/fig7/report.html; open it in any browser, no network needed'),
  handler: async (args) => {
    // vega takes longer to load than most commands take to run
    const { writeReport } = await import('../analysis/report/writeReport.ts');
    const result = writeReport(
      pathArgument('dir', args.dir),
      args.out === undefined ? undefined : pathArgument('--out', args.out),
    );
    process.stderr.write(shortfallText(result, 'the page says so'));
    process.stdout.write(`${result.file}\n`);
  },
};
