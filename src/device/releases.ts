/** What is to be given back when a device is closed, the last first. */
export class Releases {
  readonly #all: (() => Promise<void> | void)[] = [];

  add(release: () => Promise<void> | void): void {
    this.#all.push(release);
  }

  async run(): Promise<void> {
    for (let release = this.#all.pop(); release; release = this.#all.pop()) await release();
  }
}
