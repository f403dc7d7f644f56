/** Questions that take scratch portals. */
import type { WireMappedServer, WirePortal, WireServer } from "pulumi-cloudflare-mcp/wire";
import { expectSuccess, describeResponse, type Heard } from "./api";
import { open, other, seen, type Answer } from "./answer";
import { recognizeOrder } from "./listOrder";
import { scratchPrefix, scratchToken } from "./scratch";
import { defineQuestions, type World } from "./world";

async function put(world: World, word: string, body: unknown): Promise<Heard<WirePortal>> {
  return await world.api.send<WirePortal>({ method: "PUT", path: world.portalPath(word), body });
}

/** Reads the rows of a portal. */
async function rowsOf(world: World, word: string): Promise<readonly WireMappedServer[]> {
  const { result } = expectSuccess(await world.api.send<WirePortal>({ method: "GET", path: world.portalPath(word) }));
  return result?.servers ?? [];
}

const listIds = (rows: readonly WireMappedServer[]): string[] => rows.map((row) => row.server_id ?? row.id);

async function newPortal(world: World, word: string, servers: readonly object[]): Promise<void> {
  await world.scratch.portal(word, {
    hostname: world.portalHostname(word),
    ...(servers.length > 0 && { servers }),
  });
}

/** A new server that was synced, or the reason why it was not. */
async function syncServer(world: World, word: string): Promise<WireServer | string> {
  await world.scratch.server(word, { hostname: world.upstream });
  await world.api.send({ method: "POST", path: `${world.serverPath(word)}/sync` });
  const { result } = expectSuccess(await world.api.send<WireServer>({ method: "GET", path: world.serverPath(word) }));
  return (result?.tools ?? []).length > 0 && result !== undefined
    ? result
    : `Cloudflare found no tools at the upstream: status ${String(result?.status)}, ${result?.error ?? "no error"}.`;
}

export const portalQuestions = defineQuestions(
  {
    name: "nullPortalDescription",
    asks: "Whether the description of a portal may be sent as null, which clears it.",
    answer: async (world) => {
      await world.portal();
      const heard = await put(world, "portal", { description: null });
      return seen(heard.success ? "accept" : "reject", describeResponse(heard));
    },
  },
  {
    name: "takenHostname",
    asks: "What a portal with the hostname of another one is answered.",
    answer: async (world) => {
      await world.portal();
      const hostname = world.portalHostname("portal");
      const heard = await world.scratch.tryToMake("portals", world.scratch.id("taken"), { hostname });
      return seen(heard.success ? "accepted" : "refused", describeResponse(heard));
    },
  },
  {
    name: "unknownServerInPortal",
    asks: "Whether a portal with a row for a server that does not exist is refused or loses the row.",
    answer: async (world) => {
      await world.plain();
      await newPortal(world, "unknown", []);
      const servers = ["missing", "plain"].map((word) => ({ server_id: world.scratch.id(word) }));
      const heard = await put(world, "unknown", { servers });
      if (!heard.success) {
        return seen("reject", describeResponse(heard));
      }
      const ids = listIds(await rowsOf(world, "unknown"));
      return ids.join() === world.scratch.id("plain")
        ? seen("drop", `${describeResponse(heard)}; only the row of the other server is there.`)
        : other(`${describeResponse(heard)}; ${ids.length} rows are there.`);
    },
  },
  {
    name: "portalServerLimit",
    asks: "How many servers a portal may have.",
    answer: async (world) => {
      await newPortal(world, "limit", []);
      // The servers do not exist: the API checks the limit before it looks for them.
      const servers = Array.from({ length: 81 }, (_, index) => ({ server_id: `${scratchPrefix}missing-${index}` }));
      const heard = await put(world, "limit", { servers });
      const limit = heard.errors.flatMap(({ message }) => /at most (\d+)/i.exec(message)?.[1] ?? [])[0];
      return limit === undefined
        ? open(`81 rows of servers that do not exist: ${describeResponse(heard)}.`)
        : seen(Number(limit), describeResponse(heard));
    },
  },
  {
    name: "emptyPortalServers",
    asks: "Whether an update may take all servers from a portal.",
    answer: async (world) => {
      await world.plain();
      await newPortal(world, "emptied", [{ server_id: world.scratch.id("plain") }]);
      const heard = await put(world, "emptied", { servers: [] });
      if (!heard.success) {
        return seen("reject", describeResponse(heard));
      }
      const { length } = await rowsOf(world, "emptied");
      return length === 0
        ? seen("accept", describeResponse(heard))
        : other(`${describeResponse(heard)}; ${length} rows stayed.`);
    },
  },
  {
    name: "portalRowOrder",
    asks: "The order of the servers of a portal.",
    answer: async (world) => {
      const created = await world.three();
      const [b, c, a] = created;
      // Neither the order of ids nor of creation, nor the reverse of one.
      const sent = [c, a, b].flatMap((id) => (id === undefined ? [] : [id]));
      const servers = sent.map((id) => ({ server_id: id }));
      await newPortal(world, "rows", servers);
      const ids = listIds(await rowsOf(world, "rows"));
      const rows = ids.map((id) => ({ id }));
      return recognizeOrder(rows, created, { sent });
    },
  },
  {
    name: "defaultDisabledHidesLaterTools",
    asks: "Whether default_disabled hides the tools that a later sync finds.",
    answer: askLaterTools,
  },
  {
    name: "equalDescription",
    asks: "Whether a portal keeps the description of a tool that is sent to it and equals the upstream's own.",
    answer: async (world) => {
      const server = await syncServer(world, "equal");
      if (typeof server === "string") {
        return open(server);
      }
      const tool = server.tools?.find(({ description }) => typeof description === "string" && description !== "");
      if (tool === undefined) {
        return open("No tool of the upstream has a description.");
      }
      const override = { name: tool.name, description: tool.description };
      await newPortal(world, "equal", [{ server_id: server.id, updated_tools: [override] }]);
      const [row] = await rowsOf(world, "equal");
      if (row === undefined) {
        return other("The portal has lost its row.");
      }
      const kept = row.updated_tools?.find(({ name }) => name === tool.name)?.portal_description;
      const evidence = `portal_description is ${kept === tool.description ? "what was sent" : JSON.stringify(kept)}.`;
      if (kept === tool.description) {
        return seen("kept", evidence);
      }
      return kept === null || kept === undefined || kept === "" ? seen("dropped", evidence) : other(evidence);
    },
  },
  {
    name: "deleteAttachedServer",
    asks: "Whether a server that a portal shows can be deleted, which takes it from the portal.",
    answer: async (world) => {
      await world.scratch.server("attached", { hostname: world.nowhere });
      await newPortal(world, "attached", [{ server_id: world.scratch.id("attached") }]);
      const heard = await world.api.send({ method: "DELETE", path: world.serverPath("attached") });
      if (!heard.success) {
        return seen("refuse", describeResponse(heard));
      }
      const { length } = await rowsOf(world, "attached");
      return length === 0
        ? seen("detach", describeResponse(heard))
        : other(`${describeResponse(heard)}; the row stayed.`);
    },
  },
);

/**
 * The upstream's tools do not change to order. Instead, the row is made before the first sync, so that all tools come
 * later. If Cloudflare was quicker than the row, another auth_type makes it forget the tools.
 */
async function askLaterTools(world: World): Promise<Answer> {
  await world.scratch.server("later", { hostname: world.upstream });
  await newPortal(world, "later", [{ server_id: world.scratch.id("later"), default_disabled: true }]);
  const toolsOfTheRow = async (): Promise<NonNullable<WireMappedServer["updated_tools"]>> =>
    (await rowsOf(world, "later"))[0]?.updated_tools ?? [];
  if ((await toolsOfTheRow()).length > 0) {
    const body = { auth_type: "bearer", auth_credentials: scratchToken };
    const heard = await world.api.send({ method: "PUT", path: world.serverPath("later"), body });
    if ((await toolsOfTheRow()).length > 0) {
      return open(`The tools were there before the row, and stayed: ${describeResponse(heard)}.`);
    }
  }
  await world.api.send({ method: "POST", path: `${world.serverPath("later")}/sync` });
  const tools = await toolsOfTheRow();
  const shown = tools.filter(({ enabled }) => enabled === true).length;
  const hidden = tools.filter(({ enabled }) => enabled === false).length;
  const evidence = `Of ${tools.length} tools found after the row was made, ${shown} are enabled.`;
  if (tools.length === 0) {
    return open("Cloudflare found no tools at the upstream.");
  }
  if (hidden === tools.length || shown === tools.length) {
    return seen(hidden === tools.length, evidence);
  }
  return other(evidence);
}
