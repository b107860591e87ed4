import { describe, expect, it } from 'vitest';
import { DESIGNS_OF } from '../../src/problems/capabilities.ts';
import { designPrecoders } from '../../src/problems/design/designPrecoders.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { DESIGNS, SCHEMES } from '../../src/problems/types.ts';
import { studySchema } from '../../src/study/schema.ts';

const scenario = { usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 2 };
const FORMS = [{ thresholdDb: 3 }, { rho: 0.5 }] as const;

describe.each(SCHEMES.flatMap((scheme) => DESIGNS.map((design) => [scheme, design] as const)))(
  '%s %s',
  (scheme, design) => {
    const known = DESIGNS_OF[scheme].includes(design);
    it.each(FORMS)(
      `is ${known ? 'taken' : 'refused with the same words'} by studies and by the library, %o`,
      async (form) => {
        const study = studySchema.safeParse({
          title: 'a study',
          schemes: scheme,
          design,
          scenario,
          sweep: form,
          realizations: { channels: 1 },
        });
        expect(study.success).toBe(known);
        const designs = designPrecoders([drawDesignTask({ scheme, design, ...form, scenario })]);
        if (known) {
          const [found] = await designs;
          expect(found?.status).toMatch(/optimal|infeasible/i);
          expect(found?.normalization === null).toBe('thresholdDb' in form || found?.status === 'infeasible');
        } else {
          const [fault] = study.error?.issues ?? [];
          expect(fault?.path).toEqual(['design', 0]);
          expect(fault?.message).toMatch(new RegExp(`^expected paper.* with ${scheme}, got ${design}$`));
          await expect(designs).rejects.toThrow(`tasks[0].design: ${fault?.message}`);
        }
      },
    );
  },
);
