import { mostClasses, type SymbolClasses, symbolClasses } from './symbolClasses.ts';
import { type Links, links, ownInterference, robustRadius } from './symbolLinks.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';

/** A relaxed symbol-level program with what its rows are made of. */
export interface RelaxedProgram {
  readonly p: SymbolLevelProgram;
  readonly link: Links;
  readonly classes: SymbolClasses;
  readonly users: number;
  readonly foreign: number;
  readonly targets: number;
  readonly radius: number;
  /** pi/M. */
  readonly psi: number;
  readonly partB: boolean;
  /** As printed, own users see the interference that P3.B minimises. */
  readonly emitted: boolean;
  readonly sensing: boolean;
  /** c is a variable. */
  readonly freeAmplitude: boolean;
  /** c sqrt(sc2 + I_sl) is this times sqrt(sc2 + I_sl) = `level`. */
  readonly amplitudeUnit: number;
  readonly level: number;
  /** sqrt(I_sl) where a cap of 1 stands for it. */
  readonly capUnit: number;
  /** sqrt(P) over the unit of an own user's amplitude. */
  readonly own: number;
  /** sqrt(P) over the largest amplitude at a foreign user. */
  readonly other: number;
  /** P over the cap is some 40 dB: in a unit of its own a cut's rounding stays below the tolerance. */
  readonly cutUnit: number;
}

/** What the scalars of a solution say. */
export interface RelaxationValues {
  readonly objective: number;
  readonly crb: number;
  readonly amplitude: number;
  readonly interference: number;
  readonly leakage: number;
}

export function relaxedProgram(p: SymbolLevelProgram): RelaxedProgram {
  const { powerBudget, noisePower, frameLength, cells, maxInterference } = p.scenario;
  const link = links(p);
  const count = (vectors: Float64Array): number => vectors.length / (2 * link.antennas);
  const users = count(link.users);
  const root = Math.sqrt(powerBudget);
  const partB = p.problem === 'P3.B';
  const emitted = partB && cells > 1 && p.sinrRow !== 'received';
  const freeAmplitude = !partB && p.form !== 'threshold';
  const level = Math.sqrt(noisePower + (emitted ? maxInterference : ownInterference(p)));
  const amplitudeUnit = freeAmplitude ? root / level : Math.sqrt(p.threshold ?? 0);
  const capUnit = Math.sqrt(partB ? maxInterference : (p.interference?.symbolLevel ?? 0));
  const other = (root * neighboursOf(p)) / capUnit;
  return {
    p,
    link,
    classes: symbolClasses(link.phases, frameLength, mostClasses(users, p.pskOrder, frameLength)),
    users,
    foreign: count(link.foreign),
    targets: count(link.targets),
    radius: robustRadius(p),
    psi: Math.PI / p.pskOrder,
    partB,
    emitted,
    sensing: p.form !== 'maxSinr' && (partB || !(p.form === 'weighted' && p.rho === 0)),
    freeAmplitude,
    amplitudeUnit,
    level,
    capUnit,
    own: root / (amplitudeUnit * level),
    other,
    cutUnit: other ** -0.75,
  };
}

/** sqrt(J - 1): the cells that share I_sl. */
export function neighboursOf({ scenario }: SymbolLevelProgram): number {
  return Math.sqrt(Math.max(1, scenario.cells - 1));
}
