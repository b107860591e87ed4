import { describe, expect, it } from 'vitest';
import { keepsAmplitudes } from '../../../src/model/claimChecks.ts';
import { type SensingMetrics, sensingCbf, sensingComp } from '../../../src/model/crb.ts';
import { provesInfeasible } from '../../../src/problems/certificates.ts';
import { designPrecoders } from '../../../src/problems/design/designPrecoders.ts';
import type { DesignTask, Form, PrecoderDesign } from '../../../src/problems/types.ts';
import { atThreshold, certificateOf, type TaskInput, tasksOf } from './tasks.ts';

// Designs at block level with a cap on the CRBs of amplitudes: precoders keep it, infeasible tasks are proven.

const TIGHTEN = 1e-6;

function sensingOf(task: DesignTask, { precoders }: PrecoderDesign): SensingMetrics {
  if (!precoders) throw new Error('the design has no precoders');
  const sensing = task.scheme.endsWith('CoMP') ? sensingComp : sensingCbf;
  return sensing(task.scenario, task.realization, precoders);
}

async function designed(input: TaskInput, form: Form, draws = 2) {
  const tasks = tasksOf(input, form, draws);
  const designs = await designPrecoders(tasks, { tighten: TIGHTEN, lowerBounds: false });
  return tasks.map((task, i) => ({ task, design: designs[i] as PrecoderDesign }));
}

const rho = (value: number): Form => ({ kind: 'weighted', rho: value });
const DESIGNS = ['joint', 'capsFree', 'paper'] as const;
const CASES: readonly (readonly [string, TaskInput, Form])[] = [
  ...DESIGNS.map((design) => [`BLP-CBF ${design}`, { design, amplitudeCrbCap: 0.06 }, atThreshold(10)] as const),
  ...DESIGNS.map(
    (design) => [`BLP-CoMP ${design}`, { scheme: 'BLP-CoMP', design, amplitudeCrbCap: 0.03 }, atThreshold(30)] as const,
  ),
  ['robust CBF', { robustness: 'guaranteed', csiErrorRadius: 0.02, amplitudeCrbCap: 0.05 }, atThreshold(10)],
  [
    'robust CoMP',
    { scheme: 'BLP-CoMP', robustness: 'guaranteedSum', csiErrorRadius: 0.02, amplitudeCrbCap: 0.03 },
    atThreshold(10),
  ],
  ['weighted CBF', { usersPerCell: 2, txAntennas: 4, amplitudeCrbCap: 0.06 }, rho(0.5)],
  ['weighted CBF paper', { usersPerCell: 2, design: 'paper', amplitudeCrbCap: 0.06 }, rho(0.3)],
  ['weighted CoMP paper', { scheme: 'BLP-CoMP', usersPerCell: 2, design: 'paper', amplitudeCrbCap: 0.03 }, rho(0.3)],
  ['CBF, SINR alone', { usersPerCell: 2, amplitudeCrbCap: 0.06 }, rho(0)],
  ['CBF paper, SINR alone', { usersPerCell: 2, design: 'paper', amplitudeCrbCap: 0.06 }, rho(0)],
  ['CoMP, SINR alone', { scheme: 'BLP-CoMP', usersPerCell: 2, design: 'paper', amplitudeCrbCap: 0.03 }, rho(0)],
  ['one user in a cell', { usersPerCell: 1, amplitudeCrbCap: 0.016 }, atThreshold(10)],
  ['one cell', { cells: 1, targetAnglesDeg: [[20]], amplitudeCrbCap: 0.02 }, atThreshold(10)],
  [
    'one cell with one user',
    { cells: 1, usersPerCell: 1, targetAnglesDeg: [[20]], amplitudeCrbCap: 0.02 },
    atThreshold(10),
  ],
];

describe.each(CASES)('%s', (_, input, form) => {
  it('keeps the cap with the echoes that it causes itself, or is proven infeasible', async () => {
    let kept = 0;
    for (const { task, design } of await designed(input, form)) {
      if (design.precoders === null) {
        expect(design.status).toBe('infeasible');
        expect(provesInfeasible(task, design.certificates)).toBe(true);
        continue;
      }
      kept++;
      expect(certificateOf(task, design).failed).toEqual([]);
      expect(keepsAmplitudes(task.scenario, sensingOf(task, design).amplitudeCrb)).toBe(true);
    }
    expect(kept).toBeGreaterThan(0);
  });
});

it('a binding cap is met with equality, in CBF up to the room of limited echoes, and costs RCRB', async () => {
  for (const [scheme, room] of [
    ['BLP-CBF', 3e-3],
    ['BLP-CoMP', 2e-6],
  ] as const) {
    const input: TaskInput = { scheme };
    const [[free], [capped]] = [
      await designed(input, atThreshold(20), 1),
      await designed({ ...input, amplitudeCrbCap: scheme === 'BLP-CBF' ? 0.06 : 0.022 }, atThreshold(20), 1),
    ];
    if (!free || !capped) throw new Error('a design of each');
    const cap = capped.task.scenario.amplitudeCrbCap ?? 0;
    const [before, after] = [sensingOf(free.task, free.design), sensingOf(capped.task, capped.design)];
    expect(Math.max(...before.amplitudeCrb)).toBeGreaterThan(cap * 1.1);
    expect(Math.max(...after.amplitudeCrb) / cap).toBeGreaterThan(1 - room);
    const sum = ({ crb }: SensingMetrics): number => crb.reduce((a, b) => a + b, 0);
    expect(sum(after)).toBeGreaterThan(sum(before) * 1.001);
  }
});

it('without reaching the cap a design is that without it, up to the tolerance of a solve', async () => {
  for (const scheme of ['BLP-CBF', 'BLP-CoMP'] as const) {
    const [free, loose] = [
      await designed({ scheme }, atThreshold(10)),
      await designed({ scheme, amplitudeCrbCap: 50 }, atThreshold(10)),
    ];
    free.forEach(({ task, design }, i) => {
      const other = loose[i];
      if (!other) throw new Error('a design of each');
      const [a, b] = [sensingOf(task, design).crb, sensingOf(other.task, other.design).crb];
      a.forEach((x, m) => expect((b[m] ?? NaN) / x).toBeCloseTo(1, 5));
      expect(other.design.iterations).toBe(design.iterations);
    });
  }
});

it('a single cell is the same in both coordination modes, and a task does not depend on its batch', async () => {
  const input: TaskInput = { cells: 1, targetAnglesDeg: [[20]], amplitudeCrbCap: 0.02 };
  const [cbf, comp] = [
    await designed({ ...input, scheme: 'BLP-CBF' }, atThreshold(10)),
    await designed({ ...input, scheme: 'BLP-CoMP' }, atThreshold(10)),
  ];
  cbf.forEach(({ design }, i) => expect(comp[i]?.design.precoders).toEqual(design.precoders));
  const many = await designed({ amplitudeCrbCap: 0.06 }, atThreshold(10), 3);
  const [alone] = await designed({ amplitudeCrbCap: 0.06 }, atThreshold(10), 1);
  expect(many[0]?.design.precoders).toEqual(alone?.design.precoders);
});

describe('an infeasible cap', () => {
  it.each([...DESIGNS, 'blind'] as const)('is proven for CBF %s by its term alone', async (design) => {
    const [own] = await designed({ design, amplitudeCrbCap: 0.0138 }, atThreshold(-20), 1);
    if (!own) throw new Error('a design');
    expect(own.design.status).toBe('infeasible');
    expect(provesInfeasible(own.task, own.design.certificates)).toBe(true);
    // without the cap the same terms prove nothing, and neither do terms without the caps'
    const { amplitudeCrbCap: _, ...scenario } = own.task.scenario;
    expect(provesInfeasible({ ...own.task, scenario }, own.design.certificates)).toBe(false);
    const without = own.design.certificates.map((c) => ({
      ...c,
      terms: { ...c.terms, amplitude: new Float64Array(16) },
    }));
    expect(provesInfeasible(own.task, without)).toBe(false);
  });

  it.each([1 + 1e-4, 1 - 1e-4])('CoMP: at %d times the smallest cap in reach', async (share) => {
    // bisection on the cap finds the edge, which is then proven from one side and designed from the other
    let [low, high] = [0.01, 0.05];
    for (let i = 0; i < 14; i++) {
      const middle = Math.sqrt(low * high);
      const [own] = await designed({ scheme: 'BLP-CoMP', amplitudeCrbCap: middle }, atThreshold(30), 1);
      if (own?.design.status === 'infeasible') low = middle;
      else high = middle;
    }
    const [edge] = await designed(
      { scheme: 'BLP-CoMP', amplitudeCrbCap: (share > 1 ? high : low) * share },
      atThreshold(30),
      1,
    );
    if (!edge) throw new Error('a design');
    if (share < 1) expect(provesInfeasible(edge.task, edge.design.certificates)).toBe(true);
    else expect(certificateOf(edge.task, edge.design).failed).toEqual([]);
  });
});
