import { beforeAll } from 'vitest';
import {
  describeFeasibilityEdge,
  EDGE_KINDS,
  type FeasibilityEdge,
  feasibilityEdge,
} from '../device/describeFeasibilityEdge.ts';

const DRAWS = 4;

const edges = new Map<string, FeasibilityEdge>();
beforeAll(async () => {
  for (const kind of EDGE_KINDS) edges.set(kind, await feasibilityEdge(kind, DRAWS));
}, 600_000);

describeFeasibilityEdge(
  'cpu',
  Object.fromEntries(EDGE_KINDS.map((kind) => [kind, { draws: DRAWS }])),
  (kind) => edges.get(kind) as FeasibilityEdge,
);
