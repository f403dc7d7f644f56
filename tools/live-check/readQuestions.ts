/** Questions that change nothing. */
import { listLimits, type WireServer } from "pulumi-cloudflare-mcp/wire";
import { expectSuccess, describeResponse, type Heard } from "./api";
import { open, other, seen, type Answer } from "./answer";
import { recognizeOrder } from "./listOrder";
import { defineQuestions, type World } from "./world";

type Rows = readonly WireServer[];

async function list(world: World, query: Readonly<Record<string, string | number>>): Promise<Heard<Rows>> {
  return await world.api.send<Rows>({ method: "GET", path: "/servers", query });
}

/** The servers of the account; with `--write`, those that the check made. */
async function rowsOf(world: World): Promise<Rows> {
  if (world.isReadOnly) {
    return expectSuccess(await list(world, { per_page: listLimits.perPage })).result ?? [];
  }
  const ids = await world.three();
  const found = expectSuccess(await list(world, { search: world.scratch.prefix, per_page: listLimits.perPage }));
  return (found.result ?? []).filter(({ id }) => ids.includes(id));
}

export const readQuestions = defineQuestions(
  {
    name: "envelope",
    asks: "Whether a successful answer carries empty errors and messages.",
    answer: async (world) => {
      const { envelope } = expectSuccess(await list(world, { per_page: 1 }));
      return seen("errors" in envelope ? "full" : "short", `Members: ${Object.keys(envelope).toSorted().join(", ")}.`);
    },
  },
  {
    name: "resultInfoTotalPages",
    asks: "Whether result_info carries total_pages.",
    answer: async (world) => {
      const { info } = expectSuccess(await list(world, { per_page: 1 }));
      return info === undefined
        ? other("There was no result_info.")
        : seen("total_pages" in info, `Members: ${Object.keys(info).toSorted().join(", ")}.`);
    },
  },
  {
    name: "perPageOutOfRange",
    asks: "Whether per_page over 100 is refused or lowered.",
    answer: async (world) => {
      const heard = await list(world, { per_page: listLimits.perPage + 1 });
      if (!heard.success) {
        return seen("reject", describeResponse(heard));
      }
      const given = heard.info?.per_page;
      return given === listLimits.perPage ? seen("clamp", `per_page ${given}`) : other(`per_page ${String(given)}`);
    },
  },
  {
    name: "listOrder",
    asks: "The order of a list.",
    answer: async (world) => recognizeOrder(await rowsOf(world), world.isReadOnly ? byTime : await world.three()),
  },
  {
    name: "noError",
    asks: "What error is on a server that has none.",
    answer: async (world) => {
      const server = world.isReadOnly
        ? (await rowsOf(world)).find(({ status, error }) => status === "ready" && !error)
        : (await world.plain()).result;
      return server === undefined ? open("The account has no server without an error.") : judgeError(server);
    },
  },
  {
    name: "overlongId",
    asks: "What an id over 32 characters is answered.",
    answer: async (world) => {
      const heard = await world.api.send({ method: "GET", path: `/servers/${"z".repeat(33)}` });
      return heard.success ? other(describeResponse(heard)) : seen("refused", describeResponse(heard));
    },
  },
);

/** By the times of the servers: a reader knows nothing else. */
const byTime = undefined;

function judgeError(server: WireServer): Answer {
  if (!("error" in server)) {
    return seen("absent", "The server has no member error.");
  }
  return server.error === null || server.error === ""
    ? seen(server.error === null ? "null" : "empty", `error is ${JSON.stringify(server.error)}.`)
    : open("The server has an error.");
}
