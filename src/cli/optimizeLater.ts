import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function runs between two looks at whether it is worth optimizing; V8's own: 67,584. */
const BETWEEN_LOOKS = 400_000;

/**
 * Has V8 optimize functions later, in all threads of this process. A short run, and one whose worker threads take all cores, else spends more
 * on compiling than it gets back (bench/README.md, "Start-up"). A later V8 without this setting ignores it.
 */
export function optimizeLater(): void {
  setFlagsFromString(`--interrupt-budget=${BETWEEN_LOOKS}`);
}
