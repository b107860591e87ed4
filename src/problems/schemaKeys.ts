import * as z from 'zod';

/** The parts of JSON Schema that tell keys. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/**
 * The keys that the mapping at a path may have by a schema; none where it has no mapping.
 *
 * @returns a function that reads the schema once, when it is first called.
 */
export function schemaKeys(schema: z.ZodType): (path: readonly PropertyKey[]) => readonly string[] {
  let root: Node | undefined;
  return (path) => {
    root ??= z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
    const nodes = path.reduce<readonly Node[]>((list, key) => list.flatMap((n) => below(n, key)), alternatives(root));
    return nodes.flatMap((n) => (n.properties ? Object.keys(n.properties) : (n.propertyNames?.enum ?? [])));
  };
}

function alternatives(node: Node): readonly Node[] {
  return node.anyOf ? node.anyOf.flatMap(alternatives) : [node];
}

function below({ properties, additionalProperties, items }: Node, key: PropertyKey): readonly Node[] {
  if (typeof key === 'number') return items ? alternatives(items) : [];
  const own = properties && Object.hasOwn(properties, key) ? properties[String(key)] : undefined;
  if (own) return alternatives(own);
  return typeof additionalProperties === 'object' ? alternatives(additionalProperties) : [];
}
