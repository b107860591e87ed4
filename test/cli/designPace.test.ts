import { describe, expect, it, vi } from 'vitest';
import { DesignPace, paceText } from '../../src/cli/designPace.ts';
import { progressReporter } from '../../src/cli/runProgress.ts';

describe('DesignPace', () => {
  it('knows nothing before the first design, and leaves out what was done before', () => {
    const pace = new DesignPace();
    expect(pace.update(40, 80, 1000)).toEqual({ done: 40, total: 80, perSecond: null, secondsLeft: null });
    expect(pace.update(40, 80, 9000)).toEqual({ done: 40, total: 80, perSecond: null, secondsLeft: null });
    expect(pace.update(44, 80, 11_000)).toEqual({ done: 44, total: 80, perSecond: 0.4, secondsLeft: 90 });
    expect(pace.update(80, 80, 21_000)).toMatchObject({ perSecond: 2, secondsLeft: null });
  });

  it('has no rate in no time, and none of an empty run', () => {
    const pace = new DesignPace();
    pace.update(0, 3, 5);
    expect(pace.update(1, 3, 5)).toMatchObject({ perSecond: null, secondsLeft: null });
    expect(paceText(new DesignPace().update(0, 0, 0))).toBe('0 of 0 designs');
  });

  it('is one line, without what is not known', () => {
    expect(paceText({ done: 12, total: 80, perSecond: 0.4, secondsLeft: 170 })).toBe(
      '12 of 80 designs (15%), 0.4 designs/s, about 2 min 50 s left',
    );
    expect(paceText({ done: 0, total: 80, perSecond: null, secondsLeft: null })).toBe('0 of 80 designs (0%)');
    expect(paceText({ done: 1, total: 1, perSecond: 0.00123, secondsLeft: null })).toBe(
      '1 of 1 design (100%), 0.0012 designs/s',
    );
  });
});

describe('progress where stderr is no terminal', () => {
  it('is a line every half minute while something is left', async () => {
    const lines: string[] = [];
    const now = vi.spyOn(performance, 'now');
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
    try {
      const { designs } = await progressReporter('text');
      for (let second = 0; second <= 80; second++) {
        now.mockReturnValue(1000 * second);
        designs(second, 80);
      }
    } finally {
      now.mockRestore();
      write.mockRestore();
    }
    expect(lines).toEqual([
      '30 of 80 designs (37%), 1.0 designs/s, about 50 s left\n',
      '60 of 80 designs (75%), 1.0 designs/s, about 20 s left\n',
    ]);
  });
});
