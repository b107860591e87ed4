import { describe, expect, it } from 'vitest';
import { describeReference, referenceMachines, referenceThroughput } from '../../src/analysis/referenceMachines.ts';
import { CASES } from '../../src/problems/benchmark/cases.ts';

describe('referenceMachines', () => {
  it('has every block-level kind of program of the stored CPU machine', () => {
    const cpu = referenceMachines().find((r) => r.name === 'cpu');
    expect(cpu?.machine.backend).toBe('cpu');
    for (const { name } of CASES) expect(cpu && referenceThroughput(cpu, name, 64)).toBeGreaterThan(0);
  });
});

describe('describeReference', () => {
  it('names the processor of the cpu backend, and of another one the backend with its card', () => {
    const machine = { cpu: 'a processor', cores: 16, node: 'v22', backend: 'cpu', device: 'WebAssembly' };
    expect(describeReference({ name: 'r', machine, results: [] })).toBe('a processor');
    const card = { ...machine, backend: 'cuda', device: 'a card, float64' };
    expect(describeReference({ name: 'r', machine: card, results: [] })).toBe('cuda on a card, float64');
  });
});

describe('referenceThroughput', () => {
  const machine = { cpu: 'x', cores: 1, node: 'v20', backend: 'cpu' };
  const results = [1, 64, 256].map((batch) => ({ case: 'a', batch, programsPerSecond: 100 * batch }));
  const reference = { name: 'r', machine, results };

  it('takes the batch size with the nearest ratio', () => {
    expect([1, 4, 16, 64, 100, 200].map((batch) => referenceThroughput(reference, 'a', batch))).toEqual([
      100, 100, 6400, 6400, 6400, 25600,
    ]);
  });

  it('knows nothing of a kind that was not measured', () => {
    expect(referenceThroughput(reference, 'b', 1)).toBeUndefined();
  });
});
