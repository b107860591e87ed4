import type { Argv, CommandModule } from 'yargs';
import { studyJsonSchema } from '../study/schema.ts';

export const schemaCommand: CommandModule = {
  builder: (y: Argv) =>
    y.example('$0 schema > study.schema.json', 'then let the editor check *.yaml studies against it'),
  handler: () => {
    process.stdout.write(`${JSON.stringify(studyJsonSchema(), null, 2)}\n`);
  },
};
