import type { CommandModule } from 'yargs';
import { readStudy } from '../study/parseStudy.ts';
import { shippedFile, shippedNames } from './shippedStudies.ts';

export const listCommand: CommandModule = {
  command: 'list',
  describe: 'the shipped studies, a line each',
  handler: () => {
    const names = shippedNames();
    const width = Math.max(...names.map((n) => n.length));
    for (const name of names) process.stdout.write(`${name.padEnd(width)}  ${readStudy(shippedFile(name)).title}\n`);
  },
};
