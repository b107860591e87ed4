import type { Argv, CommandModule } from 'yargs';
import { stopBackend } from '../device/startBackend.ts';
import { InputError, ResumableError, VerificationError } from '../errors.ts';
import { recordedBackend } from '../study/studyRecord.ts';
import { type BackendArguments, startChosen, withBackend } from './backend.ts';
import { requireWhole } from './requireWhole.ts';
import { countFailed } from './failedText.ts';
import { chunkProgress } from './chunkProgress.ts';
import { pathArgument } from './pathArgument.ts';
import { findingText } from '../study/verify/findings.ts';
import { type SolveAgainOptions, type SolvedAgain, solveAgain } from '../study/verify/solveAgain.ts';
import { type VerifyReport, verifyStudy } from '../study/verify/verifyStudy.ts';

/** Findings that are printed without --json. */
const SHOWN = 20;

interface VerifyArguments extends BackendArguments {
  dir: string;
  designs: number | undefined;
  tolerance: number | undefined;
  channels: string | undefined;
  solve: number | undefined;
  json: boolean;
}

export const verifyCommand: CommandModule<object, VerifyArguments> = {
  builder: (y: Argv) =>
    withBackend(y)
      .positional('dir', { type: 'string', demandOption: true, describe: 'study directory' })
      .option('designs', {
        type: 'number',
        describe: 'recompute about N designs, evenly spread (default all)',
        requiresArg: true,
      })
      .option('tolerance', {
        type: 'number',
        describe:
          'largest deviation, relative or in dB (default 0: bit for bit, 1e-9 for files of another Node or machine)',
        requiresArg: true,
      })
      .option('channels', {
        type: 'string',
        describe: 'the channel file of the study, if it was moved',
        requiresArg: true,
      })
      .option('solve', {
        type: 'number',
        describe: 'design N chunks again, evenly spread, and compare every byte: covers what only the solver knows',
        requiresArg: true,
      })
      .option('json', { type: 'boolean', default: false, describe: 'the report as JSON on stdout' })
      .example('$0 verify output/fig7', 'checksums, schema, rows and every metric of Fig. 7')
      .example('$0 verify output/large --designs 1000', 'recompute a sample of a large study; check the files of all'),
  handler: async (args) => {
    requireWhole('--designs', args.designs);
    requireWhole('--solve', args.solve);
    if (args.tolerance !== undefined && !(args.tolerance >= 0 && args.tolerance < Infinity))
      throw new InputError(`--tolerance: expected a number of at least 0, got ${args.tolerance}`);
    const root = pathArgument('dir', args.dir);
    const channelFile = args.channels === undefined ? {} : { channelFile: pathArgument('--channels', args.channels) };
    const checked = verifyStudy(root, {
      ...(args.designs === undefined ? {} : { designs: args.designs }),
      ...(args.tolerance === undefined ? {} : { tolerance: args.tolerance }),
      ...channelFile,
      onProgress: chunkProgress(),
    });
    const solved =
      args.solve === undefined ? null : await designAgain(args, root, { chunks: args.solve, ...channelFile });
    const report = solved
      ? {
          ...checked,
          solvedAgain: solved.chunks,
          findingCount: checked.findingCount + solved.findingCount,
          findings: [...checked.findings, ...solved.findings],
        }
      : checked;
    process.stdout.write(args.json ? `${JSON.stringify(report)}\n` : reportText(report));
    if (report.findingCount > 0)
      throw new VerificationError(
        `${args.dir}: ${report.findingCount} ${report.findingCount === 1 ? 'value or file is' : 'values or files are'} not as recomputed`,
        'delete the files named above and run the study again to have them computed anew',
      );
    if (!report.complete)
      throw new ResumableError(
        `${args.dir}: what is there is right, ${report.missing.length} of ${report.chunks} chunks are missing`,
        'run the study again to continue',
      );
  },
};

/** Designs chunks again on the backend that computed the study. */
async function designAgain(args: VerifyArguments, root: string, options: SolveAgainOptions): Promise<SolvedAgain> {
  const recorded = recordedBackend(root);
  const { backend } = await startChosen(args, recorded);
  try {
    if (backend.name !== recorded)
      throw new InputError(`--backend: expected ${String(recorded)} as the study was computed on, got ${backend.name}`);
    return await solveAgain(root, { ...options, onProgress: chunkProgress() });
  } finally {
    await stopBackend();
  }
}

function reportText(report: VerifyReport & { readonly solvedAgain?: readonly number[] }): string {
  const rows = Object.entries(report.rows).map(([table, n]) => `${table} ${n}`);
  const exact = report.tolerance === 0;
  const unknown = report.claims.map((c) => c.replace(/^designs\./, '')).join(', ');
  const lines = [
    `study     ${report.hash}`,
    `chunks    ${report.chunks - report.missing.length} of ${report.chunks} present${report.missing.length > 0 ? `, missing ${report.missing.join(' ')}` : ''}`,
    `rows      ${rows.join(', ')}: checksums, schema, encoding and order`,
    `metrics   recomputed for ${report.recomputed} of ${report.designed} designs with stored vectors, ${
      exact ? 'compared bit for bit' : `within ${report.tolerance} (largest deviation ${report.largestDeviation})`
    }`,
    ...(report.redrawn === null
      ? []
      : [
          `draws     of ${report.redrawn.draws} CSI errors of a design the first ${report.redrawn.first} and the ${report.redrawn.smallest} of its smallest SINRs were made again; counts, outage, quantiles, mean and variance were compared with these alone`,
        ]),
    report.proven
      ? `proofs    certificates prove ${report.proven.infeasible} infeasible designs and the lower bounds of ${report.proven.bounded}, without a solver`
      : 'proofs    none: infeasible designs and lower bounds rest on the solver, as table certificates is not written',
    ...(report.undecided > 0
      ? [`undecided ${report.undecided} designs: neither precoders nor a proof; --solve computes them again`]
      : []),
    ...(report.failedRows > 0
      ? [`failed    ${countFailed(report.failedRows)}: a message each, and no number to recompute`]
      : []),
    `claims    of the solver, checked for consistency only: ${unknown}`,
    ...(report.solvedAgain
      ? [`solved    again, every byte compared, with these claims: chunks ${report.solvedAgain.join(' ')}`]
      : []),
    ...report.findings.slice(0, SHOWN).map(findingText),
    ...(report.findingCount > SHOWN ? [`... and ${report.findingCount - SHOWN} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
