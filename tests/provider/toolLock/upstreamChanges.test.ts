import { LockedProgram, type Tool } from "../../support/lockedProgram";
import {
  differencesOf,
  isTool,
  offeredAs,
  offeredMeanwhile,
  reviewedForGood,
  upstreamChanges,
} from "../../support/upstreamChanges";

let program: LockedProgram;
afterEach(() => program.stop());

interface Setting {
  readonly hidesLaterTools: boolean;
  readonly keepsDescriptions: boolean;
}

async function reviewed(tools: readonly Tool[], setting?: Setting): Promise<void> {
  program = await LockedProgram.start(
    tools,
    setting && {
      defaultDisabledHidesLaterTools: setting.hidesLaterTools,
      equalDescription: setting.keepsDescriptions ? "kept" : "dropped",
    },
  );
  program.write("mcp-locks/docs.json", "");
  await program.up();
  program.review();
  await program.up();
  expect(program.offered()).toEqual(tools.map((tool) => offeredAs(tool)));
}

const settings = [true, false].flatMap((hidesLaterTools) =>
  [true, false].map((keepsDescriptions): Setting => ({ hidesLaterTools, keepsDescriptions })),
);

describe.each(settings)(
  "where later tools are hidden: $hidesLaterTools, and equal descriptions kept: $keepsDescriptions",
  (setting) => {
    test.each(upstreamChanges)(
      "$name: seen by a refresh, and gone after up --refresh until reviewed",
      async (change) => {
        const { before, after } = change;
        const first = [reviewedForGood, before].filter(isTool);
        const then = [reviewedForGood, after].filter(isTool);
        const differences = differencesOf(change);
        await reviewed(first, setting);

        await program.publish(then);
        const meanwhile = offeredMeanwhile(change, setting);
        expect(program.offered()).toEqual([offeredAs(reviewedForGood), ...meanwhile]);
        expect((await program.drift()).docs).toEqual(["toolLock"]);

        expect(await program.upRefresh()).toEqual({ docs: "update", team: meanwhile.length > 0 ? "update" : "same" });
        expect(program.offered()).toEqual([offeredAs(reviewedForGood)]);
        for (const [name, standing] of Object.entries(differences)) {
          expect(program.warnings.at(-1)).toContain(`${name} (${standing})`);
        }

        // Dealt with: no drift, and nothing to do, however often.
        expect(await program.drift()).toEqual({ docs: [], team: [] });
        program.cloudflare.clearRequests();
        expect(await program.upRefresh()).toEqual({ docs: "same", team: "same" });
        expect(program.cloudflare.requests().filter(({ method }) => method !== "GET")).toEqual([]);

        // Reviewed again, it is on again, as it is now.
        program.review();
        expect(await program.up()).toEqual({ docs: "update", team: "update" });
        expect(program.offered()).toEqual(then.map((tool) => offeredAs(tool)));
        expect(await program.drift()).toEqual({ docs: [], team: [] });

        // Taken back by the upstream, it is not what was reviewed last.
        await program.publish(first);
        expect((await program.drift()).docs).toEqual(["toolLock"]);
        await program.upRefresh();
        expect(program.offered()).toEqual([offeredAs(reviewedForGood)]);
      },
    );
  },
);

test("a server recreated for another upstream has no approved tool, even with the same tools", async () => {
  await reviewed([reviewedForGood]);
  const { cloudflare } = program;
  const row = cloudflare.portal("team")?.servers[0];
  const tools = cloudflare.server("docs")?.tools ?? null;
  cloudflare.removeServer("docs");
  cloudflare.seedServer({ id: "docs", hostname: "https://elsewhere.example.com/mcp", tools, prompts: [] });
  cloudflare.editPortal("team", { servers: row === undefined ? [] : [row] });
  cloudflare.editServer("docs", { status: "ready", last_successful_sync: "2026-11-25 00:00:00" });
  expect(program.offeredNames()).toEqual(["docs_read"]);

  expect(await program.drift()).toEqual({ docs: ["hostname", "toolLock"], team: ["servers"] });
  expect(await program.upRefresh()).toEqual({ docs: "replace", team: "update" });
  expect(cloudflare.server("docs")?.hostname).toBe(program.upstream.url);
  expect(program.offeredNames()).toEqual(["docs_read"]);
  expect(await program.drift()).toEqual({ docs: [], team: [] });
});
