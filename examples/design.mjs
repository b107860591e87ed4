// Designs precoders for one channel realization with all four schemes and prints what each reaches: node examples/design.mjs
import { SCHEMES, designPrecoders, drawDesignTask, evaluateWorstCase } from 'isac-mc';

const thresholdDb = 15;
const tasks = SCHEMES.map((scheme) =>
  drawDesignTask({ scheme, thresholdDb, robustness: 'guaranteedSum', scenario: { csiErrorRadius: 0.01 }, seed: 7n }),
);
const designs = await designPrecoders(tasks, { tighten: 1e-6 });

console.log('scheme    status   relaxation/deg  nominal  sampled    exact /dB');
tasks.forEach((task, i) => {
  const design = designs[i];
  if (!design.precoders && !design.transmit) {
    console.log(task.scheme.padEnd(9), design.status);
    return;
  }
  const mean = design.crbBound.reduce((a, b) => a + b, 0) / design.crbBound.length;
  const { nominal, sampled, exact } = evaluateWorstCase({ ...task, ...design, errors: 100 }).smallestDb;
  const numbers = [nominal, sampled, exact].map((x) => x.toFixed(3).padStart(9)).join('');
  console.log(
    task.scheme.padEnd(9),
    design.status.padEnd(8),
    ((Math.sqrt(mean) * 180) / Math.PI).toFixed(4).padStart(14),
    numbers,
  );
});
