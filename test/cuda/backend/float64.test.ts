import { describeCudaBackend } from './describeCudaBackend.ts';

describeCudaBackend('float64');
