import { parseAllDocuments } from 'yaml';
import type { KubernetesJob } from '../../src/cluster/kubernetesManifest.ts';
import { TINY } from '../study/tinyStudy.ts';

type Version = '1.1' | '1.2';

/** Three tasks of a small study. */
export const KUBERNETES_JOB: KubernetesJob = {
  name: 'tiny',
  studyText: TINY,
  studyHash: 'abc',
  out: '/tiny',
  tasks: 3,
  cpusPerTask: 4,
  gpusPerTask: 0,
  runArguments: ['--backend', 'cpu'],
  image: 'registry.example/isac-mc:1',
  claim: 'shared-claim',
  requeues: 2,
};

/** Documents of a manifest as a reader of YAML sees them; kubectl reads 1.1, most others 1.2. */
export function documentsOf(manifest: string, version: Version = '1.1'): Record<string, unknown>[] {
  return parseAllDocuments(manifest, { version }).map((document) => {
    const found = document as { errors: unknown[]; warnings: unknown[]; toJS(): Record<string, unknown> };
    if (found.errors.length + found.warnings.length > 0) throw new Error(String([...found.errors, ...found.warnings]));
    return found.toJS();
  });
}

/** The container of a pod. */
export interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** The container of the Job of a manifest. */
export function containerOf(job: Record<string, unknown> | undefined): Container {
  const { spec } = job as { spec: { template: { spec: { containers: Container[] } } } };
  const [container] = spec.template.spec.containers;
  if (!container) throw new Error('no container');
  return container;
}

/**
 * Command line that Kubernetes starts in a container: of each text $(NAME) is replaced where the variable is known, and $$
 * is one $.
 */
export function startedWords(
  { command, args }: Container,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  return [...command, ...args].map((text) =>
    text.replace(/\$\$|\$\(([^)]*)\)/g, (found, name?: string) =>
      name === undefined ? '$' : (environment[name] ?? found),
    ),
  );
}
