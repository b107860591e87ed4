import { type Certificate, certificateLengths } from '../model/certificates/certificate.ts';
import { isSymbolLevel } from './capabilities.ts';
import { certificateSystem } from './certificates.ts';
import type { DesignTask } from './types.ts';

/**
 * The plainest certificates of infeasibility, one for each user: its SINR row alone, which no design meets where the whole power does not raise the user above the noise. For block-level
 * designs of all BSs, whose terms need nothing else; none for others.
 *
 * @param threshold g, linear.
 */
export function singleUserProofs(task: DesignTask, threshold: number): Certificate[] {
  if (isSymbolLevel(task.scheme) || task.design === 'blind') return [];
  const system = certificateSystem(task);
  const { cells, usersPerCell } = system;
  const ownProgram = task.design === 'paper' && !system.comp;
  return Array.from({ length: cells * usersPerCell }, (_, user) => {
    const lengths = [...certificateLengths(system, 'infeasible')];
    const terms = Object.fromEntries(lengths.map(([name, length]) => [name, new Float64Array(length)]));
    terms['sinr']?.fill(1, user, user + 1);
    const bs = ownProgram ? Math.floor(user / usersPerCell) : null;
    return { statement: 'infeasible', bs, threshold, terms };
  });
}
