/**
 * The servers of servers.json with a careful handwritten dynamic provider, as Pulumi's documentation describes one.
 *
 * It is an afternoon's work: typed, with credentials read at call time, "not found" told from other failures, and drift
 * shown by diff and read.
 */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Declarations } from "../declarations";

interface Inputs {
  readonly serverId: string;
  readonly name: string;
  readonly hostname: string;
  readonly authType: "unauthenticated" | "bearer" | "oauth";
}

interface Outputs extends Inputs {
  readonly status: string;
  readonly tools: readonly { readonly name: string }[];
  readonly modifiedAt: string;
}

/** A server as the API returns it. */
interface ApiServer {
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
  readonly auth_type: Inputs["authType"];
  readonly status: string;
  readonly tools: readonly { readonly name: string }[] | null;
  readonly modified_at: string;
}

/** Loads axios where it is used, as the documentation advises for what a serialized provider needs. */
async function api() {
  const { default: axios } = await import("axios");
  const { CLOUDFLARE_BASE_URL, CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_API_TOKEN } = process.env;
  return axios.create({
    baseURL: `${CLOUDFLARE_BASE_URL ?? ""}/accounts/${CLOUDFLARE_ACCOUNT_ID ?? ""}/access/ai-controls/mcp/servers`,
    headers: { Authorization: `Bearer ${CLOUDFLARE_API_TOKEN ?? ""}` },
    timeout: 30_000,
  });
}

function outputsOf(server: ApiServer): Outputs {
  return {
    serverId: server.id,
    name: server.name,
    hostname: server.hostname,
    authType: server.auth_type,
    status: server.status,
    tools: server.tools ?? [],
    modifiedAt: server.modified_at,
  };
}

const provider: pulumi.dynamic.ResourceProvider<Inputs, Outputs> = {
  diff(_id, olds, news) {
    const replaces = (["serverId", "hostname", "authType"] as const).filter((key) => olds[key] !== news[key]);
    const changes = replaces.length > 0 || olds.name !== news.name;
    return Promise.resolve({ changes, replaces, deleteBeforeReplace: true });
  },

  async create(inputs) {
    const { data } = await (
      await api()
    ).post<{ result: ApiServer }>("", {
      id: inputs.serverId,
      name: inputs.name,
      hostname: inputs.hostname,
      auth_type: inputs.authType,
    });
    return { id: data.result.id, outs: outputsOf(data.result) };
  },

  async read(id) {
    const { status, data } = await (
      await api()
    ).get<{ result: ApiServer }>(`/${id}`, {
      validateStatus: (code) => code === 200 || code === 404,
    });
    if (status === 404) {
      return {};
    }
    return { id, props: outputsOf(data.result) };
  },

  async update(id, _olds, news) {
    const { data } = await (await api()).put<{ result: ApiServer }>(`/${id}`, { name: news.name });
    return { outs: outputsOf(data.result) };
  },

  async delete(id) {
    await (await api()).delete(`/${id}`, { validateStatus: (code) => code === 200 || code === 404 });
  },
};

class HandwrittenServer extends pulumi.dynamic.Resource {
  constructor(name: string, inputs: Inputs) {
    super(provider, name, inputs);
  }
}

const { servers } = JSON.parse(readFileSync("servers.json", "utf8")) as Declarations;

for (const server of servers) {
  new HandwrittenServer(server.serverId, { ...server, authType: "unauthenticated" });
}
