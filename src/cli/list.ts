import type { Argv, CommandModule } from 'yargs';
import { readStudy } from '../study/parseStudy.ts';
import { shippedFile, shippedNames } from './shippedStudies.ts';

export const listCommand: CommandModule = {
  command: 'list',
  describe: 'the shipped studies, a line each',
  builder: (y: Argv) => y.example('$0 list', 'names that run takes'),
  handler: () => {
    const names = shippedNames();
    const width = Math.max(...names.map((n) => n.length));
    for (const name of names) process.stdout.write(`${name.padEnd(width)}  ${readStudy(shippedFile(name)).title}\n`);
  },
};
