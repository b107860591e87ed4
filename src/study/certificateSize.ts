import { type CertificateSystem, certificateLengths } from '../model/certificates/certificate.ts';
import type { Design, Robustness, Scheme } from '../problems/types.ts';
import { mostPerChunk } from './chunkSize.ts';
import {
  type Axes,
  axisOf,
  type CapAxis,
  capsOf,
  pskOrdersOf,
  type Swept,
  type Targets,
  targetsOf,
} from './sweepAxes.ts';

/** Numbers in a row of table `certificates`: a longer term goes on in the next one. */
export const CERTIFICATE_WIDTH = 16;
/** Bytes of a row beside its list: an id, a number, a nullable integer, an integer and two indices of texts. */
const ROW_BYTES = 8 + 8 + 4 + 4 + 4 + 4 + 1;
/** Bytes of a file beside its rows: schema, dictionaries and footer. */
const FILE_BYTES = 8192;

/** The fields of a study that the size of its certificates depends on. */
interface Fields extends Axes {
  readonly schemes: readonly Scheme[];
  readonly design: readonly Design[];
  readonly robustness: readonly Robustness[];
  readonly scenario: Axes['scenario'] & CapAxis['scenario'];
  readonly sweep: Axes['sweep'] & CapAxis['sweep'] & Targets;
  readonly realizations: { readonly channels: number };
  readonly solver: { readonly lowerBounds: boolean };
}

/** An upper bound of the bytes of table `certificates` in one chunk of a study: a function of the study alone. */
export function certificateBytes(study: Fields): number {
  const { sweep } = study;
  const sizes = ['cells', 'usersPerCell', 'txAntennas', 'frameLength'] as const;
  const caps = capsOf(study);
  const systems = sizes.reduce((count, name) => count * axisOf(study, name).length, caps.length);
  const most = (name: Swept): number => Math.max(...axisOf(study, name));
  let rows = 0;
  for (const scheme of study.schemes) {
    const points = systems * targetsOf(sweep, scheme).length;
    for (const design of study.design)
      for (const robustness of study.robustness)
        for (const radius of axisOf(study, 'csiErrorRadius'))
          for (const pskOrder of pskOrdersOf(study, scheme)) {
            const system: CertificateSystem = {
              cells: most('cells'),
              usersPerCell: most('usersPerCell'),
              txAntennas: most('txAntennas'),
              frameLength: most('frameLength'),
              comp: scheme.endsWith('CoMP'),
              pskOrder,
              robust: robustness !== 'none' && radius > 0,
              exact: robustness === 'exact' && radius > 0,
              amplitudes: caps.some((cap) => cap !== undefined),
              capped: design !== 'joint',
            };
            const bounds = study.solver.lowerBounds && !sweep.rho && design !== 'blind' ? system.cells + 1 : 0;
            const own = Math.max(rowsOf(system, 'infeasible'), bounds * rowsOf(system, 'bound'));
            rows += points * own;
          }
  }
  return FILE_BYTES + mostPerChunk(study.realizations.channels) * rows * (ROW_BYTES + 8 * CERTIFICATE_WIDTH);
}

function rowsOf(system: CertificateSystem, statement: 'infeasible' | 'bound'): number {
  let rows = 0;
  for (const length of certificateLengths(system, statement).values()) rows += Math.ceil(length / CERTIFICATE_WIDTH);
  return rows;
}
