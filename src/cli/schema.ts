import type { Argv, CommandModule } from 'yargs';
import { studyJsonSchema } from '../study/schema.ts';

export const schemaCommand: CommandModule = {
  command: 'schema',
  describe: 'print the JSON Schema of study files, for editors',
  builder: (y: Argv) =>
    y.example('$0 schema > study.schema.json', 'then let the editor check *.yaml studies against it'),
  handler: () => {
    process.stdout.write(`${JSON.stringify(studyJsonSchema(), null, 2)}\n`);
  },
};
