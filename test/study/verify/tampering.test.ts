import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { clopperPearson } from '../../../src/montecarlo/intervals/clopperPearson.ts';
import { studyHash } from '../../../src/study/hash.ts';
import { runStudy } from '../../../src/study/runner.ts';
import type { Study } from '../../../src/study/schema.ts';
import { TABLES, type TableName } from '../../../src/study/tables/tableNames.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import { tablesOf } from '../../../src/study/tables/studyTables.ts';
import { verifyStudy } from '../../../src/study/verify/verifyStudy.ts';
import { temporaryFolder, tinyStudy } from '../tinyStudy.ts';
import { copyOf, forge, forgeRows, type Line } from './tamper.ts';

type Row = Record<string, CellValue>;
type Rows = Row[];
/** Changes the rows of chunk 0 of some tables; the checksums are renewed. */
type Edits = Partial<Record<TableName, (rows: Rows) => Rows>>;

const DESIGNS = ['paper', 'joint'];
const THRESHOLDS = [0, 5, 60];
const SCHEMES = ['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'] as const;
const base = (tables: readonly string[], channels = 1): Study =>
  tinyStudy(
    (t) =>
      `${t
        .replace('schemes: BLP-CBF', `schemes: [${SCHEMES.join(', ')}]`)
        .replace('joint', `[${DESIGNS.join(', ')}]`)
        .replace('[5, 60]', `[${THRESHOLDS.join(', ')}]`)
        .replace('channels: 3', `channels: ${channels}`)}output: { tables: [${tables.join(', ')}] }\n`,
  );
/** The two tables with many rows, in studies of their own. */
const WIDE: readonly string[] = ['beampatterns', 'ser'];
const NARROW = TABLES.filter((t) => !WIDE.includes(t));
/** With the vectors of every design, and without; of two chunks where their files are at stake. */
const STUDIES = {
  chunks: base(NARROW, 2),
  full: base(NARROW),
  lean: base(NARROW.filter((t) => t !== 'precoders')),
  wideFull: base(['precoders', ...WIDE]),
  wideLean: base(WIDE),
};
type Kind = keyof typeof STUDIES;
const folder = temporaryFolder();
beforeAll(async () => {
  for (const [kind, study] of Object.entries(STUDIES)) await runStudy(study, { out: join(folder, kind) });
});

/** Id of a design of chunk 0. */
const idOf = (scheme: (typeof SCHEMES)[number], design: string, threshold: number): bigint =>
  BigInt(
    (SCHEMES.indexOf(scheme) * DESIGNS.length + DESIGNS.indexOf(design)) * THRESHOLDS.length +
      THRESHOLDS.indexOf(threshold),
  );

/** Findings after a change. */
function findings(kind: Kind, change: Edits | ((root: string) => void)): readonly { readonly file: string }[] {
  const root = copyOf(join(folder, kind));
  if (typeof change === 'function') change(root);
  else
    for (const [table, edit] of Object.entries(change) as [TableName, (rows: Rows) => Rows][])
      if (tablesOf(STUDIES[kind]).includes(table)) forgeRows(root, STUDIES[kind], table, edit);
  return verifyStudy(root).findings;
}

/** Changes cells of the rows of one design. */
const cells =
  (id: bigint, change: Row | ((row: Row, i: number) => Row)) =>
  (rows: Rows): Rows => {
    let i = 0;
    return rows.map((r) =>
      r['design_id'] === id ? { ...r, ...(typeof change === 'function' ? change(r, i++) : change) } : r,
    );
  };
const without =
  (id: bigint, which: (row: Row, i: number, all: Rows) => boolean = () => true) =>
  (rows: Rows): Rows => {
    const own = rows.filter((r) => r['design_id'] === id);
    return rows.filter((r) => r['design_id'] !== id || !which(r, own.indexOf(r), own));
  };
const scaled = (value: CellValue | undefined, by: number): CellValue =>
  value instanceof Float64Array
    ? value.map((x) => x * by)
    : value === null || value === undefined
      ? null
      : Number(value) * by;
const raised = (value: CellValue | undefined, by: number): CellValue => {
  if (value === null || value === undefined) return null;
  return value instanceof Float64Array ? value.map((x) => x + by) : Number(value) + by;
};
/** Clopper-Pearson interval of 1 hit in 4 draws. */
const [LOWER, UPPER] = clopperPearson(1, 4);

/** Everything that a design without precoders has not. */
const NOTHING: Row = {
  status: 'infeasible',
  iterations: 0,
  rcrb_deg: null,
  rcrb_relaxation_deg: null,
  rcrb_lower_deg: null,
  rcrb_bs_deg: null,
  rcrb_relaxation_bs_deg: null,
  rcrb_lower_bs_deg: null,
  rcrb_bs_rad: null,
  sinr_db: null,
  sinr_program_db: null,
  worst_sampled_sinr_db: null,
  worst_exact_sinr_db: null,
  worst_bound_sinr_db: null,
  outage: null,
  outage_lower: null,
  outage_upper: null,
  sinr_quantiles_db: null,
  sinr_quantiles_lower_db: null,
  sinr_quantiles_upper_db: null,
  meets_claim: false,
  holds_over_ball: false,
  certified: false,
  failed_checks: '',
  power_used_bs: null,
  leakage_used: null,
  rank_ratio: null,
  extraction: 'none',
};
/** A design that is made to look as if there were none, in every table. */
const vanished = (id: bigint): Edits => ({
  designs: cells(id, NOTHING),
  complexity: cells(id, { iterations: 0 }),
  ...Object.fromEntries(
    (['errors', 'sinr_distribution', 'precoders', 'transmit', 'convergence', 'beampatterns', 'ser'] as const).map(
      (t) => [t, without(id)],
    ),
  ),
});

const forEachScheme = (list: (id: bigint, scheme: string) => [string, Edits][]): [string, Edits][] =>
  SCHEMES.flatMap((scheme) =>
    list(idOf(scheme, 'joint', 5), scheme).map(([name, edit]): [string, Edits] => [`${scheme}: ${name}`, edit]),
  );

const designs = (id: bigint, change: Row | ((row: Row) => Row)): Edits => ({ designs: cells(id, change) });
const convergence = (id: bigint, change: Row | ((row: Row, i: number) => Row)): Edits => ({
  convergence: cells(id, change),
});

const rowsLost = (table: TableName): [string, Edits][] => [
  [`the first row of ${table} lost`, { [table]: (rows: Rows) => rows.slice(1) }],
  [`the last row of ${table} lost`, { [table]: (rows: Rows) => rows.slice(0, -1) }],
  [`the last row of ${table} doubled`, { [table]: (rows: Rows) => [...rows, rows.at(-1) as Row] }],
  [`all rows of ${table} lost`, { [table]: () => [] }],
];

const TAMPERED: readonly [string, Edits][] = [
  ...NARROW.filter((t) => t !== 'precoders').flatMap(rowsLost),
  ...forEachScheme((id) => [
    ['no row', Object.fromEntries(TABLES.map((t) => [t, without(id)]))],
    ['error rows lost', { errors: without(id) }],
    ['an error row lost in the middle', { errors: without(id, (_, i) => i === 1) }],
    [
      'an error row lost, the others renumbered',
      {
        errors: (rows) => cells(id, (r, i) => ({ ...r, error: i }))(without(id, (r) => r['error'] === 1)(rows)),
      },
    ],
    ['error rows renumbered', { errors: cells(id, (r) => ({ error: (r['error'] as number) + 1 })) }],
    ['the smallest error raised', { errors: cells(id, (r) => ({ sinr_db: raised(r['sinr_db'], 1) })) }],
    [
      'an error below the exact worst case',
      {
        errors: cells(id, (r, i) => (i === 0 ? { sinr_db: 1 } : r)),
        designs: cells(id, { worst_sampled_sinr_db: 1 }),
      },
    ],
    [
      'complexity of another system',
      { complexity: cells(id, (r) => ({ tx_antennas: (r['tx_antennas'] as number) + 1 })) },
    ],
    ['other flops', { complexity: cells(id, (r) => ({ model_flops: scaled(r['model_flops'], 2) })) }],
    [
      'iterations that differ between tables',
      { complexity: cells(id, (r) => ({ iterations: (r['iterations'] as number) + 1 })) },
    ],
    [
      'iterations of the solver that differ between tables',
      { complexity: cells(id, (r) => ({ solver_iterations: (r['solver_iterations'] as number) + 1 })) },
    ],
  ]),
  ...forEachScheme((id, scheme) => [
    ['infeasible with everything else in place', designs(id, { status: 'infeasible' })],
    ['infeasible without error rows', { designs: cells(id, NOTHING), errors: without(id) }],
    ['infeasible at 0 dB while 5 dB is reached', vanished(id - 1n)],
    ['infeasible with a lower bound', { ...vanished(id), designs: cells(id, { ...NOTHING, rcrb_lower_deg: 1 }) }],
    [
      'infeasible with lower bounds of its BSs',
      { ...vanished(id), designs: cells(id, { ...NOTHING, rcrb_lower_bs_deg: Float64Array.of(1, 1) }) },
    ],
    [
      'infeasible with a relaxation',
      { ...vanished(id), designs: cells(id, { ...NOTHING, rcrb_relaxation_bs_deg: Float64Array.of(1, 1) }) },
    ],
    [
      'infeasible with iterations',
      { ...vanished(id), designs: cells(id, { ...NOTHING, iterations: 2 }), complexity: cells(id, { iterations: 2 }) },
    ],
    ['infeasible with an SINR', { ...vanished(id), designs: cells(id, { ...NOTHING, sinr_db: 5 }) }],
    [
      'infeasible with a power',
      { ...vanished(id), designs: cells(id, { ...NOTHING, power_used_bs: Float64Array.of(1, 1) }) },
    ],
    ['another seed', designs(id, { seed: '4' })],
    ['another scheme', designs(id, { scheme: scheme === 'BLP-CBF' ? 'BLP-CoMP' : 'BLP-CBF' })],
    ['another design', designs(id, { design: 'capsFree' })],
    ['another robustness', designs(id, { robustness: 'none' })],
    ['another threshold', designs(id, { threshold_db: 4 })],
    ['a weight', designs(id, { rho: 0.5 })],
    ['another number of antennas', designs(id, { tx_antennas: 3 })],
    ['another radius', designs(id, { csi_error_radius: 0.02 })],
    ['another point', designs(id, { point: 99 })],
    ['another realization', designs(id, { realization: 1 })],
    ['a claimed SINR that is not the threshold', designs(id, { sinr_program_db: 6 })],
    [
      'a sampled worst case above all samples',
      designs(id, (r) => ({ worst_sampled_sinr_db: raised(r['worst_sampled_sinr_db'], 0.1) })),
    ],
    [
      'an exact worst case above the samples',
      designs(id, (r) => ({ worst_exact_sinr_db: raised(r['worst_sampled_sinr_db'], 0.1) })),
    ],
    [
      'a bound above the exact worst case',
      designs(id, (r) => ({ worst_bound_sinr_db: raised(r['worst_exact_sinr_db'], 0.1) })),
    ],
    ['an outage that is none of the draws', designs(id, { outage: 0.1 })],
    ['another outage with its interval', designs(id, { outage: 0.25, outage_lower: LOWER, outage_upper: UPPER })],
    [
      'another outage in both tables',
      {
        designs: cells(id, { outage: 0.25, outage_lower: LOWER, outage_upper: UPPER }),
        sinr_distribution: cells(id, { below_threshold: 1n }),
      },
    ],
    ['no outage', designs(id, { outage: null, outage_lower: null, outage_upper: null })],
    ['an outage without its interval', designs(id, { outage_lower: null, outage_upper: null })],
    ['a wider interval of the outage', designs(id, { outage_upper: 0.99 })],
    ['an exact outage that nobody asked for', designs(id, { outage_exact: 0.1 })],
    ['no quantiles', designs(id, { sinr_quantiles_db: null })],
    ['other quantiles', designs(id, (r) => ({ sinr_quantiles_db: raised(r['sinr_quantiles_db'], 0.1) }))],
    [
      'quantiles without ends of their intervals',
      designs(id, (r) => ({
        sinr_quantiles_lower_db: raised(r['sinr_quantiles_lower_db'], -Infinity),
        sinr_quantiles_upper_db: raised(r['sinr_quantiles_upper_db'], Infinity),
      })),
    ],
    [
      'quantiles in another order',
      designs(id, (r) => ({
        sinr_quantiles_db: (r['sinr_quantiles_db'] as Float64Array | null)?.toReversed() ?? null,
      })),
    ],
    [
      'a claim met below its threshold',
      designs(id, { sinr_db: 4, worst_exact_sinr_db: 3.9, worst_bound_sinr_db: 3.9 }),
    ],
    [
      'a claim met with a worst case below its threshold',
      designs(id, { worst_exact_sinr_db: 4.9, worst_bound_sinr_db: 4.9 }),
    ],
    ['a claim met beyond its power', designs(id, (r) => ({ power_used_bs: scaled(r['power_used_bs'], 2) }))],
    ['a negative power', designs(id, { power_used_bs: Float64Array.of(-1, 0.5) })],
    ['a claim met above its leakage cap', designs(id, { leakage_used: scheme.endsWith('CBF') ? 1.5 : -1 })],
    ['a claim not met without a failed check', designs(id, { meets_claim: false, certified: false })],
    ['a former name of meets_claim with another value', designs(id, { certified: false })],
    ['a claim met with a failed check', designs(id, { failed_checks: 'sinr' })],
    ['a failed check that passes', designs(id, { meets_claim: false, certified: false, failed_checks: 'sinr' })],
    ['a check that nobody makes', designs(id, { meets_claim: false, certified: false, failed_checks: 'nonsense' })],
    ['a design that holds over the ball and is said not to', designs(id, { holds_over_ball: false })],
    [
      'a design that falls short within the ball and is said to hold',
      designs(id, {
        worst_exact_sinr_db: 4.9,
        worst_bound_sinr_db: 4.9,
        meets_claim: false,
        certified: false,
        failed_checks: 'worstCase',
      }),
    ],
    [
      'a claim met with an angle that cannot be estimated',
      designs(id, {
        rcrb_deg: 100,
        rcrb_bs_deg: Float64Array.of(100, 100),
        rcrb_bs_rad: Float64Array.of(100, 100).map((x) => (x * Math.PI) / 180),
      }),
    ],
    ['an SINR beyond what the channel allows', designs(id, { sinr_db: 90 })],
    ['an RCRB that is not that of its BSs', designs(id, (r) => ({ rcrb_deg: scaled(r['rcrb_deg'], 1.1) }))],
    ['radians that are not the degrees', designs(id, (r) => ({ rcrb_bs_rad: scaled(r['rcrb_bs_rad'], 1.1) }))],
    [
      'an RCRB far below its bound',
      designs(id, (r) => ({
        rcrb_deg: scaled(r['rcrb_deg'], 0.1),
        rcrb_bs_deg: scaled(r['rcrb_bs_deg'], 0.1),
        rcrb_bs_rad: scaled(r['rcrb_bs_rad'], 0.1),
      })),
    ],
    [
      'lower bounds above what is achieved',
      designs(id, (r) => ({
        rcrb_lower_deg: scaled(r['rcrb_deg'], 1.01),
        rcrb_lower_bs_deg: scaled(r['rcrb_bs_deg'], 1.01),
      })),
    ],
    [
      'a lower bound above what another threshold achieves',
      designs(id - 1n, (r) => ({ rcrb_lower_deg: scaled(r['rcrb_deg'], 5) })),
    ],
    [
      'lower bounds without precoders',
      {
        ...vanished(id),
        designs: cells(id, { ...NOTHING, rcrb_lower_deg: 1, rcrb_lower_bs_deg: Float64Array.of(1, 1) }),
      },
    ],
    ['no relaxation', designs(id, { rcrb_relaxation_deg: null, rcrb_relaxation_bs_deg: null })],
    ['a relaxation that is not that of its BSs', designs(id, { rcrb_relaxation_bs_deg: null })],
    ['a merit that solves nothing', designs(id, { merit: 1e-3 })],
    ['no merit', designs(id, { merit: null })],
    ['a ratio of eigenvalues at the wrong level', designs(id, { rank_ratio: scheme.startsWith('SLP') ? 0.1 : null })],
    [
      'precoders obtained in a way of the other level',
      designs(id, { extraction: scheme.startsWith('SLP') ? 'principal' : 'reoptimized' }),
    ],
    ['precoders obtained in a way that nobody knows', designs(id, { extraction: 'guessed' })],
    [
      'no iterations of the solver',
      { designs: cells(id, { solver_iterations: 0 }), complexity: cells(id, { solver_iterations: 0 }) },
    ],
    ['no iterations', { designs: cells(id, { iterations: 0 }), complexity: cells(id, { iterations: 0 }) }],
    ['too many iterations', { designs: cells(id, { iterations: 21 }), complexity: cells(id, { iterations: 21 }) }],
  ]),
  ...forEachScheme((id, scheme) => [
    ['no iterates', { convergence: without(id) }],
    ['the first iterate lost', { convergence: without(id, (_, i) => i === 0) }],
    [
      'the first iterate lost, the others renumbered',
      {
        convergence: (rows) =>
          cells(id, (r) => (r['round'] === 0 ? { iteration: (r['iteration'] as number) - 1 } : r))(
            without(id, (_, i) => i === 0)(rows),
          ),
      },
    ],
    [
      'the last iterate doubled',
      {
        convergence: (rows) =>
          rows.flatMap((r, i) =>
            r['design_id'] === id && rows[i + 1]?.['design_id'] !== id
              ? [r, { ...r, iteration: (r['iteration'] as number) + 1 }]
              : [r],
          ),
      },
    ],
    [
      'iterates scaled',
      convergence(id, (r) => ({
        rcrb_deg: scaled(r['rcrb_deg'], 1.001),
        rcrb_bs_deg: scaled(r['rcrb_bs_deg'], 1.001),
      })),
    ],
    ['iterates without an RCRB', convergence(id, { rcrb_deg: null, rcrb_bs_deg: null })],
    ['iterates of another SINR', convergence(id, (r) => ({ sinr_db: raised(r['sinr_db'], 0.01) }))],
    ['iterates without an SINR', convergence(id, { sinr_db: null })],
    ['iterates of too much interference', convergence(id, { interference_db: 50 })],
    [
      'an interference that the programs have not',
      convergence(id, { interference_db: scheme === 'SLP-CBF' ? null : 1 }),
    ],
    [
      'iterates of an infeasible design',
      {
        convergence: (rows) => [
          ...rows,
          { ...(rows.at(-1) as Row), design_id: idOf('SLP-CoMP', 'joint', 60), iteration: 1, round: 0 },
        ],
      },
    ],
  ]),
  // in SLP-CBF nothing tells how many steps the last round had
  ...(['BLP-CBF', 'BLP-CoMP', 'SLP-CoMP'] as const).map((scheme): [string, Edits] => [
    `${scheme}: the last iterate lost`,
    { convergence: without(idOf(scheme, 'joint', 5), (_, i, all) => i === all.length - 1) },
  ]),
  ...(['BLP-CBF', 'BLP-CoMP'] as const).map((scheme): [string, Edits] => {
    const id = idOf(scheme, 'joint', 5);
    return [
      `${scheme}: iterates and relaxation scaled to below the bound`,
      {
        convergence: cells(id, (r) => ({
          rcrb_deg: scaled(r['rcrb_deg'], 0.1),
          rcrb_bs_deg: scaled(r['rcrb_bs_deg'], 0.1),
        })),
        designs: cells(id, (r) => ({
          rcrb_relaxation_deg: scaled(r['rcrb_relaxation_deg'], 0.1),
          rcrb_relaxation_bs_deg: scaled(r['rcrb_relaxation_bs_deg'], 0.1),
        })),
      },
    ];
  }),
  ...(['BLP-CBF', 'BLP-CoMP', 'SLP-CBF'] as const).flatMap((scheme): [string, Edits][] => {
    const id = idOf(scheme, 'paper', 5);
    return [
      [
        `${scheme} paper: the two last iterates lost`,
        {
          convergence: without(
            id,
            (r, i, all) => r['round'] === 0 && i >= all.filter((x) => x['round'] === 0).length - 2,
          ),
        },
      ],
      [`${scheme} paper: an iterate of no interference`, convergence(id, { interference_db: null })],
      [`${scheme} paper: infeasible while joint and paper reach 5 dB`, vanished(id - 1n)],
    ];
  }),
];

const TAMPERED_WIDE: readonly [string, Edits][] = [
  ...(['beampatterns', 'ser'] as const).flatMap(rowsLost),
  ...forEachScheme((id) => [
    ['symbol error rates lost', { ser: without(id) }],
    ['a symbol error rate above 1', { ser: cells(id, { ser: 1.5, ser_upper: 1.6 }) }],
    ['a symbol error rate outside its interval', { ser: cells(id, { ser_lower: 0.5, ser: 0.1, ser_upper: 0.6 }) }],
    [
      'an SINR of table ser that is not that of the design',
      { ser: cells(id, (r) => ({ sinr_db: raised(r['sinr_db'], 1) })) },
    ],
    ['a beampattern cut', { beampatterns: without(id, (_, i) => i > 500) }],
    ['a beampattern of other angles', { beampatterns: cells(id, (r) => ({ angle_deg: -(r['angle_deg'] as number) })) }],
    [
      'a beampattern above what the power allows',
      { beampatterns: cells(id, (r) => ({ power_db: raised(r['power_db'], 30) })) },
    ],
  ]),
];

/** Changes the lines of the only manifest. */
const manifest =
  (change: (lines: Line[]) => (Line | string)[]) =>
  (root: string): void => {
    const [name = ''] = readdirSync(join(root, 'manifest'));
    const file = join(root, 'manifest', name);
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Line);
    const text = change(lines).map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
    writeFileSync(file, text.join(''));
  };
/** Changes what _SUCCESS says. */
const success =
  (change: object) =>
  (root: string): void => {
    const file = join(root, '_SUCCESS');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
  };
const newFile =
  (name: string, text = '') =>
  (root: string): void =>
    writeFileSync(join(root, name), text);

const DIRECTORIES: readonly [string, (root: string) => void][] = [
  ['a line of a manifest lost', manifest((lines) => lines.slice(1))],
  ['a line of a manifest cut', manifest((lines) => [JSON.stringify(lines[0]).slice(0, 60), ...lines.slice(1)])],
  ['all manifests lost', (root) => rmSync(join(root, 'manifest'), { recursive: true })],
  [
    'another number of rows in a manifest',
    manifest((lines) => lines.map((l) => ({ ...l, files: l.files.map((f) => ({ ...f, rows: f.rows + 1 })) }))),
  ],
  [
    'a second line with another number of rows',
    manifest((lines) => [
      ...lines,
      ...lines.map((l) => ({ ...l, files: l.files.map((f) => ({ ...f, rows: f.rows + 1 })) })),
    ]),
  ],
  [
    'another checksum in a manifest',
    manifest((lines) => lines.map((l) => ({ ...l, files: l.files.map((f) => ({ ...f, sha256: '0'.repeat(64) })) }))),
  ],
  ['a chunk that the study has not', manifest((lines) => [...lines, { ...(lines[0] as Line), chunk: 2 }])],
  [
    'a table that the study has not',
    manifest((lines) =>
      lines.map((l) => ({ ...l, files: [...l.files, { table: 'x', rows: 0, sha256: '0'.repeat(64) }] })),
    ),
  ],
  [
    'a table listed twice',
    manifest((lines) => lines.map((l) => ({ ...l, files: [...l.files, l.files[0] as Line['files'][number]] }))),
  ],
  ['a table not listed', manifest((lines) => lines.map((l) => ({ ...l, files: l.files.slice(1) })))],
  ['a line without files', manifest((lines) => [...lines, '{"chunk":0}'])],
  ['a line that is a number', manifest((lines) => [...lines, '7'])],
  ['a file beside the tables', newFile('data/notes.txt')],
  ['a file beside the chunks', newFile('data/designs/notes.txt')],
  [
    'a chunk more',
    (root) => cpSync(join(root, 'data/designs/part-00000.arrow'), join(root, 'data/designs/part-00002.arrow')),
  ],
  ['a folder more', (root) => mkdirSync(join(root, 'data/designs/more'))],
  ['a table more', (root) => cpSync(join(root, 'data/designs'), join(root, 'data/more'), { recursive: true })],
  [
    'chunks exchanged',
    (root) => {
      const [a, b] = [0, 1].map((i) => join(root, `data/designs/part-0000${i}.arrow`)) as [string, string];
      const [first, second] = [readFileSync(a), readFileSync(b)];
      writeFileSync(b, first);
      forge(root, 'designs', second);
    },
  ],
  [
    'a folder in the place of a file',
    (root) => {
      rmSync(join(root, 'data/designs/part-00000.arrow'));
      mkdirSync(join(root, 'data/designs/part-00000.arrow'));
    },
  ],
  [
    'a file in the place of a folder',
    (root) => {
      rmSync(join(root, 'data/designs'), { recursive: true });
      writeFileSync(join(root, 'data/designs'), '');
    },
  ],
  [
    'a file in the place of all tables',
    (root) => {
      rmSync(join(root, 'data'), { recursive: true });
      writeFileSync(join(root, 'data'), '');
    },
  ],
  ['a lost file', (root) => rmSync(join(root, 'data/errors/part-00001.arrow'))],
  ['no Arrow file', (root) => forge(root, 'errors', Buffer.from('ARROW1'))],
  ['a _SUCCESS of another study', success({ hash: 'x' })],
  ['a _SUCCESS of more chunks', success({ chunks: 3 })],
  ['a _SUCCESS of fewer draws', success({ realizations: 1 })],
  ['a _SUCCESS without numbers', success({ chunks: 'all' })],
  ['an empty _SUCCESS', newFile('_SUCCESS')],
  ['a _SUCCESS that is no object', newFile('_SUCCESS', 'null')],
  [
    'a _SUCCESS that is a folder',
    (root) => {
      rmSync(join(root, '_SUCCESS'));
      mkdirSync(join(root, '_SUCCESS'));
    },
  ],
];

describe('a study directory', () => {
  it.each(DIRECTORIES)('does not pass with %s', (_name, change) => {
    let found: number | InputError;
    try {
      found = findings('chunks', change).length;
    } catch (error) {
      if (!(error instanceof InputError)) throw error; // something of another kind in the place of a file or folder
      found = error;
    }
    expect(found).not.toBe(0);
  });

  it('is refused where study.json was changed, and every table is where its hash was renewed', () => {
    const root = copyOf(join(folder, 'chunks'));
    const record = JSON.parse(readFileSync(join(root, 'study.json'), 'utf8')) as { study: Study };
    const study: Study = { ...record.study, seed: '4' };
    writeFileSync(join(root, 'study.json'), JSON.stringify({ ...record, study }));
    expect(() => verifyStudy(root)).toThrow(/hash: expected [0-9a-f]{64} of its own study/);
    writeFileSync(join(root, 'study.json'), JSON.stringify({ ...record, study, hash: studyHash(study) }));
    const named = verifyStudy(root).findings.map((f) => f.file);
    for (const table of tablesOf(study)) expect(named).toContain(join('data', table, 'part-00000.arrow'));
  });
});

describe.each([
  ['full', TAMPERED],
  ['lean', TAMPERED],
  ['wideFull', TAMPERED_WIDE],
  ['wideLean', TAMPERED_WIDE],
] as const)('a forger who renews every checksum of a %s study', (kind, list) => {
  it('has nothing to find before', () => {
    expect(findings(kind, {})).toEqual([]);
  });

  it.each(list)('cannot hide %s', (_name, edit) => {
    expect(findings(kind, edit).length).toBeGreaterThan(0);
  });
});
