import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * The functions of tfjs-core. They are required, not imported: of an import of CommonJS, Node first searches the text (1.3 MB) for its
 * names, 0.15 s of processor time in every command and worker. The module is the same one that other packages import.
 */
export const {
  backend,
  DataStorage,
  dispose,
  enableProdMode,
  engine,
  findBackend,
  findBackendFactory,
  getKernel,
  KernelBackend,
  ready,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  unregisterKernel,
  util,
} = require('@tensorflow/tfjs-core') as typeof import('@tensorflow/tfjs-core');

// registers tfjs's cpu backend
require('@tensorflow/tfjs-backend-cpu');
