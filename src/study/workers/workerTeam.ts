/** What a team hands out and takes back. */
interface Closable {
  readonly close: () => Promise<void>;
}

/** Some workers, each with one task at a time. One that the machine has no room for leaves, and the others do its work. */
export class WorkerTeam<T extends Closable> {
  readonly #members = new Set<T>();
  readonly #idle: T[];
  readonly #waiting: ((member: T) => void)[] = [];

  /** @param members at least one. */
  constructor(members: readonly T[]) {
    for (const member of members) this.#members.add(member);
    this.#idle = [...members];
  }

  /** Workers that are left. */
  get size(): number {
    return this.#members.size;
  }

  /** The worker that has been idle longest, once there is one. */
  async take(): Promise<T> {
    return this.#idle.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Takes a worker back after its task. */
  give(member: T): void {
    if (!this.#members.has(member)) return;
    const next = this.#waiting.shift();
    if (next) next(member);
    else this.#idle.push(member);
  }

  /** Lets a worker go that was taken, which frees what it has; false when it is the last one, which stays. */
  async dismiss(member: T): Promise<boolean> {
    if (this.size === 1) return false;
    this.#members.delete(member);
    await member.close();
    return true;
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await Promise.all([...this.#members].map(async (member) => member.close()));
  }
}
