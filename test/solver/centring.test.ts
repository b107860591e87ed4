import { describeCentring } from './describeCentring.ts';

describeCentring('cpu', 'float64');
