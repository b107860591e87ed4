import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedSources } from '../../../scripts/kernels/generatedSources.ts';
import { decisionsOf, LOAD, SOLVE, stagesOf, WRITE } from '../../../src/conic/algorithm/steps.ts';
import { conicShader } from '../../../src/conic/kernels/webgpu/conicShader.ts';
import { packageRoot } from '../../../src/packageRoot.ts';

describe('the written parts of the kernels', () => {
  it.each(generatedSources())('$file is what its sources give: else `npm run kernels:source`', ({ file, text }) => {
    expect(readFileSync(join(packageRoot(), file), 'utf8')).toBe(text);
  });

  it('have one function for each stage and decision of the list of steps', () => {
    const functionsOf = (text: string, keyword: string): string[] =>
      [...text.matchAll(new RegExp(`^${keyword} (\\w+)\\(`, 'gm'))].map(([, name]) => name ?? '');
    const wasm = functionsOf(readFileSync(join(packageRoot(), 'kernels/wasm/stages.ts'), 'utf8'), 'export function');
    const wgsl = functionsOf(conicShader({ precision: 'float32', threads: 32, groupCapacity: 4 }), 'fn');
    const count = (list: readonly string[], name: string): number => list.filter((other) => other === name).length;
    for (const name of [...stagesOf(SOLVE), ...decisionsOf(SOLVE)])
      expect(count(wasm, name), `${name} in wasm`).toBe(1);
    for (const name of [...stagesOf([...LOAD, ...SOLVE, ...WRITE]), ...decisionsOf(SOLVE)])
      expect(count(wgsl, name), `${name} in WGSL`).toBe(1);
  });
});
