/** A lock whose hostname shows another place than its digest is of approves nothing in portals. */
import { createHash } from "node:crypto";
import { LockedProgram } from "../../support/lockedProgram";

test("what a lock shows of the URL beside a digest counts for portals, too", async () => {
  const program = await LockedProgram.start([{ name: "read", description: "Reads.", inputSchema: { type: "object" } }]);
  try {
    program.write("mcp-locks/docs.json", "");
    await program.up();
    const { origin } = new URL(program.upstream.url);
    const digest = createHash("sha256").update(program.upstream.url).digest("hex");
    for (const shown of [`${origin}/reviewed`, `${origin}/`, origin]) {
      program.review();
      await program.up();
      expect(program.offeredNames()).toEqual(["docs_read"]);

      program.review("all", { hostname: `${shown}?sha256:${digest}` });
      await program.upRefresh();
      expect(program.offeredNames()).toEqual([]);
    }
  } finally {
    await program.stop();
  }
});
