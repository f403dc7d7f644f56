import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startMcpServer, switchTable, type Switches } from "../../emulator/src";
import { call, callPortal, plainPortal, plainServer, useEmulator } from "../support/mcpEmulator";
import { closeLater } from "../support/mcpClosing";

const emulator = useEmulator();
const send = (method: string, path: string, body?: unknown) => call(emulator(), method, path, body);
const sendPortal = (method: string, path: string, body?: unknown) => callPortal(emulator(), method, path, body);
const set = (changes: Partial<Switches>) => {
  emulator().setSwitches(changes);
};
const seedBearer = () => {
  emulator().seedServer({ id: "docs", auth_type: "bearer", auth_credentials: "token", status: "ready" });
};

/** Every value of a switch, with what it leads to. */
const each = <Name extends keyof Switches>(name: Name, outcomes: [Switches[Name], unknown][]) => {
  expect(outcomes.map(([value]) => value)).toEqual(switchTable[name].values);
  return {
    lead: async (outcome: () => Promise<unknown>) => {
      for (const [value, expected] of outcomes) {
        set({ [name]: value });
        expect([name, value, await outcome()]).toEqual([name, value, expected]);
      }
    },
  };
};

test("duplicateId: how an existing id is refused; the server stays as it is", async () => {
  emulator().seedServer({ id: "docs", name: "First" });
  await each("duplicateId", [
    ["validation", [400, 7001]],
    ["conflict", [409, 7001]],
    ["database", [500, 7000]],
  ]).lead(async () => {
    const { status, body } = await send("POST", "/servers", plainServer);
    return [status, body.errors[0]?.code];
  });
  expect(emulator().server("docs")?.name).toBe("First");
});

test("createStatus: the status of a create", async () => {
  await each("createStatus", [
    [201, 201],
    [200, 200],
  ]).lead(async () => {
    const { status } = await send("POST", "/servers", plainServer);
    await send("DELETE", "/servers/docs");
    return status;
  });
});

test("nothingToUpdateStatus: the status of 7000", async () => {
  emulator().seedServer({ id: "docs" });
  await each("nothingToUpdateStatus", [
    [500, 500],
    [400, 400],
  ]).lead(async () => (await send("PUT", "/servers/docs", {})).status);
});

test("failedSyncStatus: the status of a sync that failed; the body is the same", async () => {
  const upstream = closeLater(await startMcpServer({ tools: [], token: "right" }));
  emulator().seedServer({ id: "docs", hostname: upstream.url });
  await each("failedSyncStatus", [
    [200, [200, false, "error"]],
    [400, [400, false, "error"]],
    [502, [502, false, "error"]],
  ]).lead(async () => {
    const { status, body } = await send("POST", "/servers/docs/sync");
    return [status, body.success, body.result.status];
  });
});

test("missingPermissionStatus: the status of 10000", async () => {
  const headers = { authorization: `Bearer ${emulator().powerlessToken}` };
  await each("missingPermissionStatus", [
    [403, 403],
    [401, 401],
  ]).lead(async () => (await call(emulator(), "GET", "/servers", undefined, { headers })).status);
});

test("errorPath: how the path of a refused field begins", async () => {
  await each("errorPath", [
    ["body", ["body", "name"]],
    ["bare", ["name"]],
  ]).lead(async () => (await send("POST", "/servers", { ...plainServer, name: 1 })).body.errors[0]?.path);
});

test("envelope: whether a success has errors and messages", async () => {
  emulator().seedServer({ id: "docs" });
  await each("envelope", [
    ["short", ["success", "result"]],
    ["full", ["success", "result", "errors", "messages"]],
  ]).lead(async () => Object.keys((await send("GET", "/servers/docs")).body));
});

test("noError: what error is when there is none", async () => {
  emulator().seedServer({ id: "docs" });
  await each("noError", [
    ["null", null],
    ["empty", ""],
    ["absent", undefined],
  ]).lead(async () => (await send("GET", "/servers/docs")).body.result.error);
});

test("resultInfoTotalPages: whether the number of pages is told", async () => {
  emulator().seedServers(21);
  await each("resultInfoTotalPages", [
    [false, undefined],
    [true, 2],
  ]).lead(async () => (await send("GET", "/servers")).body.result_info.total_pages);
});

test("perPageOutOfRange: whether a page of 101 is refused or has 100", async () => {
  await each("perPageOutOfRange", [
    ["reject", [400, undefined]],
    ["clamp", [200, 100]],
  ]).lead(async () => {
    const { status, body } = await send("GET", "/servers?per_page=101");
    return [status, (body as Partial<typeof body>).result_info?.per_page];
  });
});

test("listOrder: the order of a list", async () => {
  for (const id of ["b", "c", "a"]) {
    emulator().seedServer({ id });
  }
  await each("listOrder", [
    ["created", "b,c,a"],
    ["id", "a,b,c"],
    ["idDescending", "c,b,a"],
  ]).lead(async () => {
    const rows = (await send("GET", "/servers")).body.result as unknown as { id: string }[];
    return rows.map(({ id }) => id).join(",");
  });
});

test("unknownKeys: whether a key that the API does not know is refused", async () => {
  emulator().seedServer({ id: "docs" });
  await each("unknownKeys", [
    ["strip", 200],
    ["reject", 400],
  ]).lead(async () => (await send("PUT", "/servers/docs", { name: "Other", colour: "red" })).status);
  const all = { name: "Other", id: "docs", hostname: plainServer.hostname, auth_type: "unauthenticated" };
  expect((await send("PUT", "/servers/docs", all)).status).toBe(200);
});

test("hostnameInAnswers: whether hostname comes back as it was sent", async () => {
  emulator().seedServer({ id: "docs", hostname: "https://Docs.Example.com" });
  await each("hostnameInAnswers", [
    ["asSent", "https://Docs.Example.com"],
    ["canonical", "https://docs.example.com/"],
  ]).lead(async () => (await send("GET", "/servers/docs")).body.result.hostname);
});

test("emptyDescription: how an empty description comes back", async () => {
  emulator().seedServer({ id: "docs" });
  await each("emptyDescription", [
    ["kept", ""],
    ["null", null],
  ]).lead(async () => (await send("PUT", "/servers/docs", { description: "" })).body.result.description);
});

test("nullDescription: whether a description is cleared with null", async () => {
  emulator().seedServer({ id: "docs" });
  await each("nullDescription", [
    ["accept", 200],
    ["reject", 400],
  ]).lead(async () => (await send("PUT", "/servers/docs", { description: null })).status);
});

test.each(["", null])("emptyCredentials: what sending %j does", async (credentials) => {
  seedBearer();
  await each("emptyCredentials", [
    ["reject", [400, "token"]],
    ["clear", [200, null]],
  ]).lead(async () => {
    const { status } = await send("PUT", "/servers/docs", { name: "Other", auth_credentials: credentials });
    return [status, emulator().server("docs")?.auth_credentials];
  });
});

test("bearerUpdateWithoutCredentials: whether credentials that are left out survive", async () => {
  seedBearer();
  await each("bearerUpdateWithoutCredentials", [
    ["keep", "token"],
    ["wipe", null],
  ]).lead(async () => {
    await send("PUT", "/servers/docs", { name: "Other" });
    return emulator().server("docs")?.auth_credentials;
  });
});

test("bearerCredentialsResetStatus: whether sending credentials makes a server wait for the next sync", async () => {
  await each("bearerCredentialsResetStatus", [
    [true, "waiting"],
    [false, "ready"],
  ]).lead(async () => {
    seedBearer();
    return (await send("PUT", "/servers/docs", { auth_credentials: "token" })).body.result.status;
  });
});

test("modifiedAt: whether an update moves it", async () => {
  await each("modifiedAt", [
    ["moves", true],
    ["stays", false],
  ]).lead(async () => {
    emulator().seedServer({ id: "docs", modified_at: "2026-01-01 00:00:00" });
    return (await send("PUT", "/servers/docs", { name: "Other" })).body.result.modified_at?.endsWith("Z");
  });
});

test("backgroundDiscovery: whether a create or a change of auth_type finds tools by itself", async () => {
  const upstream = closeLater(await startMcpServer({ tools: [{ name: "search" }] }));
  await each("backgroundDiscovery", [
    [false, ["waiting", "waiting"]],
    [true, ["ready", "ready"]],
  ]).lead(async () => {
    await send("POST", "/servers", { ...plainServer, hostname: upstream.url });
    await emulator().settled();
    const created = emulator().server("docs")?.status;
    await send("PUT", "/servers/docs", { auth_type: "bearer", auth_credentials: "token" });
    await emulator().settled();
    const changed = emulator().server("docs")?.status;
    emulator().removeServer("docs");
    return [created, changed];
  });
});

describe("on portals", () => {
  const shownServers = async () =>
    (await sendPortal("GET", "/portals/team")).body.result.servers?.map((row) => row.server_id);
  const seedTeam = (...ids: string[]) => {
    for (const id of ids) {
      emulator().seedServer({ id });
    }
    emulator().seedPortal({ ...plainPortal, servers: ids.map((id) => ({ server_id: id })) });
  };

  test("duplicateId: how an existing id is refused", async () => {
    seedTeam();
    await each("duplicateId", [
      ["validation", [400, 7001]],
      ["conflict", [409, 7001]],
      ["database", [500, 7000]],
    ]).lead(async () => {
      const { status, body } = await sendPortal("POST", "/portals", { ...plainPortal, hostname: "new.example.com" });
      return [status, body.errors[0]?.code];
    });
  });

  test("createStatus, nothingToUpdateStatus, unknownKeys: as for servers", async () => {
    set({ createStatus: 200, nothingToUpdateStatus: 400 });
    expect((await sendPortal("POST", "/portals", plainPortal)).status).toBe(200);
    expect((await sendPortal("PUT", "/portals/team", {})).status).toBe(400);
    set({ unknownKeys: "reject" });
    expect((await sendPortal("PUT", "/portals/team", { name: "Other", colour: "red" })).status).toBe(400);
    const all = (await sendPortal("GET", "/portals/team")).body.result;
    expect((await sendPortal("PUT", "/portals/team", { ...all, servers: undefined })).status).toBe(200);
  });

  test("listOrder: the order of a list", async () => {
    for (const id of ["b", "c", "a"]) {
      emulator().seedPortal({ id });
    }
    await each("listOrder", [
      ["created", "b,c,a"],
      ["id", "a,b,c"],
      ["idDescending", "c,b,a"],
    ]).lead(async () => {
      const rows = (await sendPortal("GET", "/portals")).body.result as unknown as { id: string }[];
      return rows.map(({ id }) => id).join(",");
    });
  });

  test("hostnameInAnswers: whether hostname comes back as it was sent", async () => {
    emulator().seedPortal({ ...plainPortal, hostname: "MCP.Example.com" });
    await each("hostnameInAnswers", [
      ["asSent", "MCP.Example.com"],
      ["canonical", "mcp.example.com"],
    ]).lead(async () => (await sendPortal("GET", "/portals/team")).body.result.hostname);
  });

  test("noError: what error is on a server in a row", async () => {
    seedTeam("docs");
    await each("noError", [
      ["null", null],
      ["empty", ""],
      ["absent", undefined],
    ]).lead(async () => (await sendPortal("GET", "/portals/team")).body.result.servers?.[0]?.error);
  });

  test("emptyDescription: how an empty description comes back", async () => {
    seedTeam();
    await each("emptyDescription", [
      ["kept", ""],
      ["null", null],
    ]).lead(async () => (await sendPortal("PUT", "/portals/team", { description: "" })).body.result.description);
  });

  test("nullPortalDescription: whether a description is cleared with null, whatever nullDescription says", async () => {
    set({ nullDescription: "reject" });
    await each("nullPortalDescription", [
      ["reject", [400, "About."]],
      ["accept", [200, null]],
    ]).lead(async () => {
      emulator().seedPortal({ ...plainPortal, description: "About." });
      const { status } = await sendPortal("PUT", "/portals/team", { description: null });
      return [status, emulator().portal("team")?.description];
    });
  });

  test("modifiedAt: whether an update moves it", async () => {
    await each("modifiedAt", [
      ["moves", true],
      ["stays", false],
    ]).lead(async () => {
      seedTeam();
      return (await sendPortal("PUT", "/portals/team", { name: "Other" })).body.result.modified_at?.endsWith("Z");
    });
  });

  test("unknownServerInPortal: whether a row of a server that does not exist is refused or dropped", async () => {
    seedTeam("docs");
    await each("unknownServerInPortal", [
      ["reject", [400, undefined]],
      ["drop", [200, 1]],
    ]).lead(async () => {
      const servers = [{ server_id: "gone" }, { server_id: "docs" }];
      const { status, body } = await sendPortal("PUT", "/portals/team", { servers });
      return [status, (body.result as typeof body.result | null)?.servers?.length];
    });
  });

  test("portalServerLimit: how many servers a portal may have", async () => {
    emulator().seedServers(81);
    await each("portalServerLimit", [
      [80, [200, 400]],
      [40, [200, 400]],
    ]).lead(async () => {
      const rowsOf = (count: number) =>
        emulator()
          .servers()
          .slice(0, count)
          .map(({ id }) => ({ server_id: id }));
      emulator().seedPortal(plainPortal);
      const limit = emulator().switches().portalServerLimit;
      const most = await sendPortal("PUT", "/portals/team", { servers: rowsOf(limit) });
      const more = await sendPortal("PUT", "/portals/team", { servers: rowsOf(limit + 1) });
      return [most.status, more.status];
    });
  });

  test("emptyPortalServers: whether an update may take all servers", async () => {
    seedTeam("docs");
    await each("emptyPortalServers", [
      ["reject", [400, ["docs"]]],
      ["accept", [200, []]],
    ]).lead(async () => {
      const { status } = await sendPortal("PUT", "/portals/team", { servers: [] });
      return [status, await shownServers()];
    });
  });

  test("portalRowOrder: the order of the servers", async () => {
    seedTeam("b", "c", "a");
    emulator().editPortal("team", { servers: [{ server_id: "a" }, { server_id: "b" }, { server_id: "c" }] });
    await each("portalRowOrder", [
      ["id", ["a", "b", "c"]],
      ["idDescending", ["c", "b", "a"]],
      ["created", ["b", "c", "a"]],
    ]).lead(shownServers);
  });

  test("defaultDisabledHidesLaterTools: whether it hides tools that a later sync finds, and only those", async () => {
    const upstream = closeLater(await startMcpServer({ tools: [{ name: "read" }] }));
    await each("defaultDisabledHidesLaterTools", [
      [true, [false, false]],
      [false, [false, true]],
    ]).lead(async () => {
      emulator().seedServer({ id: "docs", hostname: upstream.url, tools: [{ name: "read" }] });
      emulator().seedPortal({ ...plainPortal, servers: [{ server_id: "docs", default_disabled: true }] });
      upstream.setTools([{ name: "read" }, { name: "write" }]);
      await send("POST", "/servers/docs/sync");
      return emulator()
        .portal("team")
        ?.servers[0]?.updated_tools.map(({ enabled }) => enabled);
    });
  });

  test("serverDisabledWins: whether a portal can show what the server itself turns off", async () => {
    await each("serverDisabledWins", [
      [true, ["docs_read"]],
      [false, ["docs_read", "docs_write"]],
    ]).lead(() => {
      emulator().seedServer({
        id: "docs",
        tools: [{ name: "read" }, { name: "write" }],
        updated_tools: [{ name: "write", enabled: false }],
      });
      emulator().seedPortal({
        ...plainPortal,
        servers: [{ server_id: "docs", updated_tools: [{ name: "write", enabled: true }] }],
      });
      return Promise.resolve(
        emulator()
          .portalTools("team")
          .map(({ name }) => name),
      );
    });
  });

  test("equalDescription: whether a text that was the upstream's own stays when the upstream changes it", async () => {
    await each("equalDescription", [
      ["kept", ["Reads.", "Mine."]],
      ["dropped", ["Now writes, too.", "Mine."]],
    ]).lead(async () => {
      const texts = (description: string) => [
        { name: "read", description },
        { name: "write", description },
      ];
      emulator().seedServer({ id: "docs", tools: texts("Reads.") });
      emulator().seedPortal(plainPortal);
      const servers = [
        {
          server_id: "docs",
          updated_tools: [
            { name: "read", description: "Reads." },
            { name: "write", description: "Mine." },
          ],
        },
      ];
      await sendPortal("PUT", "/portals/team", { servers });
      emulator().editServer("docs", { tools: texts("Now writes, too.") });
      return emulator()
        .portalTools("team")
        .map(({ description }) => description);
    });
  });

  test("deleteAttachedServer: whether a server that a portal shows can be deleted", async () => {
    await each("deleteAttachedServer", [
      ["detach", [200, []]],
      ["refuse", [400, ["docs"]]],
    ]).lead(async () => {
      seedTeam("docs");
      const { status } = await send("DELETE", "/servers/docs");
      return [status, await shownServers()];
    });
    await sendPortal("DELETE", "/portals/team");
    expect((await send("DELETE", "/servers/docs")).status).toBe(200);
  });
});

test.each([
  [{ colour: "red" }, "There is no switch"],
  [{ envelope: "long" }, "has no value"],
])("%j is refused, and changes nothing", (changes, message) => {
  const before = emulator().switches();
  expect(() => {
    set(changes as Partial<Switches>);
  }).toThrow(message);
  expect(emulator().switches()).toEqual(before);
});

test("sharedAlias: whether two tools can have one alias, on a server and in a portal", async () => {
  await each("sharedAlias", [
    ["reject", [400, 400]],
    ["accept", [200, 200]],
  ]).lead(async () => {
    emulator().seedServer({ id: "docs", tools: [{ name: "read" }, { name: "write" }] });
    emulator().seedPortal(plainPortal);
    const updated_tools = ["read", "write"].map((name) => ({ name, alias: "do" }));
    const server = await send("PUT", "/servers/docs", { updated_tools });
    const portal = await sendPortal("PUT", "/portals/team", { servers: [{ server_id: "docs", updated_tools }] });
    return [server.status, portal.status];
  });
});

describe("what surrounds a portal", () => {
  const read = async (path: string): Promise<{ status: number; body: { result: unknown; result_info: unknown } }> => {
    const { baseUrl, apiToken } = emulator();
    const response = await fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${apiToken}` } });
    return { status: response.status, body: (await response.json()) as never };
  };

  test("listWithoutPermission: a list is refused, or looks empty", async () => {
    emulator().zones.seed({ id: "zone", name: "example.com" });
    emulator().setPermissions({ apiToken: [] });
    await each("listWithoutPermission", [
      ["refuse", [403, null]],
      ["empty", [200, []]],
    ]).lead(async () => {
      const { status, body } = await read("/zones");
      return [status, body.result];
    });
  });

  test("listedApplications: a list has oauth_configuration, or only the answer for one application has it", async () => {
    emulator().applications.seed({ id: "door", oauth_configuration: { enabled: true } });
    const path = `/accounts/${emulator().accountId}/access/apps`;
    await each("listedApplications", [
      ["whole", [true, true]],
      ["withoutOAuth", [false, true]],
    ]).lead(async () => {
      const [listed] = (await read(path)).body.result as object[];
      const one = (await read(`${path}/door`)).body.result as object;
      return [listed, one].map((application) => "oauth_configuration" in (application ?? {}));
    });
  });

  test("filteredTotalCount: a filtered list counts what it has, or all records of the zone", async () => {
    emulator().zones.seed({ id: "zone", name: "example.com" });
    for (const id of ["a", "b", "c"]) {
      emulator().records.seed({ id, zone_id: "zone" });
    }
    await each("filteredTotalCount", [
      ["filtered", { count: 1, total_count: 1 }],
      ["all", { count: 1, total_count: 3 }],
    ]).lead(async () => {
      const { count, total_count } = (await read("/zones/zone/dns_records?name.exact=a.example.com")).body
        .result_info as { count: number; total_count: number };
      return { count, total_count };
    });
  });
});

test("the README has every switch with its values, the default first", () => {
  const readme = readFileSync(join(__dirname, "../../emulator/README.md"), "utf8").replace(/ +/g, " ");
  for (const [name, { values }] of Object.entries(switchTable)) {
    expect(readme).toContain(`| \`${name}\` | ${values.map((value) => `\`${String(value)}\``).join(", ")} |`);
  }
});
