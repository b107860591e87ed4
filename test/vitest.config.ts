import { defineConfig } from 'vitest/config';
import { swiftShaderEnvironment } from './device/swiftShader.ts';

// of this process, because workers inherit it and the dynamic loader reads it before anything else
Object.assign(process.env, swiftShaderEnvironment());

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/tensorflow/**'],
    pool: 'forks',
    maxWorkers: '100%', // by default a core is left alone, which is half of a machine of two
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
