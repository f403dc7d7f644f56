/**
 * A portal with as many servers as Cloudflare documents. However an answer is ordered, and whatever entries it has that
 * change nothing: no difference. Whatever is really changed: seen, and repaired by one PUT.
 */
import fc from "fast-check";
import { startEmulator, type Emulator } from "cloudflare-mcp-emulator";
import {
  portalServerLimits,
  type WireMappedServer,
  type WireReturnedOverride,
} from "../../provider/src/cloudflare/wire";
import { answerPortal, sentRows } from "../behaviours/portalExamples";
import { updates } from "../support/account";
import { Deployment, type Properties } from "../support/deployment";
import { inProcess } from "../support/drivers";

const size = portalServerLimits.documented;
const runs = Number(process.env.SEQUENCES ?? 100);
const catalogue = ["a", "b", "c", "d"].map((name) => ({ name }));

let cloudflare: Emulator;
let deployment: Deployment;

/** Every list of every row is said, so that every change of one is a difference. */
const rows = Array.from({ length: size }, (_, index): Properties => {
  const serverId = idOf(index);
  const lists = { updatedTools: [], updatedPrompts: [] };
  return [
    { serverId, ...lists, tools: ["a", "c"], prompts: [] },
    {
      serverId,
      ...lists,
      updatedTools: [
        { name: "b", alias: "bee", description: "Buzzes" },
        { name: "d", enabled: false },
      ],
    },
    { serverId, ...lists, defaultDisabled: true, onBehalf: false, updatedTools: [{ name: "a", enabled: true }] },
    { serverId, ...lists },
  ][index % 4] as Properties;
});
const args: Properties = {
  hostname: "mcp.example.com",
  name: "Team",
  description: "For the team",
  codeMode: "off",
  secureWebGateway: false,
  servers: rows,
};

function idOf(index: number): string {
  return `server-${String(index + 1).padStart(4, "0")}`;
}

beforeAll(async () => {
  cloudflare = await startEmulator({ switches: { rateLimit: false } });
  cloudflare.seedServers(size + 1);
  for (const { id } of cloudflare.servers()) {
    cloudflare.editServer(id, { tools: catalogue, prompts: catalogue.slice(0, 1) });
  }
  deployment = new Deployment(inProcess(cloudflare).next, "McpPortal", "team");
  await deployment.up(args);
});
afterAll(async () => {
  await cloudflare.close();
});

interface Permutation {
  readonly order: readonly number[];
  readonly reversed: readonly boolean[];
  readonly dropped: readonly boolean[];
  readonly added: readonly boolean[];
  readonly discovered: readonly boolean[];
  readonly unsplit: readonly boolean[];
  readonly withoutServerId: readonly boolean[];
}

const indices = Array.from({ length: size }, (_, index) => index);
const flags = fc.array(fc.boolean(), { minLength: size, maxLength: size });
const permutation: fc.Arbitrary<Permutation> = fc.record({
  order: fc.shuffledSubarray(indices, { minLength: size }),
  reversed: flags,
  dropped: flags,
  added: flags,
  discovered: flags,
  unsplit: flags,
  withoutServerId: flags,
});

/** The same rows in other words. */
function permuted(all: readonly WireMappedServer[], by: Permutation): Properties[] {
  return by.order.map((index) => {
    const { server_id, ...row } = all[index] as WireMappedServer & { readonly server_id: string };
    const shown = row.default_disabled !== true;
    const entry = (name: string): WireReturnedOverride => ({
      name,
      enabled: shown,
      portal_alias: null,
      portal_description: null,
      server_alias: "of-the-server",
      server_description: "Of the server",
    });
    const reworded = (entries: readonly WireReturnedOverride[] = []): Properties[] => {
      const isNeutral = ({ enabled, portal_alias, portal_description }: WireReturnedOverride): boolean =>
        enabled === shown && portal_alias === null && portal_description === null;
      const kept = entries.filter((each) => !(by.dropped[index] === true && isNeutral(each)));
      const more = [
        ...(by.added[index] === true ? [entry("unheard-of")] : []),
        ...(by.discovered[index] === true ? [entry("discovered")] : []),
      ];
      const written = [...more, ...kept].map(({ portal_alias, portal_description, ...rest }) =>
        by.unsplit[index] === true
          ? { name: rest.name, enabled: rest.enabled, alias: portal_alias, description: portal_description }
          : { ...rest, portal_alias, portal_description },
      );
      return by.reversed[index] === true ? written.toReversed() : written;
    };
    return {
      ...row,
      ...(by.withoutServerId[index] === true ? {} : { server_id }),
      tools: by.discovered[index] === true ? [{ name: "discovered" }, ...(row.tools ?? [])] : row.tools,
      updated_tools: reworded(row.updated_tools ?? []),
      updated_prompts: reworded(row.updated_prompts ?? []),
    };
  });
}

test(`a portal of ${String(size)} servers is quiet in ${String(runs)} random wordings of the answer`, async () => {
  await fc.assert(
    fc.asyncProperty(permutation, async (by) => {
      await answerPortal(cloudflare, (portal) => ({ ...portal, servers: permuted(portal.servers ?? [], by) }));
      const { inputs, outputs } = structuredClone(deployment.state) ?? {};
      cloudflare.clearRequests();
      expect(await deployment.drift()).toEqual([]);
      expect(await deployment.refresh()).toEqual([]);
      expect(await deployment.up(args)).toBe("same");
      expect(cloudflare.requests().map(({ method }) => method)).toEqual(["GET", "GET"]);
      expect([deployment.state?.inputs, deployment.state?.outputs]).toEqual([inputs, outputs]);
    }),
    { numRuns: runs },
  );
  cloudflare.clearFaults();
});

type Row = NonNullable<ReturnType<Emulator["portal"]>>["servers"][number];

/** Changes one entry of one row. */
const edited =
  (change: (entry: Row["updated_tools"][number]) => Partial<Row["updated_tools"][number]>) =>
  (row: Row, tool: number): Row => ({
    ...row,
    updated_tools: row.updated_tools.map((entry, index) => (index === tool ? { ...entry, ...change(entry) } : entry)),
  });

const rowEdits: Readonly<Record<string, (row: Row, tool: number) => Row>> = {
  "switches a tool": edited(({ enabled }) => ({ enabled: !enabled })),
  "gives a tool another alias": edited(() => ({ alias: "by-hand" })),
  "gives a tool another text": edited(() => ({ description: "By hand" })),
  "switches the default": (row) => ({ ...row, default_disabled: !row.default_disabled }),
  "switches the login": (row) => ({ ...row, on_behalf: !row.on_behalf }),
  "puts another server in its place": (row) => ({ ...row, server_id: idOf(size) }),
};
const portalEdits = {
  name: "By hand",
  description: "By hand",
  hostname: "by-hand.example.com",
  code_mode: "enforced",
  secure_web_gateway: true,
} as const;

/** Any real change, and whether it is one of the rows. */
const change = fc.oneof(
  fc
    .record({
      edit: fc.constantFrom(...Object.entries(rowEdits)),
      index: fc.nat({ max: size - 1 }),
      tool: fc.nat({ max: catalogue.length - 1 }),
    })
    .map(({ edit: [what, edit], index, tool }) => ({
      what: `${what} (${String(tool)}) of ${idOf(index)}`,
      apply: (all: readonly Row[]) => ({ servers: all.map((row, each) => (each === index ? edit(row, tool) : row)) }),
    })),
  fc.nat({ max: size - 1 }).map((index) => ({
    what: `takes out ${idOf(index)}`,
    apply: (all: readonly Row[]) => ({ servers: all.filter((_, each) => each !== index) }),
  })),
  fc.constantFrom(...Object.entries(portalEdits)).map(([name, value]) => ({
    what: `edits ${name}`,
    apply: () => ({ [name]: value }),
  })),
);

test(`each of ${String(runs)} random changes is seen, and repaired by exactly one PUT`, async () => {
  const declared = sentRows(cloudflare);
  await fc.assert(
    fc.asyncProperty(change, async ({ apply }) => {
      const { servers, ...before } = cloudflare.portal("team") ?? { servers: [] };
      const changes = apply(servers);
      cloudflare.editPortal("team", changes);
      cloudflare.clearRequests();
      expect(await deployment.refresh()).toHaveLength(1);
      expect(await deployment.up(args)).toBe("update");
      expect(updates(cloudflare).map((body) => Object.keys(body as object))).toEqual([Object.keys(changes)]);
      expect(sentRows(cloudflare)).toEqual(declared);
      const { servers: _, modified_at, ...after } = cloudflare.portal("team") ?? { modified_at: null };
      expect({ ...after, modified_at }).toEqual({ ...before, modified_at });
      expect(await deployment.drift()).toEqual([]);
    }),
    { numRuns: runs },
  );
});
