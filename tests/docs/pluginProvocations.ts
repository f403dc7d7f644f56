/** How the messages of the native plugin come about, by their headings in docs/troubleshooting.md. */
import { spawnSync } from "node:child_process";
import type { Emulator } from "cloudflare-mcp-emulator";
import type { KindName } from "../../provider/src/kinds";
import { cancellableClock } from "../../provider/src/plugin/cancellation";
import { Engine } from "../../provider/src/plugin/engine";
import { PluginResource, type Target } from "../../provider/src/plugin/resource";
import { resources } from "../../provider/src/resources";
import { shellScript } from "../../tools/plugin/launchers";
import { plain } from "../behaviours/examples";
import { hostOf } from "../support/drivers";
import { FakeClock } from "../support/fakeClock";

type Provocations = Readonly<Record<string, () => Promise<string>>>;

export function pluginProvocations(cloudflare: () => Emulator): Provocations {
  const named = (kind: KindName): Target => ({
    urn: `urn:pulumi:test::test::cloudflare-mcp:index:${kind}::docs`,
    logicalName: "docs",
    secretNames: [],
    secretTexts: [],
  });
  const of = (kind: KindName, warnings: string[] = []): PluginResource =>
    new PluginResource(resources[kind], hostOf(cloudflare(), { warnings }));
  /** Everything that an import says. */
  const imported = async (): Promise<string> => {
    const warnings: string[] = [];
    const id = `${cloudflare().accountId}/docs`;
    const outcome = of("McpServer", warnings).read(named("McpServer"), id, undefined);
    const failure = await outcome.then(() => "", String);
    return [...warnings, failure].join("\n");
  };
  return {
    "so the import has none": () => {
      cloudflare().seedServer({ id: "docs", auth_type: "bearer", auth_credentials: "token" });
      return imported();
    },
    "is not imported, and stays as it is": () => {
      cloudflare().seedServer({ id: "docs", description: "a <{%reset%}> in it" });
      return imported();
    },
    "Cannot import": () => {
      cloudflare().seedServer({ id: "docs", hostname: "https://user:password@docs.example.com/mcp" });
      return imported();
    },
    "Cancelled while waiting for Cloudflare": () => {
      const clock = cancellableClock(new FakeClock(), () => AbortSignal.abort());
      return clock.wait(1).then(() => "", String);
    },
    "set the resource option deleteBeforeReplace to true": async () => {
      cloudflare().seedServer({ id: "docs" });
      const servers = of("McpServer");
      const { inputs } = await servers.check(named("McpServer"), {}, plain);
      return servers.create(named("McpServer"), inputs, false).then(() => "", String);
    },
    "A portal exposes servers of its own account": async () => {
      const servers = [{ server: `${cloudflare().secondAccountId}/docs` }];
      const news = { name: "Team", hostname: "mcp.example.com", servers };
      const { failures } = await of("McpPortal").check(named("McpPortal"), {}, news);
      return failures.map(({ reason }) => reason).join("\n");
    },
    "This version of the plugin has no": () => {
      const stillWanted = (): Promise<void> => Promise.resolve();
      const engine = new Engine({ environment: {}, folder: ".", address: undefined, stillWanted });
      return Promise.resolve()
        .then(() => engine.resource("cloudflare-mcp:index:McpClient"))
        .then(() => "", String);
    },
    "Node.js is not on PATH": () =>
      Promise.resolve(String(spawnSync("/bin/sh", ["-c", shellScript], { env: { PATH: "" } }).stderr)),
  };
}
