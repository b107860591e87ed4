/** Answers for groups of programs, group by group; all of them are solved in one call. */
export async function solveGroups<P, A>(
  groups: readonly (readonly P[])[],
  solve: (programs: readonly P[]) => Promise<readonly A[]>,
): Promise<A[][]> {
  const solved = await solve(groups.flat());
  let at = 0;
  return groups.map((own) => solved.slice(at, (at += own.length)));
}
