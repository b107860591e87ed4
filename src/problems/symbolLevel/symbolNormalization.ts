import type { InnerSettings } from '../../conic/answerStore.ts';
import { normalize, type Normalized } from '../design/normalization.ts';
import { noiseCovariance } from '../../model/echoCovariance.ts';
import { firstProgram } from './firstProgram.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram, SymbolLevelSolution } from './symbolLevelProgram.ts';
import type { SymbolTask } from './symbolTask.ts';

/**
 * NFR and NFC of the weighted form: t at rho = 1 and the largest c = sqrt(g), of P3.A at I = Imax with C = sr2 I and the sensing
 * cut (every BS has its own pair), or of P4.
 */
export async function symbolNormalization(
  tasks: readonly SymbolTask[],
  settings: InnerSettings,
): Promise<Normalized[]> {
  return normalize<SymbolTask, SymbolLevelProgram, SymbolLevelSolution>(tasks, {
    taskOf: ({ task }) => task,
    pairs: ({ task, comp }) => (comp ? 1 : task.scenario.cells),
    programOf: endProgram,
    solve: (programs) => solveSymbolLevelPrograms(programs, settings),
    nfr: ({ crb }) => crb,
    nfc: ({ amplitude }) => amplitude,
    sinr: (c) => c ** 2,
  });
}

/** A at rho = 1 (form `weighted`) or rho = 0 (`maxSinr`). */
function endProgram(s: SymbolTask, bs: number, form: 'weighted' | 'maxSinr'): SymbolLevelProgram {
  const { scenario } = s.task;
  const interference = { symbolLevel: scenario.maxInterference };
  const program = firstProgram(s, bs, { interference, sensingCut: true, echoCovariance: noiseCovariance(scenario) });
  return { ...program, form, rho: 1, nfr: 1, nfc: 1 };
}
