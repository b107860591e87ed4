import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import { belowCap } from '../rows/caps.ts';
import { addLeakageCaps } from '../rows/leakageCaps.ts';
import { times } from '../times.ts';
import { boundTerms } from './boundCertificate.ts';
import type { BoundLinks, BoundProgram } from './boundProgram.ts';
import { addTime, declareCones } from './boundRows.ts';
import { addBoundSensing, boundSensing } from './boundSensing.ts';
import { addTimeTerms } from './boundTerms.ts';
import { boundUnits } from './boundUnits.ts';
import { signalSlots, stationProjectors, writeSignalBlocks } from './signalBlocks.ts';
import type { Links } from './symbolLinks.ts';

/** A bound program with what it sees of its task. */
export interface LinkedBound {
  readonly p: BoundProgram;
  readonly links: BoundLinks;
}

/** What turns the dual objective of a bound program into a bound. */
export interface BoundPlan {
  /** CRB in rad^2, of one BS or the sum, of an objective. */
  readonly crb: (objective: number) => number;
  /** Terms of a certificate from the multipliers of a solution. */
  readonly certificate: (row: (row: number) => number) => CertificateTerms;
}

/**
 * The program below every symbol-level design: blocks Z = [R x; x^H 1] >= 0 for every time and BS (CBF), or every time (CoMP), with x and R over
 * sqrt(P) and P; the rows of `addTime`; the power of every BS (48c) and leakage (36a); and the CRB rows of the BSs in the objective
 * with noise alone at their sensing receivers, as other BSs' echoes only add to C_m. The times are the blocks of the arrow.
 */
export function describeBound(program: ProgramBuilder, { p, links }: LinkedBound): BoundPlan {
  const { powerBudget, maxLeakage } = p.task.task.scenario;
  const { blocks } = links;
  const { weight } = links.classes;
  const u = boundUnits(p, links);
  const sensing = boundSensing(p, links);
  const slots = signalSlots(blocks[0] as Links, sensing.formsOf(0), u.radius > 0);
  const all = times(weight.length, (s) => s);
  program.blocks(weight.length * u.blocks, u.antennas + 1, slots.count);
  blocks.forEach((link, b) =>
    writeSignalBlocks(
      program,
      slots,
      link,
      sensing.formsOf(b),
      all.map((s) => s * u.blocks + b),
    ),
  );

  const rows = declareCones(program, u, weight.length).map((cones, s) => addTime(program, u, s, cones));
  addTimeTerms(program, p, u, slots, rows, links);
  stationProjectors(blocks[0] as Links).forEach((projector, g) => {
    const dense = program.dense();
    rows.forEach(({ power }, s) =>
      blocks.forEach((_, b) => program.matrix(dense, s * u.blocks + b, power[b * u.stations + g] as number, projector)),
    );
  });
  const crb = addBoundSensing(program, p, u, sensing, weight, slots);
  const power = times(u.cells, (m) => {
    const limit = belowCap(program);
    rows.forEach(({ powerColumns }, s) => program.entry(limit, powerColumns[m] as Column, weight[s] as number));
    return limit;
  });
  const leakage = addLeakageCaps(program, {
    slots: times(u.targets, (t) => slots.target + t),
    transmitters: u.blocks,
    transmitterOf: times(weight.length * u.blocks, (k) => k % u.blocks),
    weightOf: (k) => ((weight[Math.floor(k / u.blocks)] as number) * powerBudget) / maxLeakage,
  });
  return {
    crb: (objective) => (p.bs === null ? objective : -1 / objective) / (2 * sensing.reference),
    certificate: (row) => boundTerms(p, u, links, sensing, { times: rows, power, leakage, sensing: crb }, row),
  };
}
