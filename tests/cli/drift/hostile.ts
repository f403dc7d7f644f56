import { plain } from "../../behaviours/examples";
import type { DriftWorld } from "./world";

/** What somebody could put into a server to get at who reads a report of it. */

export const escapeSequence = "\u001b]0;owned\u0007\u001b[31m\u009b2J";
export const bidirectional = "\u202egnp.exe\u202c\u200b";

export const hostileTexts: readonly string[] = [
  `<script>globalThis.ran = "script"</script>`,
  `<img src=x onerror="globalThis.ran = 'image'">`,
  `"><svg onload=globalThis.ran='svg'>`,
  `'</style></script><iframe src="https://evil.example.com/frame"></iframe><!--`,
  `</details></ul><link rel="stylesheet" href="https://evil.example.com/a.css">`,
  "&lt;b&gt; &amp;#60;script&amp;#62;",
  "`` ` ``` ![pixel](https://evil.example.com/p.png) [click](https://evil.example.com)",
  "\n\n# Heading\n\n- @everyone #1 | a | b |\n<details>",
  `${"`".repeat(400)} ${"`".repeat(399)} | <b>bold</b> |\n| --- | --- |\n| a | b |`,
  `=HYPERLINK("https://evil.example.com")`,
  "+1+cmd|' /C calc'!A0",
  "-2@SUM(1)",
  "{0} {{1}} ${x} %s \\",
  "javascript:globalThis.ran='address'//",
  "::error file=x::a workflow command",
  `${escapeSequence} and ${bidirectional}`,
  "\ud800 half of a pair",
  "x".repeat(1_000_000),
];

/** An account in which all of it is everywhere: in what a program declares, in what it does not, and in a portal. */
export async function plantHostileTexts(world: DriftWorld): Promise<void> {
  const { cloudflare } = world;
  await world.up("McpServer", "docs", { ...plain, name: "Docs", description: "Documentation" });
  await world.up("McpServer", "gone", { ...plain, name: '<b>"declared"</b>' });
  cloudflare.removeServer("gone");
  const last = hostileTexts.length - 1;
  cloudflare.editServer("docs", { name: hostileTexts[0] ?? "", description: hostileTexts[last] ?? "" });
  for (const [index, text] of hostileTexts.entries()) {
    const id = `evil-${String(index).padStart(2, "0")}`;
    cloudflare.seedServer({ id });
    cloudflare.editServer(id, {
      name: text,
      hostname: text,
      description: text,
      created_by: text,
      status: "error",
      error: text,
      tools: [{ name: text, description: text }],
    });
    cloudflare.seedPortal({ id, hostname: "mcp.example.com", servers: [{ server_id: id }] });
    cloudflare.editPortal(id, { name: text, hostname: text, created_by: text });
  }
}
