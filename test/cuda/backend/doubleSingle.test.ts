import { describeCudaBackend } from './describeCudaBackend.ts';

describeCudaBackend('doubleSingle');
