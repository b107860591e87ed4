import type * as z from 'zod';
import { missingAngle } from '../model/makeScenario.ts';
import { isSymbolLevel, missingDesign, missingRobustness } from '../problems/capabilities.ts';
import type { Design, Robustness, Scheme } from '../problems/types.ts';
import type { realizationsSchema } from './sections/realizations.ts';
import type { scenarioSchema } from './sections/scenario.ts';
import type { sweepSchema } from './sections/sweep.ts';
import type { outputSchema } from './sections/output.ts';
import type { solverSchema } from './sections/solver.ts';
import type { StopRule } from './stopping/stopSchema.ts';
import { sizeFaults } from './studySize.ts';
import { axisOf, mostCells } from './sweepAxes.ts';

/** The sections of a study, each right in itself. */
interface Sections {
  readonly scenario: z.output<typeof scenarioSchema>;
  readonly schemes: Scheme[];
  readonly design: Design[];
  readonly robustness: Robustness[];
  readonly sweep: z.output<typeof sweepSchema>;
  readonly realizations: z.output<typeof realizationsSchema>;
  readonly solver: z.output<typeof solverSchema>;
  readonly stop?: StopRule | undefined;
  readonly output: z.output<typeof outputSchema>;
}

/** A field that does not go with the others. */
interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Faults of a study whose sections are right in themselves but do not go together. */
export function studyFaults(study: Sections): Fault[] {
  const faults: Fault[] = [];
  const issue = (path: (string | number)[], message: string): void => {
    faults.push({ path, message });
  };
  const antennas = axisOf(study, 'txAntennas');
  const lengths = axisOf(study, 'frameLength');
  if (Math.min(...lengths) < Math.max(...antennas))
    issue(
      study.sweep.txAntennas ? ['sweep', 'txAntennas'] : ['scenario', 'frameLength'],
      `expected frameLength of at least txAntennas = ${Math.max(...antennas)}, got ${Math.min(...lengths)}`,
    );
  const angle = missingAngle(Math.min(...antennas), study.scenario.rxAntennas);
  if (angle !== null) issue(study.sweep.txAntennas ? ['sweep', 'txAntennas'] : ['scenario', 'txAntennas'], angle);
  for (const { path, message } of sizeFaults(study)) issue(path, message);
  study.design.forEach((design, i) => {
    for (const fault of study.schemes.flatMap((scheme) => missingDesign(scheme, design) ?? []))
      issue(['design', i], fault);
  });
  const cells = mostCells(study);
  study.robustness.forEach((robustness, i) => {
    const [fault] = study.schemes.flatMap((scheme) =>
      study.design.flatMap((design) => missingRobustness(scheme, design, robustness) ?? []),
    );
    if (fault !== undefined) issue(['robustness', i], fault);
  });
  for (const scheme of study.schemes) {
    const map = study.sweep.thresholdDb;
    if (map && !Array.isArray(map) && !map[scheme])
      issue(['sweep', 'thresholdDb'], `expected thresholds for ${scheme}, got some for ${Object.keys(map).join(', ')}`);
  }
  if (study.stop && study.stop.minimum > study.realizations.channels)
    issue(
      ['stop', 'minimum'],
      `expected at most realizations.channels = ${study.realizations.channels}, got ${study.stop.minimum}`,
    );
  if (study.stop?.metric === 'rcrb_deg' && study.sweep.rho?.every((rho) => rho === 0))
    issue(['stop', 'metric'], 'expected a rho above 0 with rcrb_deg, which is not defined at rho = 0, got 0 alone');
  const { errors, errorLaw, outage } = study.realizations;
  const draws = study.stop?.metric === 'error_sinr_db' || study.stop?.metric === 'worst_sampled_sinr_db';
  if (draws && errors === 0)
    issue(['stop', 'metric'], `expected realizations.errors above 0 with ${study.stop?.metric}, got 0`);
  if (study.stop?.metric === 'outage' && errors === 0 && outage !== 'exact')
    issue(['stop', 'metric'], 'expected realizations.errors above 0, or realizations.outage exact, with outage, got 0');
  const symbolLevel = study.schemes.filter(isSymbolLevel);
  if (outage === 'exact' && (errorLaw !== 'gaussian' || symbolLevel.length > 0))
    issue(
      ['realizations', 'outage'],
      `expected errorLaw gaussian and block-level schemes alone with exact, got ${[`errorLaw ${errorLaw}`, ...symbolLevel].join(' and ')}`,
    );
  const { usersPerCell, targetAnglesDeg, userAnglesDeg, channelModel } = study.scenario;
  for (const name of ['cells', 'usersPerCell'] as const)
    if (study.sweep[name] && channelModel !== 'rayleigh')
      issue(['sweep', name], `expected channelModel: rayleigh with it, got ${channelModel}`);
  if (!targetAnglesDeg) {
    if (cells !== 2)
      issue(
        [study.sweep.cells ? 'sweep' : 'scenario', 'cells'],
        `expected targetAnglesDeg beside it unless cells is 2, got cells ${cells} alone`,
      );
  } else if (!isShape(targetAnglesDeg, [cells, cells]))
    issue(
      ['scenario', 'targetAnglesDeg'],
      `expected ${cells} x ${cells} angles [bs][target], got ${shapeText(targetAnglesDeg)}`,
    );
  if ((channelModel === 'lineOfSight') !== (userAnglesDeg !== undefined))
    issue(
      ['scenario', userAnglesDeg ? 'userAnglesDeg' : 'channelModel'],
      `expected userAnglesDeg with channelModel: lineOfSight and only then, got ${channelModel} ${userAnglesDeg ? 'with' : 'without'} it`,
    );
  else if (userAnglesDeg && !isShape(userAnglesDeg, [cells, cells, usersPerCell]))
    issue(
      ['scenario', 'userAnglesDeg'],
      `expected ${cells} x ${cells} x ${usersPerCell} angles [bs][cell][user], got ${shapeText(userAnglesDeg)}`,
    );
  if ((channelModel === 'file') !== (study.scenario.channelFile !== undefined))
    issue(
      ['scenario', study.scenario.channelFile === undefined ? 'channelModel' : 'channelFile'],
      `expected channelFile with channelModel: file and only then, got ${channelModel} ${study.scenario.channelFile === undefined ? 'without' : 'with'} it`,
    );
  if (study.scenario.errorShape === 'file') {
    if (channelModel !== 'file')
      issue(['scenario', 'errorShape'], `expected identity unless channelModel is file, got file with ${channelModel}`);
    const robust = study.robustness.findIndex((r) => r !== 'none' && r !== 'exact');
    if (robust >= 0 && axisOf(study, 'csiErrorRadius').some((d) => d > 0))
      issue(
        ['robustness', robust],
        `expected none or exact with scenario.errorShape: file, because the others bound errors of the whole ball, got ${study.robustness[robust]}`,
      );
  }
  if (channelModel === 'file' && antennas.length > 1)
    issue(['sweep', 'txAntennas'], `expected one value with channelModel: file, got ${antennas.join(', ')}`);
  return faults;
}

function isShape(value: unknown, shape: readonly number[]): boolean {
  const [length, ...rest] = shape;
  if (length === undefined) return !Array.isArray(value);
  return Array.isArray(value) && value.length === length && value.every((v) => isShape(v, rest));
}

function shapeText(value: readonly unknown[]): string {
  return `lists of lengths ${JSON.stringify(value.map((v) => (Array.isArray(v) ? v.map((w: unknown) => (Array.isArray(w) ? w.length : 1)) : 1)))}`;
}
