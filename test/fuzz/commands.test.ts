import { runCommands } from './commands/runCommands.ts';
import { describeKinds } from './describeKinds.ts';

describeKinds('commands', runCommands);
