/**
 * Files that a person hands over: the state of a stack and waivers, with any wrong value in any place. The command says
 * what it can, or in words what is wrong; it never crashes, and its report stays as its schema promises.
 */
import fc from "fast-check";
import { useAccount } from "../../support/account";
import { hostileJson, expectOurWords } from "../../support/hostile";
import { faultsBy } from "../../support/schemas";
import { useDriftWorld } from "./world";

const account = useAccount({ switches: { rateLimit: false } });
const world = useDriftWorld(account);
const faultsOf = faultsBy("drift-report.schema.json");

const waivers = JSON.stringify({
  waivers: [
    { rule: "changed-argument", id: "docs", account: "any", argument: "name", until: "2099-12-31", why: "agreed" },
  ],
});

/** Writes both files, of a stack that has drifted. */
async function writeFiles(): Promise<void> {
  const { cloudflare } = account;
  const server = {
    hostname: "https://docs.example.com/mcp",
    authType: "bearer",
    authCredentials: "token",
    name: "Docs",
    updatedTools: [{ name: "search", enabled: false }],
  };
  const provider = { accountId: cloudflare.accountId };
  await world().up("McpServer", "docs", server, {
    provider,
    ignoreChanges: ["description", "__proto__.polluted", "constructor.prototype.polluted"],
  });
  const servers = [{ serverId: "docs", defaultDisabled: true }];
  const portal = { hostname: "mcp.example.com", name: "Team", servers };
  await world().up("McpPortal", "team", portal, { secrets: "ciphertext" });
  cloudflare.editServer("docs", { name: "Changed" });
  world().write("waivers.json", waivers);
  await world().drift();
}

/** The pointers to every place in a JSON value. */
function placesOf(value: unknown, path = ""): string[] {
  const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, part]) => placesOf(part, `${path}/${key}`))];
}

/** The text with something else in one place. */
function withValueAt(text: string, place: string, value: string): string {
  const whole = { all: JSON.parse(text) as unknown };
  const steps = `all${place}`.split("/");
  const last = steps.pop() ?? "";
  const holder = steps.reduce<Record<string, unknown>>((part, step) => part[step] as Record<string, unknown>, whole);
  holder[last] = "put here";
  return JSON.stringify(whole.all).replace('"put here"', () => value);
}

async function survives(words: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await world().run([...words, "--format", "json"]);
  expect([0, 1, 7]).toContain(code);
  expectOurWords(new Error(stderr));
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  if (stdout === "") {
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: /);
  } else {
    expect(faultsOf(JSON.parse(stdout))).toEqual([]);
  }
}

test.each([
  ["a state", "state.json", []],
  ["waivers", "waivers.json", ["--waivers", "waivers.json"]],
])("%s with any wrong value in any place is read, or refused in words", async (_what, file, words) => {
  await writeFiles();
  const text = world().read(file);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...placesOf(JSON.parse(text))),
      fc.constantFrom(...Object.keys(hostileJson)),
      async (place, value) => {
        world().write(file, withValueAt(text, place, hostileJson[value] ?? ""));
        await survives(["--state", "state.json", ...words]);
      },
    ),
    { numRuns: Number(process.env.SEQUENCES ?? 150) },
  );
});

test("a resource that cannot be read from the state is named, and hides no other", async () => {
  await writeFiles();
  const state = world().read("state.json");
  for (const place of ["inputs", "outputs"] as const) {
    const content = JSON.parse(state) as { deployment: { resources: Record<string, unknown>[] } };
    const spoiled = {
      ...(JSON.parse(hostileJson["prototype keys"] ?? "") as object),
      toolLock: { tools: { '"': 1 }, prompts: {} },
    };
    content.deployment.resources.push(
      { ...content.deployment.resources.at(-1), urn: "urn:pulumi:a::b::c::no-id", id: undefined },
      { ...content.deployment.resources.at(-1), urn: "urn:pulumi:a::b::c::odd-id", id: "no-slash" },
      { ...content.deployment.resources.at(-1), urn: "urn:pulumi:a::b::c::spoiled", [place]: spoiled },
    );
    world().write("state.json", JSON.stringify(content));
    const { code, stdout } = await world().run(["--state", "state.json"]);
    expect(code).toBe(1);
    expect(stdout).toContain('("no-id" in the program): its id in the state is not <accountId>/<id>');
    expect(stdout).toContain('("odd-id" in the program): its id in the state is not <accountId>/<id>');
    expect(stdout).toContain('name: "Docs" → "Changed"');
  }
});

test.each([
  ["nothing", ""],
  ["no JSON", '{"secret":canary-token'],
  ["nested without end", "[".repeat(1_000_000)],
  ["a list", "[]"],
  ["the state of something else", '{"version": 4, "terraform_version": "1.9.0", "resources": []}'],
])("a state file that is %s is refused in words", async (_what, text) => {
  world().write("state.json", text);
  const { code, stdout, stderr } = await world().run(["--state", "state.json"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error: .*(?:state|cannot be read)/);
  expect(stderr).not.toContain("canary");
  expectOurWords(new Error(stderr));
});
