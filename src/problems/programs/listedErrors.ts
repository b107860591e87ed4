import { hermitianEigen } from '../../linalg/hermitianEigen.ts';
import { partsOf } from '../../model/userLinks.ts';
import { listedErrorCount } from '../../model/certificates/certificate.ts';
import { robustRadius } from '../../model/worstErrors.ts';
import type { PrecodingProgram } from '../precodingProgram.ts';
import { linkMultipliers, type RobustSinr } from '../rows/robustSinr.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';

/**
 * Term `error` of a certificate (src/model/certificates/listedErrors.ts): the multipliers of a link's rows are a positive semidefinite matrix M = sum_e m_e m_e^H, which stands for the
 * channels sum_i m_ei c_i over the axes and h*. Those of the largest eigenvalues are listed, in a proof of infeasibility all of them.
 *
 */
export function listedErrors(
  { scenario, scheme, errorAxes }: PrecodingProgram,
  { links, userOf }: RobustSinr,
  multipliers: RowMultipliers,
): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  const comp = scheme === 'BLP-CoMP';
  const users = cells * usersPerCell;
  const n = txAntennas * (comp ? cells : 1);
  const radius = robustRadius(scenario, comp ? 'comp' : 'cbf');
  const count = errorAxes?.count ?? 0;
  const axes = partsOf(errorAxes?.columns ?? new Float64Array(0), links.length * users);
  const most = listedErrorCount(multipliers.refutes ? 'infeasible' : 'bound', n);
  const term = new Float64Array(2 * links.length * users * most * (1 + n));
  links.forEach((own, t) =>
    own.forEach((link, slot) => {
      const user = userOf(t, slot);
      const order = count + 1;
      const matrix = linkMultipliers(link, multipliers);
      const { values, vectors } = hermitianEigen(matrix, order);
      const corner = matrix[2 * (order * order - 1)] as number;
      if (!(corner > 0)) return;
      for (let e = 0; e < Math.min(order, most); e++) {
        const scale = Math.sqrt(Math.max(0, values[count - e] as number) / corner);
        const m = vectors.subarray(2 * (count - e) * order, 2 * (count - e + 1) * order).map((x) => scale * x);
        const at = 2 * ((t * users + user) * most + e) * (1 + n);
        term.set(m.subarray(2 * count), at);
        for (let i = 0; i < count; i++) {
          const [re, im] = [radius * (m[2 * i] as number), radius * (m[2 * i + 1] as number)];
          const column = axes[t * users + user]?.subarray(2 * i * n, 2 * (i + 1) * n) ?? new Float64Array(2 * n);
          for (let a = 0; a < 2 * n; a += 2) {
            const [qr, qi] = [column[a] as number, column[a + 1] as number];
            const to = at + 2 + a;
            term[to] = (term[to] as number) + re * qr - im * qi;
            term[to + 1] = (term[to + 1] as number) + re * qi + im * qr;
          }
        }
      }
    }),
  );
  return term;
}
