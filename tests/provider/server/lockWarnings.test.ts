import { lockWarnings } from "../../../provider/src/server/lockWarnings";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { unknownMark } from "../../support/hostile";
import { entry, lockOf, summarized, tool, upstreamUrl } from "../../support/locks";

const odd = tool("__odd");
const write = tool("write");
const lock = lockOf([tool("search"), odd], {
  prompts: new Map([
    ["greet", entry(tool("greet"))],
    ["write", entry(write, { allow: false })],
  ]),
});
const plain = { serverId: "github", hostname: upstreamUrl, toolLock: summarized(lock) };

const otherHostname = (place: string): string =>
  `mcp-locks/github.json approves nothing, because it was reviewed for another URL at ${new URL(upstreamUrl).origin}; hostname is at ${place}. Run \`npx pulumi-cloudflare-mcp lock update github\`, and review the file.`;
const turnedOff = (names: string, pronoun = "them"): string =>
  `mcp-locks/github.json allows ${names}, but updatedTools or updatedPrompts disables ${pronoun} (enabled: false). Rows that reference this McpServer hide ${pronoun}; other rows might expose ${pronoun}. Set allow to false in the lock instead.`;
const neverSynced =
  'sync is "never": portals expose no tools of a new server until Cloudflare syncs it. After that, run `pulumi up --refresh`.';

test.each<[string, Properties, string[]]>([
  ["of nothing", {}, []],
  ["of nothing, with the same hostname in other words", { hostname: "https://API.example.com:443/mcp" }, []],
  ["of nothing, with a hostname that is not known yet", { hostname: unknownMark }, []],
  [
    "of nothing, with a blank lock",
    { toolLock: { ...summarized(lock), hostname: undefined }, hostname: "https://b" },
    [],
  ],
  ["of nothing, with another sync", { sync: "always" }, []],
  ["of another hostname", { hostname: "https://<{%.example.com" }, [otherHostname("an invalid URL")]],
  [
    "of another key in the same URL, and not which",
    { hostname: `${upstreamUrl}?key=abcdef` },
    [otherHostname(new URL(upstreamUrl).origin)],
  ],
  ["of a server that is not synced", { sync: "never" }, [neverSynced]],
  [
    "of what is allowed and turned off",
    {
      updatedTools: [
        { name: "search", enabled: false },
        { name: "__odd", enabled: false },
        { name: "write", enabled: false },
      ],
      updatedPrompts: [
        { name: "greet", enabled: false },
        { name: "write", enabled: false },
      ],
    },
    [turnedOff('"search", "__odd", "greet"')],
  ],
  [
    "of nothing that is allowed and not turned off, or of the other kind",
    {
      updatedTools: [
        { name: "search", alias: "find" },
        { name: "__odd", enabled: true },
        { name: "greet", enabled: false },
      ],
      updatedPrompts: [{ name: "search", enabled: false }],
    },
    [],
  ],
  [
    "of all of it at once",
    { hostname: "https://b", sync: "never", updatedTools: [{ name: "search", enabled: false }] },
    [otherHostname("https://b"), neverSynced, turnedOff('"search"', "it")],
  ],
])("a program is warned %s", (_what, more, expected) => {
  expect(lockWarnings({ ...plain, ...more })).toEqual(expected);
});

test.each([undefined, null, "mcp-locks/github.json", unknownMark])(
  "without a lock, or before its file was read, a program is warned of nothing: %p",
  (toolLock) => {
    expect(lockWarnings({ ...plain, toolLock, sync: "never" })).toEqual([]);
  },
);
