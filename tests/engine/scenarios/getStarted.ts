/** docs/get-started.md: from the archive to a portal that exposes only what was reviewed. */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startMcpServer, type Emulator } from "cloudflare-mcp-emulator";
import { repository, textOf } from "../../docs/tree";
import { codeBlocksOf } from "../../support/codeBlocks";
import type { Outcome } from "../../support/pulumi";
import type { TestStack } from "../../support/stack";

export interface World {
  readonly cloudflare: Emulator;
  /** In whose folder the blocks are run. */
  readonly stack: TestStack;
  /** The blocks of the page that come next, in a folder below that of the stack. */
  readonly next: (folder?: string) => Promise<Outcome>;
}

const page = "docs/get-started.md";
const reviewed = "search_cloudflare_documentation";
const other = "migrate_pages_to_workers_guide";

export async function getStarted({ cloudflare, stack, next }: World): Promise<void> {
  const upstream = await startMcpServer({
    tools: [
      { name: reviewed, description: "Searches." },
      { name: other, description: "Guides." },
    ],
  });
  try {
    const { folder } = stack.workspace;
    const offered = (): string[] => cloudflare.portalTools("team").map(({ name }) => name);
    const program = (text: string): void => {
      expect(text).toContain(documentation);
      writeFileSync(join(folder, "mcp/index.ts"), text.replace(documentation, JSON.stringify(upstream.url)));
    };
    const [portal = "", locked = ""] = codeBlocksOf(page)
      .filter(({ language }) => language === "ts")
      .map(({ text }) => text);
    const packages = '[ -e node_modules ] || ln -s "$(readlink -f ../node_modules)" node_modules';
    stack.workspace.write("bin/npm", `#!/bin/sh\necho "$(pwd) $*" >> "${folder}/npm.log"\n${packages}\n`);
    chmodSync(join(folder, "bin/npm"), 0o755);

    // Installed from the archive, in a project of the template and in one that exists.
    succeeded(await next());
    expect(readFileSync(join(folder, "mcp/package.json"), "utf8")).toContain('"name": "mcp"');
    succeeded(await next());
    const { version } = JSON.parse(textOf("provider/package.json")) as { readonly version: string };
    const archive = join(repository, `pulumi-cloudflare-mcp-${version}.tgz`);
    expect(readFileSync(join(folder, "npm.log"), "utf8").split("\n")).toEqual([
      `${folder}/mcp install ${archive}`,
      `${folder} install ${archive} @pulumi/pulumi`,
      "",
    ]);

    // The program of the template creates a server, whose tools are an output.
    program(readFileSync(join(folder, "mcp/index.ts"), "utf8"));
    expect(succeeded(await next("mcp")).stdout).toContain(reviewed);

    // A portal exposes all of them, and says that clients need more.
    program(portal);
    const { stdout } = succeeded(await next("mcp"));
    expect(stdout).toContain("https://mcp.example.com/mcp");
    expect(offered()).toEqual([`docs_${reviewed}`, `docs_${other}`]);

    // Locked, it exposes the reviewed one.
    expect(succeeded(await next("mcp")).stdout).toContain(`not allowed tool ${reviewed}`);
    succeeded(await next("mcp"));
    program(locked);
    succeeded(await next("mcp"));
    expect(offered()).toEqual([`docs_${reviewed}`]);
  } finally {
    await upstream.close();
  }
}

const documentation = '"https://docs.mcp.cloudflare.com/mcp"';

function succeeded(outcome: Outcome): Outcome {
  expect({ ...outcome, stdout: outcome.code === 0 ? "" : outcome.stdout }).toMatchObject({ code: 0, stdout: "" });
  return outcome;
}
