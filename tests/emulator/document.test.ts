import { serverFields } from "pulumi-cloudflare-mcp/wire";
import type { Answer } from "../../emulator/src";
import { openApiDocument } from "../../emulator/src/openapi/document";
import { answerFaults } from "../support/mcpAnswers";
import { plainPortal, plainServer, useEmulator } from "../support/mcpEmulator";

const emulator = useEmulator();
const document = openApiDocument("http://emulator") as {
  paths: Record<string, Record<string, { operationId?: string }>>;
};

test("the document is served, with the address of the emulator", async () => {
  const response = await fetch(new URL("/__emulator/openapi.json", emulator().baseUrl));
  expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument(emulator().baseUrl))));
});

test("the document has Cloudflare's operations on servers and portals, and the reads of related objects", () => {
  const operations = Object.values(document.paths).flatMap((path) =>
    Object.values(path).flatMap(({ operationId }) => operationId ?? []),
  );
  expect(operations.sort()).toEqual([
    "access-applications-get-an-access-application",
    "access-applications-list-access-applications",
    "access-groups-list-access-groups",
    "access-identity-providers-list-access-identity-providers",
    "access-policies-list-access-app-policies",
    "access-policies-list-access-reusable-policies",
    "access-service-tokens-list-service-tokens",
    "dns-records-for-a-zone-list-dns-records",
    "mcp-portals-api-create-portals",
    "mcp-portals-api-create-servers",
    "mcp-portals-api-delete-portals",
    "mcp-portals-api-delete-servers",
    "mcp-portals-api-effective-redirect-uri",
    "mcp-portals-api-fetch-gateways",
    "mcp-portals-api-fetch-servers",
    "mcp-portals-api-list-portals",
    "mcp-portals-api-list-servers",
    "mcp-portals-api-sync-server",
    "mcp-portals-api-update-portals",
    "mcp-portals-api-update-servers",
    "zero-trust-organization-get-your-zero-trust-organization",
    "zones-0-get",
    "zones-get",
  ]);
});

describe("the check of answers, which every test of the emulator runs through,", () => {
  const path = "/client/v4/accounts/e1/access/ai-controls/mcp/servers/docs";
  const server = { ...plainServer, tools: null, prompts: [] };
  const answer = (changes: Partial<Answer>, body: unknown): Answer => ({
    method: "GET",
    fullPath: path,
    status: 200,
    contentType: "application/json; charset=utf-8",
    body: JSON.stringify(body),
    ...changes,
  });

  test("passes a server", () => {
    expect(answerFaults(answer({}, { success: true, result: server }))).toEqual([]);
  });

  const writeOnly = Object.entries(serverFields).filter(([, field]) => !field.returned);
  test.each(writeOnly.map(([name]) => name))("finds %s, which is never returned", (name) => {
    const leaking = { success: true, result: { ...server, [name]: "secret" } };
    expect(answerFaults(answer({}, leaking))).not.toEqual([]);
  });

  const portalPath = path.replace("servers/docs", "portals/team");
  const entry = { name: "search", enabled: true, portal_alias: null, server_alias: "find" };
  const row = { ...server, server_id: "docs", default_disabled: false, on_behalf: true, updated_tools: [entry] };
  const portal = { ...plainPortal, servers: [row] };

  test("passes a portal", () => {
    expect(answerFaults(answer({ fullPath: portalPath }, { success: true, result: portal }))).toEqual([]);
  });

  test.each<[string, Partial<Answer>, unknown]>([
    ["without its servers", {}, plainPortal],
    ["that is deleted and has servers", { method: "DELETE" }, portal],
    ["with a row without server_id", {}, { ...portal, servers: [{ ...row, server_id: undefined }] }],
    ["with credentials in a row", {}, { ...portal, servers: [{ ...row, auth_credentials: "secret" }] }],
    [
      "with the keys of a request",
      {},
      { ...portal, servers: [{ ...row, updated_tools: [{ name: "a", alias: "b" }] }] },
    ],
  ])("finds a portal %s", (_what, changes, result) => {
    expect(answerFaults(answer({ fullPath: portalPath, ...changes }, { success: true, result }))).not.toEqual([]);
  });

  test.each<[string, Partial<Answer>, unknown]>([
    ["a missing field", {}, { success: true, result: { ...server, name: undefined } }],
    ["a field of the wrong form", {}, { success: true, result: { ...server, updated_tools: [{}] } }],
    ["a time of no known form", {}, { success: true, result: { ...server, created_at: "yesterday" } }],
    ["a failure without errors", { status: 404 }, { success: false, errors: [], messages: [], result: null }],
    ["a success with the status of a failure", { status: 404 }, { success: true, result: server }],
    ["a list without its counts", { fullPath: path.replace("/docs", "") }, { success: true, result: [] }],
    ["a success of an unknown operation", { method: "PATCH" }, { success: true, result: server }],
    ["another content type", { contentType: "text/html" }, { success: true, result: server }],
  ])("finds %s", (_what, changes, body) => {
    expect(answerFaults(answer(changes, body))).not.toEqual([]);
  });
});
