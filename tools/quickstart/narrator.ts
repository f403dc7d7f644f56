/** Prints the quickstart: titles, numbered steps, commands and their results. */
import type { RecordedRequest } from "cloudflare-mcp-emulator";

/** Tells the story: titles, numbered steps, commands and what came of them. Colour only on a terminal. */
export class Narrator {
  private steps = 0;

  constructor(private readonly output: NodeJS.WriteStream) {}

  title(text: string): void {
    this.write(`\n${this.bold(text)}\n`);
  }

  note(text: string): void {
    this.write(`${text}\n`);
  }

  step(text: string): void {
    this.steps += 1;
    this.write(`\n${this.bold(`${this.steps}. ${text}`)}\n`);
  }

  command(text: string): void {
    this.write(`   $ ${text}\n`);
  }

  /** A line that a command printed. */
  line(text: string): void {
    this.write(`     ${text}\n`);
  }

  result(text: string): void {
    this.write(`   ${text}\n`);
  }

  /** The calls that reached Cloudflare's API, without what they carried: it may be a credential. */
  requests(requests: readonly RecordedRequest[]): void {
    this.result("Calls to Cloudflare:");
    for (const { method, path, body } of requests) {
      const fields = typeof body === "object" && body !== null ? ` { ${Object.keys(body).join(", ")} }` : "";
      this.line(`${method} ${path}${fields}`);
    }
  }

  private write(text: string): void {
    this.output.write(text);
  }

  private bold(text: string): string {
    return this.output.isTTY ? `\u001b[1m${text}\u001b[0m` : text;
  }
}
