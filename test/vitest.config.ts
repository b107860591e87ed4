import { defineConfig } from 'vitest/config';
import { SUITES } from './suites.ts';

const suites = Object.entries(SUITES).filter(([name]) => name !== 'tensorflow'); // it has a configuration of its own
const shared = { pool: 'forks', testTimeout: 120_000, hookTimeout: 120_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: '100%', // by default a core is left alone, which is half of a machine of two
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: Object.values(SUITES).flatMap(({ files }) => files),
          setupFiles: ['test/unitLimits.ts'],
          isolate: false, // what a file imports the next one finds loaded
        },
      },
      ...suites.map(([name, { files, env = {}, sharesModules = false }], i) => ({
        test: {
          ...shared,
          name,
          include: files.map((f) => f.replace(/\*\*$/, '**/*.test.ts')),
          exclude: suites.slice(0, i).flatMap(([, earlier]) => earlier.files),
          env,
          isolate: !sharesModules,
        },
      })),
    ],
  },
});
