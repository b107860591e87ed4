import { runCalls } from './calls/runCalls.ts';
import { describeKinds } from './describeKinds.ts';

describeKinds('calls', runCalls);
