import { rmSync, writeFileSync } from 'node:fs';
import type { Argv, CommandModule } from 'yargs';
import { InputError } from '../errors.ts';
import { studyTemplate } from '../study/studyTemplate.ts';
import { refused } from '../systemErrors.ts';
import { pathArgument } from './pathArgument.ts';

interface InitArguments {
  file: string;
}

export const initCommand: CommandModule<object, InitArguments> = {
  builder: (y: Argv) =>
    y
      .positional('file', { type: 'string', default: 'study.yaml', describe: 'file to write, never an existing one' })
      .example('$0 init my-study.yaml', 'then edit it and: isac-mc run my-study.yaml'),
  handler: ({ file }) => {
    if (!/\.ya?ml$/.test(file)) throw new InputError(`${file}: expected a name that ends in .yaml or .yml`);
    try {
      writeFileSync(pathArgument('file', file), studyTemplate(), { flag: 'wx' });
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') throw new InputError(`${file}: exists already`, 'give another name');
      if (syscall === 'write') rmSync(file, { force: true }); // made just now, and not whole
      throw refused(`${file}: cannot be written`, error);
    }
    process.stdout.write(`${file}\n`);
  },
};
