/** The list make(0), .., make(count - 1). It runs for every row of every program, where `Array.from` takes several times as long. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  const list: T[] = [];
  for (let i = 0; i < count; i++) list.push(make(i));
  return list;
}
