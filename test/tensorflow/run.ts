/**
 * Runs the solver and golden suites on the tensorflow backend: `npm run test:tensorflow`. @tensorflow/tfjs-node-gpu's binding is built in a
 * scratch folder against a TensorFlow that Python has (pip's tensorflow or tensorflow-cpu), because its own install downloads one.
 * ISAC_MC_TENSORFLOW names site-packages/tensorflow, or a wheel; otherwise ISAC_MC_PYTHON (python3) is asked. Without either the run is
 * skipped with its reason and ends with exit code 0.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBinding } from './buildBinding.ts';
import { findTensorflow } from './findTensorflow.ts';

const found = findTensorflow();
if (typeof found !== 'string') {
  process.stderr.write(`test:tensorflow skipped: ${found.reason}\n`);
  process.exit(0);
}
const folder = buildBinding(found);
const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'test/tensorflow/vitest.config.ts', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ISAC_MC_TFJS_NODE: folder } },
);
process.exit(status ?? 1);
