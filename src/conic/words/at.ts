/** Element i of an array that has one: a missing element is a bug, never a 0. */
export function at<T>(values: ArrayLike<T>, i: number): T {
  const value = values[i];
  if (value === undefined) throw new Error(`internal error: element ${i} of ${values.length} is missing`);
  return value;
}
