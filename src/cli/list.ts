import type { Argv, CommandModule } from 'yargs';
import { shippedNames, shippedTitle } from './shippedStudies.ts';

export const listCommand: CommandModule = {
  builder: (y: Argv) => y.example('$0 list', 'names that run takes'),
  handler: async () => {
    const names = shippedNames();
    const width = Math.max(...names.map((n) => n.length));
    for (const name of names) process.stdout.write(`${name.padEnd(width)}  ${await shippedTitle(name)}\n`);
  },
};
