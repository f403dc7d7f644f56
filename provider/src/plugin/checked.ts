/** The resources that the plugin has checked or imported in this command. */
import type { Properties } from "../lifecycle/values";

export class Checked {
  private readonly inputs = new Map<string, Properties>();
  private readonly imported = new Set<string>();

  /** `id` is Pulumi's. */
  keep(noun: string, id: string, inputs: Properties): void {
    this.inputs.set(keyOf(noun, id), inputs);
  }

  /** The checked arguments of a resource of the program. */
  of(noun: string, id: string): Properties | undefined {
    return this.inputs.get(keyOf(noun, id));
  }

  import(noun: string, id: string): void {
    this.imported.add(keyOf(noun, id));
  }

  isImported(noun: string, id: string): boolean {
    return this.imported.has(keyOf(noun, id));
  }
}

function keyOf(noun: string, id: string): string {
  return `${noun} ${id}`;
}
