import { steeringVector } from '../../model/arrays.ts';
import { othersOf } from '../../model/othersOf.ts';
import { conjugate } from '../../model/complexVector.ts';
import { crbFormCbf, crbFormComp, type CrbForm } from '../../model/crbForms.ts';
import { stackChannels } from '../../model/sinr.ts';
import type { Scheme } from '../types.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import { reduceVectors, type TransmitSubspace, transmitSubspace } from './transmitSubspace.ts';

/** Channels that a program sees, not conjugated, [..][n][2], in the subspace that matters. */
export interface Links {
  /** n: antennas, or the dimension of `space`. */
  readonly antennas: number;
  /** Null where it is the whole space. */
  readonly space: TransmitSubspace | null;
  readonly stations: number;
  readonly users: Float64Array;
  readonly phases: Float64Array;
  readonly foreign: Float64Array;
  readonly targets: Float64Array;
  readonly forms: readonly CrbForm[];
}

export function links(p: SymbolLevelProgram): Links {
  const full = fullLinks(p);
  const { users, foreign, targets, forms } = full;
  const seen = [conjugate(users), conjugate(foreign), targets, ...forms.map((f) => f.vectors)];
  const space = transmitSubspace(p.scenario, full.stations, seen);
  if (space === null) return { ...full, space };
  // received amplitudes are h^T x = (h*)^H B y
  const channels = (h: Float64Array): Float64Array => conjugate(reduceVectors(space, conjugate(h)));
  return {
    ...full,
    antennas: space.size,
    space,
    users: channels(users),
    foreign: channels(foreign),
    targets: reduceVectors(space, targets),
    forms: forms.map((f) => ({ ...f, vectors: reduceVectors(space, f.vectors) })),
  };
}

function fullLinks(p: SymbolLevelProgram): Omit<Links, 'space'> {
  const { scenario, realization } = p;
  const { cells, usersPerCell, txAntennas: N, frameLength: L } = scenario;
  if (p.scheme === 'SLP-CoMP')
    return {
      antennas: cells * N,
      stations: cells,
      users: stackChannels(scenario, realization.channels),
      phases: p.symbolPhase,
      foreign: new Float64Array(0),
      targets: new Float64Array(0),
      forms: Array.from({ length: cells }, (_, m) => crbFormComp(scenario, realization, m)),
    };
  const bs = p.bs ?? 0;
  const cellSize = 2 * usersPerCell * N;
  const channel = (cell: number): Float64Array => {
    const at = (bs * cells + cell) * cellSize;
    return realization.channels.subarray(at, at + cellSize);
  };
  const others = othersOf(bs, cells);
  const foreign = new Float64Array(others.length * cellSize);
  const targets = new Float64Array(2 * others.length * N);
  others.forEach((n, i) => {
    foreign.set(channel(n), i * cellSize);
    const angle = scenario.targetAngles[bs * cells + n] as number;
    targets.set(conjugate(steeringVector(N, angle)), 2 * i * N);
  });
  return {
    antennas: N,
    stations: 1,
    users: channel(bs),
    phases: p.symbolPhase.subarray(bs * usersPerCell * L, (bs + 1) * usersPerCell * L),
    foreign,
    targets,
    forms: p.echoCovariance ? [crbFormCbf(scenario, realization, bs, p.echoCovariance)] : [],
  };
}

/** I_sl in the rows of the own users, over the unit of `noisePower`: none in CoMP, and none in one cell, which has no neighbour. */
export function ownInterference(p: SymbolLevelProgram): number {
  if (p.scheme === 'SLP-CoMP' || p.scenario.cells === 1) return 0;
  return (p.problem === 'P3.B' ? p.interference?.received : p.interference?.symbolLevel) ?? 0;
}

/** Radius of the robust terms: d (CBF), sqrt(J) d (CoMP), 0 for `none`. */
export function robustRadius(p: Pick<SymbolLevelProgram, 'robustness' | 'scenario'> & { scheme: Scheme }): number {
  if (p.robustness === 'none') return 0;
  return p.scenario.csiErrorRadius * (p.scheme === 'SLP-CoMP' ? Math.sqrt(p.scenario.cells) : 1);
}
