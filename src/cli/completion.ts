import type { Arguments } from 'yargs';
import { shippedNames } from './shippedStudies.ts';

/** Commands whose first argument may be the name of a shipped study. */
const STUDY_COMMANDS: readonly string[] = ['run', 'submit'];

/**
 * Completions of the word that is typed: options and commands by yargs, and the names of shipped studies where one may stand.
 *
 * @param fromYargs hands over yargs's own completions.
 */
export function complete(
  current: string,
  argv: Arguments,
  fromYargs: (onCompleted: (error: Error | null, completions: string[] | undefined) => void) => void,
  done: (completions: string[]) => void,
): void {
  fromYargs((_error, own = []) => {
    const words = argv._.map(String);
    const command = words.find((word) => STUDY_COMMANDS.includes(word));
    const names = command === undefined || current.startsWith('-') ? [] : shippedNames();
    done([...own, ...names.filter((name) => name.startsWith(current))]);
  });
}
