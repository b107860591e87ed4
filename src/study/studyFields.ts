import { studyJsonSchema } from './schema.ts';

/** One field of the study file, as its schema describes it. */
export interface StudyField {
  /** Keys from the top, for example ['scenario', 'cells']. */
  readonly path: readonly string[];
  /** A mapping with fields of its own; they follow it. */
  readonly section: boolean;
  /** What a value may be, in words. */
  readonly values: string;
  /** Undefined without one, and for sections. */
  readonly fallback: unknown;
  readonly required: boolean;
  readonly description: string;
  /** The named values that a value is one of, with their meanings; none for other fields. */
  readonly choices: readonly { readonly value: string; readonly meaning: string }[];
}

/** The parts of JSON Schema that the study's schema uses. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
}

/** Every field of the study file in the order of the schema, sections before their fields. */
export function studyFields(): StudyField[] {
  return fieldsOf(studyJsonSchema() as Node, []);
}

function fieldsOf(node: Node, path: readonly string[]): StudyField[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const section = child.properties !== undefined;
    const field: StudyField = {
      path: [...path, key],
      section,
      values: section ? 'mapping' : valuesOf(child),
      fallback: section ? undefined : child.default,
      required: node.required?.includes(key) ?? false,
      description: child.description ?? '',
      choices: section ? [] : choicesOf(child),
    };
    return section ? [field, ...fieldsOf(child, field.path)] : [field];
  });
}

function choicesOf({ anyOf, enum: values, enumDescriptions }: Node): StudyField['choices'] {
  const [single] = anyOf ?? [];
  if (single) return choicesOf(single);
  return (enumDescriptions ?? []).map((meaning, i) => ({ value: String(values?.[i]), meaning }));
}

/** What a value may be. */
function valuesOf(node: Node): string {
  if (node.anyOf) {
    const [item, list, ...more] = node.anyOf;
    if (item && more.length === 0 && list?.items && valuesOf(list.items) === valuesOf(item))
      return `${valuesOf(item)}, or a list of such`;
    return node.anyOf.map(valuesOf).join('; or ');
  }
  if (node.enum) return node.enum.map(String).join(' | ');
  if (node.prefixItems) return `[${node.prefixItems.map(valuesOf).join(', ')}]`;
  if (node.type === 'array') return `list of ${node.items ? valuesOf(node.items) : 'values'}`;
  if (node.type === 'object' && typeof node.additionalProperties === 'object')
    return `a mapping of schemes to ${valuesOf(node.additionalProperties)}`;
  if (node.type === 'number' || node.type === 'integer') return `${node.type}${rangeOf(node)}`;
  return node.type === 'string' ? 'text' : (node.type ?? 'anything');
}

function rangeOf({ type, minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below }: Node): string {
  const last = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (type === 'integer' && above === 0) return last === undefined ? ' of at least 1' : ` from 1 to ${last}`;
  const low = minimum !== undefined ? ` of at least ${minimum}` : above !== undefined ? ` above ${above}` : '';
  const high = last !== undefined ? `at most ${last}` : below !== undefined ? `below ${below}` : '';
  if (minimum !== undefined && last !== undefined) return ` from ${minimum} to ${last}`;
  return low && high ? `${low} and ${high}` : low || (high && ` ${high}`);
}
