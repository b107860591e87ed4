import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeComplexArray } from '../../src/problems/complexJson.ts';
import { instanceSystem } from '../../src/problems/instanceSystem.ts';
import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';
import { exportReduced } from './exportReduced.ts';

/** The files of one program, for the peers. */
export interface PeerFiles {
  readonly instance: string;
  readonly reduced: string;
}

/** Writes one program as an instance file and as a reduced program, and returns their paths. */
export async function writePeerFiles(folder: string, name: string, program: PrecodingProgram): Promise<PeerFiles> {
  const files = { instance: join(folder, `${name}.json`), reduced: join(folder, `${name}.reduced.json`) };
  await writeFile(files.instance, JSON.stringify(instanceOf(name, program)));
  await writeFile(files.reduced, JSON.stringify(exportReduced(program)));
  return files;
}

/** A document of format isac-mc-instance/1 with one problem. */
function instanceOf(name: string, program: PrecodingProgram): unknown {
  const { scenario, realization, scheme, problem, robustness, form, bs, threshold, interference, leakage } = program;
  const { rxAntennas } = scenario;
  const [echo] = program.echoCovariance ?? [];
  return {
    ...instanceSystem(name, scenario, realization),
    problems: [
      {
        scheme,
        problem,
        robustness,
        form,
        threshold,
        interference,
        ...(bs === undefined ? {} : { bs }),
        ...(leakage === undefined ? {} : { leakage }),
        ...(echo ? { echoCovariance: writeComplexArray(echo, [rxAntennas, rxAntennas]) } : {}),
      },
    ],
  };
}
