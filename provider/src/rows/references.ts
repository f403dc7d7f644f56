/** Resolves servers that a program names by text: `server` is Pulumi's id of a server, or its id in the account. */
import { serverNoun } from "../cloudflare/wire";
import { parsePulumiId, pulumiId } from "../lifecycle/pulumiId";
import type { References, ReferencesAround } from "../lifecycle/resourceKind";
import { isObject, isSet, isUnknown, type Properties } from "../lifecycle/values";
import { rowsOf } from "./overrides";
import { lists } from "./rows";

export const rowReferences: References = {
  resolve: (inputs, around) => ({
    ...inputs,
    ...(Array.isArray(inputs.servers) && { servers: inputs.servers.map((row: unknown) => resolved(row, around)) }),
  }),
  failures: ({ servers }, accountId) =>
    rowsOf(servers).flatMap(({ server, serverId }, index) => {
      if (isSet(server) === isSet(serverId)) {
        return [
          `servers.${index}: ${isSet(server) ? "has both server and serverId; remove one of them" : "needs server: the id of an McpServer, such as docs.id"}`,
        ];
      }
      const account = typeof server === "string" ? parsePulumiId(server)?.accountId : undefined;
      return account === undefined || account === accountId || !isKnownText(accountId)
        ? []
        : [
            `servers.${index}.server: is of account ${account}. A portal exposes servers of its own account, ${accountId}.`,
          ];
    }),
  written: (inputs) => ({
    ...inputs,
    ...(Array.isArray(inputs.servers) && {
      servers: inputs.servers.map((row: unknown) => written(row, inputs.accountId)),
    }),
  }),
  said: (reason) => reason.replace(/^(servers\.\d+)\.serverId:/, "$1.server:"),
};

function resolved(row: unknown, around: ReferencesAround): unknown {
  if (!isObject(row)) {
    return row;
  }
  const { server, serverId: plain, ...settings } = row;
  const { accountId } = around;
  // Only Pulumi's id is a reference. It is chance whether a server named by its plain id is checked before its portal.
  const referenced = typeof server === "string" ? parsePulumiId(server)?.id : undefined;
  if (referenced !== undefined && isKnownText(accountId)) {
    return { serverId: referenced, ...fromServer(referenced, accountId, settings, around) };
  }
  const serverId = referenced ?? (isSet(server) ? server : plain);
  return isSet(serverId) ? { serverId, ...settings } : settings;
}

function isKnownText(value: unknown): value is string {
  return typeof value === "string" && !isUnknown(value);
}

/**
 * Adds the settings of the declared server to a row. If this command did not check the server, as with `--target`, the
 * row keeps its previous ones, so that it never loses its lock.
 */
function fromServer(
  serverId: string,
  accountId: string,
  row: Properties,
  { declared, olds }: ReferencesAround,
): Properties {
  const server = declared(serverNoun, pulumiId(accountId, serverId));
  if (server === undefined) {
    const before = rowsOf(olds.servers).find((each) => each.serverId === serverId && isSet(each.incarnation));
    return { ...members(before ?? {}, ["incarnation", "toolLock", ...lists.map(({ ofServer }) => ofServer)]), ...row };
  }
  const words = lists.map(({ overrides, ofServer }) => [ofServer, server[overrides]] as const);
  return {
    ...row,
    incarnation: server.incarnation,
    ...(isSet(server.toolLock) && { toolLock: server.toolLock, ...members(Object.fromEntries(words)) }),
  };
}

/** The members that are set: all of them, or only these names. */
function members(row: Properties, names: readonly string[] = Object.keys(row)): Properties {
  return Object.fromEntries(names.filter((name) => isSet(row[name])).map((name) => [name, row[name]]));
}

/** Pulumi's id in any form of the program: `pulumi import` generates a reference. */
function written(row: unknown, accountId: unknown): unknown {
  if (!isObject(row)) {
    return row;
  }
  const { serverId, ...settings } = row;
  if (!isSet(serverId)) {
    return settings;
  }
  const server = isKnownText(serverId) && isKnownText(accountId) ? pulumiId(accountId, serverId) : serverId;
  return { server, ...settings };
}
