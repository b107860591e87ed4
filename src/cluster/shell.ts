import { writerManifest } from '../study/manifest.ts';

/** A text that shells and sbatch take for one word as it is. */
export function isPlainWord(text: string): boolean {
  return /^[\w./:=@%+,-]+$/.test(text);
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
  return isPlainWord(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Lines of bash or sh that run isac-mc to its end. They leave its exit code in `code`, and in `progress` 1 where this run
 * has finished a chunk, else 0.
 *
 * @param command that runs isac-mc, in shell words.
 * @param directory study directory, in shell words.
 * @param traps lines that set the traps; `stop` tells the run to end.
 */
export function runToItsEnd(command: string, directory: string, traps: readonly string[]): string {
  return [
    '# the traps are there before the run, and a signal in between reaches it too',
    'child=',
    'stopped=0',
    'stop() { stopped=1; [ -n "$child" ] && kill -TERM "$child" 2>/dev/null; }',
    ...traps,
    `${command} &`,
    'child=$!',
    'if [ "$stopped" -eq 1 ]; then stop; fi',
    '# chunks that the run has listed; a process id may have been in use before',
    `listed() { grep -c '"files"' ${directory}/"${writerManifest('$(uname -n)', '$child')}" 2>/dev/null; }`,
    'before=$(listed)',
    '# a signal that is trapped ends wait before the child has ended',
    'while wait "$child"; code=$?; kill -0 "$child" 2>/dev/null; do :; done',
    'after=$(listed)',
    'progress=0',
    'if [ "${after:-0}" -gt "${before:-0}" ]; then progress=1; fi',
  ].join('\n');
}
