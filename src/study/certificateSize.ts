import { type CertificateSystem, certificateLengths } from '../model/certificates/certificate.ts';
import { isSymbolLevel } from '../problems/capabilities.ts';
import type { Design, Robustness, Scheme } from '../problems/types.ts';
import { mostPerChunk } from './chunkSize.ts';
import { CERTIFICATE_WIDTH } from './tables/certificatesTable.ts';

/** Bytes of a row beside its list: an id, a number, a nullable integer, an integer and two indices of texts. */
const ROW_BYTES = 8 + 8 + 4 + 4 + 4 + 4 + 1;
/** Bytes of a file beside its rows: schema, dictionaries and footer. */
const FILE_BYTES = 8192;

/** The fields of a study that the size of its certificates depends on. */
interface Fields {
  readonly schemes: readonly Scheme[];
  readonly design: readonly Design[];
  readonly robustness: readonly Robustness[];
  readonly scenario: Readonly<Record<Swept, number>>;
  readonly sweep: Readonly<Partial<Record<Swept | 'rho', readonly number[] | undefined>>> & {
    readonly thresholdDb?: readonly number[] | Readonly<Partial<Record<Scheme, readonly number[]>>> | undefined;
  };
  readonly realizations: { readonly channels: number };
  readonly solver: { readonly lowerBounds: boolean };
}
type Swept = 'cells' | 'usersPerCell' | 'txAntennas' | 'frameLength' | 'csiErrorRadius' | 'pskOrder';

/** An upper bound of the bytes of table `certificates` in one chunk of a study: a function of the study alone. */
export function certificateBytes(study: Fields): number {
  const { sweep } = study;
  const list = (name: Swept): readonly number[] => sweep[name] ?? [study.scenario[name]];
  const sizes = ['cells', 'usersPerCell', 'txAntennas', 'frameLength'] as const;
  const systems = sizes.reduce((count, name) => count * list(name).length, 1);
  const most = (name: Swept): number => Math.max(...list(name));
  let rows = 0;
  for (const scheme of study.schemes) {
    const symbolLevel = isSymbolLevel(scheme);
    const map = sweep.thresholdDb;
    const thresholds = (map && 'length' in map ? map : map?.[scheme])?.length ?? 0;
    const points = systems * (sweep.rho?.length ?? thresholds);
    for (const design of study.design)
      for (const robustness of study.robustness)
        for (const radius of list('csiErrorRadius'))
          for (const pskOrder of symbolLevel ? list('pskOrder') : [null]) {
            const system: CertificateSystem = {
              cells: most('cells'),
              usersPerCell: most('usersPerCell'),
              txAntennas: most('txAntennas'),
              frameLength: most('frameLength'),
              comp: scheme.endsWith('CoMP'),
              pskOrder,
              robust: robustness !== 'none' && radius > 0,
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
