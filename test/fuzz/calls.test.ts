import { afterAll } from 'vitest';
import { CallingProcess } from './calls/callingProcess.ts';
import { describeKinds } from './describeKinds.ts';

const caller = new CallingProcess();
afterAll(() => caller.stop());

describeKinds('calls', (order) => caller.run(order));
