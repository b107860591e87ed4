import { startBackend } from '../../src/device/startBackend.ts';

await startBackend('tensorflow');
