import { describeTensors } from './describeTensors.ts';

describeTensors('the backend of this process');
