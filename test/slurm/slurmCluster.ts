import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Seconds that a task which was put into the queue again waits there; Slurm's default is 120. The wait is the lifetime of
 * a launch credential: a task that is started again sooner may be refused ("already killed") and is then lost for good.
 */
const REQUEUE_WAIT_S = 10;

/** Character devices in place of GPUs: slurmd wants such files, and without cgroups it never opens them. */
const PRETEND_GPUS = ['/dev/null', '/dev/zero', '/dev/full', '/dev/random'];

/** Why there can be no Slurm on this machine; null where there can. */
export function slurmRefusal(): string | null {
  if (process.platform !== 'linux') return 'Slurm needs Linux';
  const folders = (process.env['PATH'] ?? '').split(':');
  const missing = ['slurmctld', 'slurmd', 'sbatch', 'munged', 'setpriv'].filter(
    (c) => !folders.some((folder) => existsSync(join(folder, c))),
  );
  if (missing.length > 0) return `${missing.join(', ')} not installed (see test/slurm/install.sh)`;
  return process.getuid?.() === 0 ? null : 'needs root: munged and slurmd change their user';
}

/** A queued job as squeue tells it. */
export interface QueuedJob {
  /** `12_3` of an array task, else `12`. */
  readonly id: string;
  /** Its own number, also of an array task. */
  readonly jobId: string;
  readonly state: string;
  readonly node: string;
}

/**
 * A Slurm on this machine alone: munged, slurmctld and a slurmd for each node, all children of this process on loopback
 * ports of their own, with their files in one folder. They end with this process.
 */
export class SlurmCluster {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #daemons = new Map<string, ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
    this.#environment = { ...process.env, ...this.environment };
  }

  /** Variables that make sbatch, squeue and scontrol speak to this cluster. */
  get environment(): Readonly<Record<string, string>> {
    return { SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  /** Starts a cluster of so many nodes, with so many cores and pretend GPUs (4 at most) each, and waits until they are idle. */
  static async start(folder: string, nodes: number, cpus: number, gpus = 0): Promise<SlurmCluster> {
    const cluster = new SlurmCluster(folder);
    for (const name of ['munge', 'state', 'spool', 'log']) mkdirSync(join(folder, name));
    await cluster.#startMunge();
    const [port = 0, ...ports] = await freePorts(nodes + 1);
    writeFileSync(join(folder, 'slurm.conf'), configuration(folder, port, ports, cpus, gpus));
    const devices = PRETEND_GPUS.slice(0, gpus).map((file) => `NodeName=n[1-${nodes}] Name=gpu File=${file}\n`);
    writeFileSync(join(folder, 'gres.conf'), devices.join(''));
    writeFileSync(join(folder, 'cgroup.conf'), 'CgroupAutomount=no\n');
    cluster.#daemon('slurmctld', 'slurmctld', ['-D', '-i']);
    for (let n = 1; n <= nodes; n++) cluster.startNode(`n${n}`);
    await cluster.until('idle nodes', () => cluster.nodeStates().filter((s) => s === 'idle').length === nodes, 60);
    return cluster;
  }

  async #startMunge(): Promise<void> {
    const folder = join(this.folder, 'munge');
    const key = join(folder, 'munge.key');
    writeFileSync(key, randomBytes(128), { mode: 0o400 });
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'munge'], { encoding: 'utf8' })));
    for (const path of [folder, key]) chownSync(path, uid ?? 0, gid ?? 0);
    const files = ['key-file=munge.key', 'socket=socket', 'pid-file=pid', 'log-file=log', 'seed-file=seed'].map((f) =>
      f.replace('=', `=${folder}/`),
    );
    this.#daemon(
      'munged',
      'munged',
      ['--foreground', '--force', ...files.map((f) => `--${f}`)],
      ['--reuid', 'munge', '--regid', 'munge', '--clear-groups'],
    );
    await this.until('munged', () => existsSync(join(folder, 'socket')), 20);
  }

  /** Starts a daemon that ends with this process. */
  #daemon(key: string, name: string, args: readonly string[], privileges: readonly string[] = []): void {
    const log = openSync(join(this.folder, 'log', `${key}.out`), 'a');
    const child = spawn('setpriv', [...privileges, '--pdeathsig', 'KILL', name, ...args], {
      env: this.#environment,
      stdio: ['ignore', log, log],
    });
    this.#daemons.set(key, child);
  }

  startNode(node: string): void {
    mkdirSync(join(this.folder, 'spool', node), { recursive: true });
    this.#daemon(node, 'slurmd', ['-D', '-N', node]);
  }

  /**
   * Kills a node as a crash of the machine does: its slurmd with SIGKILL, and what it has started for a job (the daemon of
   * a batch script would otherwise go on and report to the controller).
   */
  killNode(node: string, jobId: string): void {
    this.#daemons.get(node)?.kill('SIGKILL');
    const steps = processesOf('-f', `slurmstepd: \\[${jobId}\\.`);
    for (const pid of steps.flatMap((step) => [step, ...descendants(step)])) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        continue; // ended with its parent
      }
    }
  }

  /** Runs a Slurm command. @throws Error when it fails. */
  command(name: string, ...args: string[]): string {
    return execFileSync(name, args, { encoding: 'utf8', env: this.#environment, timeout: 20_000, stdio: 'pipe' });
  }

  nodeStates(): string[] {
    try {
      return this.command('sinfo', '--noheader', '-N', '-o', '%t').trim().split('\n');
    } catch {
      return []; // the controller is not up yet
    }
  }

  /** Jobs that wait, run or end, one for each array task. */
  queue(): QueuedJob[] {
    return this.command('squeue', '--noheader', '--array', '--format=%i|%A|%T|%N')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [id = '', jobId = '', state = '', node = ''] = line.split('|');
        return { id, jobId, state, node };
      });
  }

  /** Waits for a condition, looking five times a second. @throws Error with the daemons' logs when it takes too long. */
  async until(what: string, condition: () => boolean, seconds = 120): Promise<void> {
    const end = Date.now() + 1000 * seconds;
    while (!condition()) {
      if (Date.now() > end) throw new Error(`${what}: not after ${seconds} s\n${this.#logs()}`);
      await sleep(200);
    }
  }

  #logs(): string {
    return [...this.#daemons.keys()]
      .map((key) => `${key}: ${readFileSync(join(this.folder, 'log', `${key}.out`), 'utf8').slice(-2000)}`)
      .join('\n');
  }

  /** Cancels every job and ends the daemons. */
  async stop(): Promise<void> {
    const ids = new Set(this.queue().map((j) => j.id.split('_')[0] ?? j.id));
    if (ids.size > 0) {
      this.command('scancel', '--full', ...ids);
      await this.until('an empty queue', () => this.queue().length === 0, 60);
    }
    const ended = [...this.#daemons.values()].reverse().map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([closed, sleep(10_000).then(() => child.kill('SIGKILL'))]);
    });
    await Promise.all(ended);
  }
}

/** Process ids that pgrep finds. */
export function processesOf(...args: string[]): number[] {
  try {
    return execFileSync('pgrep', args, { encoding: 'utf8' }).trim().split('\n').map(Number);
  } catch {
    return []; // none
  }
}

function descendants(pid: number): number[] {
  return processesOf('-P', String(pid)).flatMap((child) => [child, ...descendants(child)]);
}

function configuration(folder: string, port: number, ports: readonly number[], cpus: number, gpus: number): string {
  const host = hostname().split('.')[0] ?? 'localhost';
  const user = userInfo().username;
  const nodes = ports.map(
    (p, i) =>
      `NodeName=n${i + 1} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${p} CPUs=${cpus} RealMemory=2000${gpus > 0 ? ` Gres=gpu:${gpus}` : ''} State=UNKNOWN`,
  );
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${port}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket,cred_expire=${REQUEUE_WAIT_S}
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.%n.pid
SlurmctldDebug=info
SlurmdDebug=info
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
${gpus > 0 ? 'GresTypes=gpu\n' : ''}ReturnToService=2
JobRequeue=1
KillWait=5
SlurmdTimeout=10
SlurmctldTimeout=10
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
${nodes.join('\n')}
PartitionName=test Nodes=n[1-${ports.length}] Default=YES MaxTime=INFINITE State=UP
`;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    servers.map(async (server) => {
      await new Promise((resolve) => server.once('listening', resolve));
      const address = server.address();
      return typeof address === 'object' && address ? address.port : 0;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
