/** What no lock can judge is named with its reason, and approved nowhere; what is beside it is judged as always. */
import { commandLine } from "../../support/commandLine";
import { unreadableDefinitions } from "../../support/hostile";
import { tool } from "../../support/locks";
import { startRewritingProxy, type RewritingProxy } from "../../support/rewritingProxy";
import { environmentOf } from "../../support/stack";
import { useLockWorld } from "./world";

const sound = tool("spoiled");
const found = useLockWorld([sound, tool("search")]);

let proxy: RewritingProxy;
beforeEach(async () => {
  const { world } = found;
  proxy = await startRewritingProxy(world.program.cloudflare);
  await world.printed("init", "docs", "--allow", "all", "--reason", "read");
});
afterEach(() => proxy.close());

const environment = (): NodeJS.ProcessEnv => ({ CLOUDFLARE_BASE_URL: proxy.baseUrl });

describe.each(Object.entries(unreadableDefinitions))("a tool with %s", (_what, [json, reason]) => {
  beforeEach(() => {
    const [stored] = (found.world.program.cloudflare.server("docs")?.tools ?? []).filter(
      ({ name }) => name === "spoiled",
    );
    proxy.replacements = [[JSON.stringify(stored), json]];
  });

  test("is unreadable to `lock check`, which ends as of something unknown", async () => {
    const { world } = found;
    const text = await world.run(["check"], { environment: environment() });
    expect(text.code).toBe(1);
    expect(text.stdout).toBe(
      `docs: 1 of 2 tools exposed, 1 unreadable\n  unreadable tool spoiled (was allowed)\n      ! ${reason}\n`,
    );
    const { stdout } = await world.run(["check", "--format", "json"], { environment: environment() });
    const { servers } = JSON.parse(stdout) as { servers: { tools: unknown[]; served: unknown }[] };
    expect(servers[0]?.tools).toMatchObject([
      { name: "search", standing: "approved" },
      { name: "spoiled", standing: "unreadable", fault: reason, allow: true },
    ]);
    expect(servers[0]?.served).toEqual({ tools: ["search"], prompts: [] });
  });

  test("is skipped by `lock update`, and new once it can be read again", async () => {
    const { world } = found;
    const { code, stdout } = await world.run(["update"], { environment: environment() });
    expect(code).toBe(0);
    expect(stdout).toContain(`  not written, and so never allowed: tool spoiled: ${reason}\n`);
    expect(world.decisions).toEqual({ search: true });
    proxy.replacements = [];
    expect((await world.run(["check"], { environment: environment() })).stdout).toContain("new tool spoiled");
  });

  test("is told by the drift report as what could not be read", async () => {
    const { cloudflare, folder } = found.world.program;
    const { code, stdout } = await commandLine(["drift", "--account", cloudflare.accountId], {
      folder,
      environment: { ...environmentOf(cloudflare), ...environment() },
    });
    expect(code).toBe(1);
    expect(stdout).toContain(`no lock approves these tools, since they cannot be read: "spoiled" (${reason})`);
  });
});
