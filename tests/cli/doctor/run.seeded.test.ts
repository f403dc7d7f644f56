/** An account that is seeded as the README of the emulator shows. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { useAccount } from "../../support/account";
import { codeBlocksOf } from "../../support/codeBlocks";
import { runDoctor } from "./world";

const account = useAccount();

test("the doctor finds no fault once the lines of the emulator's README are run", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "docs", status: "ready", tools: [{ name: "search", description: "Searches." }] });
  cloudflare.seedPortal({ id: "team", hostname: "mcp.example.com", servers: [{ server_id: "docs" }] });
  expect((await runDoctor(cloudflare)).code).not.toBe(0);

  const [block] = codeBlocksOf("emulator/README.md").filter(({ text }) => text.startsWith("door="));
  const lines = (block?.text ?? "").replace("http://127.0.0.1:8787", new URL(cloudflare.baseUrl).origin);
  await promisify(execFile)("bash", ["-euc", lines]);
  const { code, stdout } = await runDoctor(cloudflare);
  expect(stdout).not.toMatch(/^(?:problem|unknown)/m);
  expect(code).toBe(0);
});
