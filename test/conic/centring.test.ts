import { describeCentring } from './describeCentring.ts';

describeCentring('cpu', { path: 'float64', finishedPath: 'float64', centred: 1e-7 });
