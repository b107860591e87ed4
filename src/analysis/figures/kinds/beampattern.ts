import type { DesignRecord } from '../../readDesigns.ts';
import { numberRows, requireStation, type StudySource } from '../../readStudyDirectory.ts';
import { largest, smallest } from '../../statistics.ts';
import { smallMultiples } from '../axes.ts';
import { json } from '../curves.ts';
import { distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, Layer, LegendGroup, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { curveLayers, type Looks } from '../layers.ts';
import { designLegend, INK, layered, schemeLegend, withoutShapes } from '../palette.ts';

/** What lies below the strongest direction by more than this is cut. */
const RANGE_DB = 60;

/** Transmit beampatterns of the first draw, with users and targets marked: Fig. 4. */
export const beampatternKind: FigureKind = {
  kind: 'beampattern',
  describe: 'transmit beampatterns in dB, one figure for each base station, users and targets marked',
  build: (input) => {
    const patterns = readPatterns(input);
    const stations = distinct([...patterns.values()].flatMap((p) => [...p.keys()])).sort((a, b) => a - b);
    return stations.map((bs) => beampatternFigure(input, patterns, bs));
  },
};

interface Sample {
  readonly angle: number;
  readonly power: number;
}

/** Samples of each design of the first draw and BS. */
function readPatterns({ directory, designs }: FigureInput): Map<number, Map<number, Sample[]>> {
  const realization = smallest(designs.rows.filter((r) => r.designed).map((r) => r.realization));
  const patterns = new Map<number, Map<number, Sample[]>>();
  for (const row of numberRows(directory, 'beampatterns', ['design_id', 'bs', 'angle_deg', 'power_db'])) {
    const { design_id: id, bs } = row;
    const design = designs.byId.get(id);
    if (design?.realization !== realization) continue;
    requireStation(directory, 'beampatterns', bs, design.sweep.cells);
    const own = patterns.get(id) ?? new Map<number, Sample[]>();
    patterns.set(id, own);
    const list = own.get(bs) ?? [];
    own.set(bs, list);
    list.push({ angle: row.angle_deg, power: row.power_db });
  }
  return patterns;
}

interface Mark {
  readonly angle: number;
  readonly kind: 'ownTarget' | 'otherTarget' | 'ownUser' | 'otherUser';
}

const MARKS: LegendGroup = {
  field: 'mark',
  items: [
    { value: 'ownTarget', label: 'own target', shape: 'diamond', colour: INK, swatch: 'point' },
    {
      value: 'otherTarget',
      label: 'target of another cell',
      shape: 'diamond',
      colour: INK,
      swatch: 'point',
      hollow: true,
    },
    { value: 'ownUser', label: 'own user', shape: 'triangle-down', colour: INK, swatch: 'point' },
    {
      value: 'otherUser',
      label: 'user of another cell',
      shape: 'triangle-down',
      colour: INK,
      swatch: 'point',
      hollow: true,
    },
  ],
};

/** Directions of targets and, in line of sight, of users from a BS. */
function marksOf({ study }: StudySource, bs: number): Mark[] {
  const { targetAnglesDeg, userAnglesDeg } = study.scenario;
  const targets = targetAnglesDeg[bs] ?? [];
  const users = userAnglesDeg?.[bs] ?? [];
  return [
    ...targets.map((angle, cell): Mark => ({ angle, kind: cell === bs ? 'ownTarget' : 'otherTarget' })),
    ...users.flatMap((list, cell) =>
      list.map((angle): Mark => ({ angle, kind: cell === bs ? 'ownUser' : 'otherUser' })),
    ),
  ];
}

function markLayers(marks: readonly Mark[]): Layer[] {
  const rules: Layer = {
    data: { values: marks.map((m) => ({ angle_deg: m.angle, kind: m.kind })) },
    mark: { type: 'rule', color: INK, strokeWidth: 0.8, opacity: 0.45, strokeDash: [2, 3], clip: true },
    encoding: { x: { field: 'angle_deg' } },
  };
  const symbols = MARKS.items.flatMap((item): Layer[] => {
    const own = marks.filter((m) => m.kind === item.value);
    if (own.length === 0) return [];
    return [
      {
        data: { values: own.map((m) => ({ angle_deg: m.angle })) },
        mark: {
          type: 'point',
          shape: item.shape,
          filled: !item.hollow,
          color: INK,
          size: item.shape === 'diamond' ? 70 : 50,
          strokeWidth: 1.2,
          opacity: 1,
          clip: true,
        },
        encoding: { x: { field: 'angle_deg' }, y: { value: 9 } },
      },
    ];
  });
  return [rules, ...symbols];
}

function beampatternFigure(
  input: FigureInput,
  patterns: ReadonlyMap<number, ReadonlyMap<number, readonly Sample[]>>,
  bs: number,
): Figure {
  const { directory, designs } = input;
  const records = [...patterns.keys()].flatMap((id) => designs.byId.get(id) ?? []);
  const marks = marksOf(directory, bs);
  const schemes = withoutShapes(schemeLegend(distinct(records.map((r) => r.scheme))));
  // patterns of different designs often coincide
  const dashes = layered(designLegend(distinct(records.map((r) => r.design))));
  const looks: Looks = { colour: schemes, dash: dashes };
  const samples = (record: DesignRecord): readonly Sample[] => patterns.get(record.id)?.get(bs) ?? [];
  const peak = largest(records.flatMap((r) => samples(r).map((s) => s.power)).filter(Number.isFinite));
  const dimensions = variedDimensions(designs.rows);
  const facets = facetsOf(records, ['scheme', 'robustness'], dimensions);
  const [inner] = dimensions.slice(-1).map((d) => distinct(records.map((r) => r.sweep[d])).length);
  const blocks = facets.map(({ title, rows }): Block => {
    const values = rows.flatMap((r) => {
      const keys = rowKeys(r);
      return samples(r).map((s): PanelRow => ({
        ...keys,
        angle_deg: s.angle,
        power_db: json(Number(s.power.toFixed(2))),
      }));
    });
    return {
      title,
      panels: [
        {
          height: 170,
          x: {
            title: `Direction from BS ${bs + 1} (degrees)`,
            domain: [-90, 90],
            nice: false,
            ticks: [-90, -60, -30, 0, 30, 60, 90],
          },
          y: {
            title: 'Power sent (dB over noise)',
            domain: [Math.floor(peak - RANGE_DB), Math.ceil(peak) + 9],
            nice: false,
          },
          rows: values,
          about: `transmit beampattern of BS ${bs + 1} in dB over the noise power`,
          layers: [...markLayers(marks), ...curveLayers('angle_deg', 'power_db', looks, { width: 1.3 })],
          tooltip: [['power_db', 'power (dB)']],
        },
      ],
    };
  });
  const found = designs.rows.filter((r) => r.realization === records[0]?.realization);
  const missing = found.filter((r) => !r.designed);
  const drawn = MARKS.items.filter((item) => marks.some((m) => m.kind === item.value));
  return {
    name: `beampattern-bs${bs + 1}`,
    table: 'beampatterns',
    title: directory.study.title,
    heading: `Transmit beampattern of BS ${bs + 1}`,
    notes: [
      `${drawsNote(input)} Patterns of draw ${records[0]?.realization ?? 0}, one draw and so no bands; what lies more than ${RANGE_DB} dB below the strongest direction is cut.`,
      missing.length === 0
        ? 'Every design of this draw is feasible.'
        : `${missing.length} of ${found.length} designs of this draw are ${distinct(missing.map(outcomeText)).join(' or ')} and have no pattern: ${missingText(missing)}.`,
    ],
    alternative: `Transmit beampattern of base station ${bs + 1} in dB over the noise power against the direction, with ${marks.map((m) => `${MARKS.items.find((i) => i.value === m.kind)?.label ?? m.kind} at ${m.angle.toFixed(0)} degrees`).join(', ')}.`,
    legend: [
      // titles of the panels name the schemes where there are several
      ...(schemes.items.length === 1 ? [schemes] : []),
      ...(dashes.items.length > 1 ? [dashes] : []),
      { ...MARKS, items: drawn },
    ],
    ...smallMultiples(blocks.length, inner),
    blocks,
  };
}

/** Why a design without precoders has none. */
function outcomeText({ failed, undecided, feasible }: DesignRecord): string {
  if (failed) return 'failed';
  if (undecided) return 'undecided';
  return feasible ? 'without precoders' : 'infeasible';
}

function missingText(rows: readonly DesignRecord[]): string {
  return distinct(rows.map((r) => [r.scheme, r.design].join(' ')))
    .map((name) => {
      const thresholds = rows.filter((r) => `${r.scheme} ${r.design}` === name).map((r) => r.sweep.threshold_db);
      const finite = distinct(thresholds.filter(Number.isFinite));
      return finite.length === 0 ? name : `${name} at ${finite.join(', ')} dB`;
    })
    .join('; ');
}
