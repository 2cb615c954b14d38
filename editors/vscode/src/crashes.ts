/** Counts crashes: a server that ends again and again is left alone. */
export class Crashes {
  static readonly most = 4;
  static readonly minutes = 3;
  #times: number[] = [];

  mayRestartAfterOneMore(now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < Crashes.minutes * 60_000);
    this.#times.push(now);
    return this.#times.length <= Crashes.most;
  }
}
