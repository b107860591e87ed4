import { DESIGNS_OF, isSymbolLevel } from '../../../src/problems/capabilities.ts';
import { ROBUSTNESS, SCHEMES } from '../../../src/problems/types.ts';
import type { Study } from '../../../src/study/schema.ts';
import { TABLES } from '../../../src/study/tables/tableNames.ts';
import { mostCells } from '../../../src/study/sweepAxes.ts';
import { planStudy } from '../../../src/study/studyPlan.ts';
import type { Draw } from '../draw.ts';

const BLOCK = `title: block level
seed: '3'
scenario: { usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 4, csiErrorRadius: 0.01 }
schemes: BLP-CBF
robustness: guaranteed
sweep: { thresholdDb: [5, 60] }
realizations: { channels: 3, errors: 4 }
`;

const SYMBOL = `title: symbol level
scenario:
  usersPerCell: 1
  txAntennas: 2
  rxAntennas: 2
  frameLength: 3
  pskOrder: 8
schemes: [SLP-CBF, SLP-CoMP]
sweep:
  thresholdDb: 3
realizations:
  channels: 2
  errors: 2
  errorLaw: sphere
  frames: 2
output:
  tables: [designs, errors, precoders, convergence, beampatterns, ser, complexity]
`;

const WEIGHTED = `title: weighted
seed: "18446744073709551615"
scenario: { usersPerCell: 1, txAntennas: 2, rxAntennas: 3, frameLength: 2, interferenceSnapshots: frame, maxInterferenceDb: 5 }
schemes: [BLP-CBF, BLP-CoMP]
design: [paper, joint]
sweep:
  rho: [0, 0.5]
realizations: { channels: 1 }
solver: { precision: fast, lowerBounds: false, tighten: 0 }
`;

const SIGHT = `title: line of sight
scenario:
  cells: 1
  usersPerCell: 2
  txAntennas: 3
  rxAntennas: 2
  frameLength: 3
  channelModel: lineOfSight
  reflectionPhase: uniform
  targetAnglesDeg: [[10]]
  userAnglesDeg: [[[-30, 40]]]
schemes: BLP-CBF
sweep: { thresholdDb: { BLP-CBF: [0] }, csiErrorRadius: [0, 0.01] }
realizations: { channels: 1, errors: 1 }
`;

const STOPPED = `title: until it is known
scenario: { usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 2 }
schemes: BLP-CoMP
sweep: { thresholdDb: 5 }
realizations: { channels: 6 }
stop: { metric: certified, statistic: proportion, halfWidth: 0.4, confidence: 0.9, minimum: 2 }
`;

/** Studies that are computed in a moment, in the styles in which people write YAML, for every part of the schema. */
export const SMALL_STUDIES = [BLOCK, SYMBOL, WEIGHTED, SIGHT, STOPPED] as const;

/** A study of two antennas or so that is valid, or nearly so: schemes, designs, limits, sweeps and tables at random. */
export function drawSmallStudy(draw: Draw): unknown {
  const cells = draw.pick([1, 2, 2, 2]);
  const schemes = [draw.pick(SCHEMES), ...draw.some(SCHEMES, 15)].filter((s, i, all) => all.indexOf(s) === i);
  const designs = DESIGNS_OF[schemes[0] ?? 'BLP-CBF'].filter((d) => schemes.every((s) => DESIGNS_OF[s].includes(d)));
  const txAntennas = draw.pick([2, 2, 3]);
  const sweepsRho = draw.chance(30);
  const robust = draw.chance(60);
  const frameLength = txAntennas + draw.below(3);
  return {
    title: 'at random',
    seed: String(draw.below(1000)),
    scenario: {
      cells,
      usersPerCell: draw.pick([1, 1, 1, 2]),
      txAntennas,
      rxAntennas: draw.pick([1, 2, 4]),
      frameLength,
      powerBudgetDb: draw.pick([40, 40, 20, 0, -20, 90]),
      noisePower: draw.pick([1, 1, 1e-12, 1e3]),
      ...(robust ? { csiErrorRadius: draw.pick([0, 0.01, 0.1, 3]) } : {}),
      ...(draw.chance(20) ? { reflectionPhase: 'uniform' } : {}),
      ...(cells === 1 ? { targetAnglesDeg: [[draw.pick([0, -60, 89.9])]] } : {}),
      ...(cells === 2 && draw.chance(20) ? { interCellLoss: draw.pick([1, 1e6, 1e-3]) } : {}),
    },
    schemes,
    design: draw.chance(60) || designs.length === 0 ? 'joint' : draw.pick(designs),
    ...(robust ? { robustness: draw.pick(ROBUSTNESS) } : {}),
    sweep: {
      ...(sweepsRho
        ? { rho: draw.pick([[0], [1], [0.3, 0.9]]) }
        : { thresholdDb: draw.pick([[5], [-20], [0, 40], [12]]) }),
      ...(draw.chance(15) ? { frameLength: [frameLength, frameLength + 1] } : {}),
    },
    realizations: {
      channels: draw.pick([1, 2, 3]),
      errors: draw.pick([0, 1, 5]),
    },
    solver: draw.pick([{}, {}, { precision: 'fast' }, { tolerance: 1e-4 }, { lowerBounds: false }]),
    ...(draw.chance(40) ? { output: { tables: ['designs', ...draw.some(TABLES.slice(1), 40)] } } : {}),
  };
}

/** True of a study whose first chunk is computed in a moment. */
export function isSmall(study: Study): boolean {
  const { scenario, sweep, realizations, output, schemes } = study;
  const most = (list: readonly number[] | undefined, value: number): number => Math.max(...(list ?? [value]));
  if (mostCells(study) > 2 || most(sweep.usersPerCell, scenario.usersPerCell) > 2) return false;
  if (most(sweep.txAntennas, scenario.txAntennas) > 3 || scenario.rxAntennas > 8) return false;
  const frames = output.tables.includes('ser') ? realizations.frames : 1;
  const length = most(sweep.frameLength, scenario.frameLength);
  if (length * frames > (schemes.some(isSymbolLevel) ? 40 : 1000) || realizations.errors > 50) return false;
  if (realizations.channels > 256) return false; // more than one draw in a chunk
  const points = [
    sweep.rho,
    sweep.csiErrorRadius,
    sweep.cells,
    sweep.usersPerCell,
    sweep.txAntennas,
    sweep.frameLength,
    sweep.pskOrder,
  ];
  if (points.reduce((n, list) => n * (list?.length ?? 1), 1) > 8) return false;
  return planStudy(study).points.length <= 8;
}
