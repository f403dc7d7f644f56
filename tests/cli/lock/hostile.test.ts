/** Whatever an upstream publishes, it cannot write to the terminal, forge a line or a verdict, or stop a command. */
import type { Tool } from "../../support/lockedProgram";
import { tool } from "../../support/locks";
import { useLockWorld } from "./world";

const found = useLockWorld([tool("search")]);

const forgery =
  "\ndocs: 1 of 1 tools exposed\n\u001b[2J\u001b]0;owned\u0007\u202e\u200b\r##vso[task.complete]\u2028<{%reset%}>";
const hostile: Tool[] = [
  tool("search", { description: `Does search.${forgery}` }),
  tool("__proto__", { description: "<script>alert(1)</script>" }),
  tool("constructor", {
    inputSchema: { type: "object", properties: JSON.parse('{"__proto__": {"type": "string"}}') as object },
  }),
  tool(`name${forgery}`, { [`member${forgery}`]: { [`inner${forgery}`]: forgery } }),
  tool("schema", {
    inputSchema: { type: "object", properties: { [`p${forgery}`]: { enum: [forgery], type: forgery } }, required: "x" },
  }),
  tool("huge", { description: "lorem ipsum ".repeat(90_000) }),
  tool("odd", { description: 7, annotations: [1], inputSchema: "none" }),
];

/** What a terminal or a build's log would obey, or not show. */
const unseen = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]|##\w*\[/u;

function expectHarmless(printed: string, colours = false): void {
  // Our own.
  const text = colours ? printed.replace(/\u001b\[\d+m/g, "") : printed;
  expect(unseen.exec(text)?.[0]).toBeUndefined();
  const verdicts = text.split("\n").filter((line) => line.startsWith("docs: "));
  expect(verdicts).toHaveLength(1);
}

test("every command prints it as what it is, and is done at once", async () => {
  const { world } = found;
  await world.printed("init", "docs", "--allow", "all", "--reason", "read");
  // Past the upstream: MCP's library would refuse some of them.
  world.program.cloudflare.editServer("docs", { tools: hostile });

  const check = await world.run(["check"]);
  expect(check.code).toBe(7);
  expectHarmless(check.stdout);
  expect(check.stdout.length).toBeLessThan(30_000);
  expect(check.stdout).toContain("more characters: --format json has them");
  expect(check.stdout).toContain("! not seen: U+202E RIGHT-TO-LEFT OVERRIDE");
  expect(check.stdout).toContain("‹U+001B ESCAPE›[2J");
  const forPeople = await world.run(["check"], { isTerminal: true });
  expectHarmless(forPeople.stdout, true);

  const asJson = await world.run(["check", "--format", "json"]);
  expect(asJson.code).toBe(7);
  expect(unseen.exec(asJson.stdout)?.[0]).toBeUndefined();
  const { servers } = JSON.parse(asJson.stdout) as { servers: [{ tools: { name: string }[] }] };
  expect(servers[0].tools.map(({ name }) => name)).toEqual(hostile.map(({ name }) => name).toSorted());

  expectHarmless(await world.printed("update"));
  expect(Object.values(world.decisions)).toEqual(hostile.map(() => false));
  expectHarmless(await world.printed("show", "docs"));
  expectHarmless(await world.printed("allow", "docs", "--all", "--reason", forgery));
  expect(Object.keys(world.decisions)).toHaveLength(hostile.length);
  expectHarmless((await world.run(["check"])).stdout);
  const scanned = JSON.parse(await world.printed("show", "docs", "--format", "tools-list")) as { tools: Tool[] };
  expect(new Set(scanned.tools.map(({ name }) => name))).toEqual(new Set(hostile.map(({ name }) => name)));
});

test("a description of a megabyte that changes in one word is compared at once", async () => {
  const { world } = found;
  const text = Array.from({ length: 100_000 }, (_, index) => `word${index}`).join(" ");
  world.program.cloudflare.editServer("docs", { tools: [tool("search", { description: text })] });
  await world.printed("init", "docs", "--allow", "all", "--reason", "read");
  const changed = text.replace("word50000 ", "another ");
  world.program.cloudflare.editServer("docs", { tools: [tool("search", { description: changed })] });
  const { stdout } = await world.run(["check"]);
  expect(stdout).toMatch(
    / - ….{20,60}word49999 word50000 word50001.*…\n +\+ ….{20,60}word49999 another word50001.*…\n/,
  );
  expect(stdout.length).toBeLessThan(1_000);
  const other = text.split(" ").toReversed().join(" ");
  world.program.cloudflare.editServer("docs", { tools: [tool("search", { description: other })] });
  expect((await world.run(["check"])).code).toBe(7);
}, 20_000);

test("what has no digest or is there twice is written nowhere, and said", async () => {
  const { world } = found;
  let deep: object = {};
  for (let depth = 0; depth < 200; depth += 1) {
    deep = { properties: { x: deep } };
  }
  const twice = [tool("twice"), tool("twice", { description: "Another." })];
  world.program.cloudflare.editServer("docs", { tools: [tool("deep", { inputSchema: deep }), ...twice] });
  const printed = await world.printed("init", "docs", "--allow", "all", "--reason", "read");
  expect(printed).toContain("not written, and so never allowed: tool deep: it is nested more than 100 levels deep\n");
  expect(printed).toContain(
    "not written, and so never allowed: tool twice: Cloudflare has several different definitions of that name",
  );
  expect(world.decisions).toEqual({});
  const { code, stdout } = await world.run(["check"]);
  expect(code).toBe(1);
  expect(stdout).toContain("0 of 2 tools exposed, 1 new, 1 unreadable");
  expect(stdout).toContain("unreadable tool deep\n      ! it is nested more than 100 levels deep\n");
});
