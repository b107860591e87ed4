import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeCommands, ROOT } from './describeCommands.ts';

for (const name of readdirSync(join(ROOT, 'docs')).filter((f) => f.endsWith('.md'))) describeCommands(`docs/${name}`);
