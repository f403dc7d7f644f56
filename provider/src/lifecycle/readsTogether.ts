/**
 * Reads of what was just written: of objects as they are from now on. Those that are asked for while one is under way are
 * answered together afterwards: by a list where that takes fewer calls than one GET for each, which is the case when many
 * servers are created, and most of all when the rate limit makes all of them wait.
 */
import type { Observed, Readable } from "../cloudflare/collection";
import { listLimits } from "../cloudflare/wire";

interface Asking<Wire> {
  readonly api: Readable<Wire>;
  readonly id: string;
  readonly answer: (object: Promise<Observed<Wire> | undefined>) => void;
}

export class ReadsTogether<Wire extends { readonly id: string }> {
  private asking: Asking<Wire>[] = [];
  private isBusy = false;
  /** How many objects the account had when it was last listed. */
  private total: number | undefined;

  read(api: Readable<Wire>, id: string): Promise<Observed<Wire> | undefined> {
    return new Promise((answer) => {
      this.asking.push({ api, id, answer });
      void this.work();
    });
  }

  private async work(): Promise<void> {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    while (this.asking.length > 0) {
      const together = this.asking;
      this.asking = [];
      const listed = await this.list(together);
      const answers = together.map(({ api, id, answer }) => {
        const found = listed.get(id);
        const object = found === undefined ? api.get(id) : Promise.resolve(found);
        answer(object);
        return object;
      });
      // Whoever asked hears of a failure; here it only matters that all is over.
      await Promise.allSettled(answers);
    }
    this.isBusy = false;
  }

  /** Empty where single reads are no more calls, or where the list cannot be read. */
  private async list(together: readonly Asking<Wire>[]): Promise<Map<string, Observed<Wire>>> {
    const listed = new Map<string, Observed<Wire>>();
    const pages = this.total === undefined ? 1 : Math.max(1, Math.ceil(this.total / listLimits.perPage));
    const api = together[0]?.api;
    if (api === undefined || pages >= together.length) {
      return listed;
    }
    try {
      for (let number = 1; number <= pages; number++) {
        const { objects, date, total } = await api.page(number);
        this.total = total;
        for (const object of objects) {
          listed.set(object.id, { object, date });
        }
      }
    } catch {
      return listed;
    }
    return listed;
  }
}
