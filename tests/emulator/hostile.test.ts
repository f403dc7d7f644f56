/** Whatever a program sends, the emulator answers in the API's envelope, goes on, and keeps nothing that is none. */
import { portalFields, serverFields } from "../../provider/src/cloudflare/wire";
import { call, useEmulator } from "../support/mcpEmulator";
import { hostileJson } from "../support/hostile";

const emulator = useEmulator();

const required = {
  servers: { id: "docs", name: "Docs", hostname: "https://docs.example.com/mcp", auth_type: "unauthenticated" },
  portals: { id: "docs", name: "Docs", hostname: "mcp.example.com" },
};

const requests = (["servers", "portals"] as const).flatMap((folder) =>
  Object.keys(folder === "servers" ? serverFields : portalFields).map((name) => ({ folder, name })),
);

test.each(requests)("$name in a create and an update of $folder may be anything", async ({ folder, name }) => {
  const answered = new Set<string>();
  for (const text of Object.values(hostileJson)) {
    const body = JSON.stringify({ ...required[folder], [name]: "@" }).replace(
      `"${name}":"@"`,
      () => `"${name}":${text}`,
    );
    const created = await call(emulator(), "POST", `/${folder}`, body);
    const updated = await call(emulator(), "PUT", `/${folder}/docs`, `{"${name}":${text}}`);
    for (const { status, body: answer } of [created, updated]) {
      answered.add(String(status));
      expect(typeof answer.success).toBe("boolean");
      // 7000 is what the API says to an update that changes nothing.
      expect(status < 500 || JSON.stringify(answer).includes("7000")).toBe(true);
    }
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    if (created.status < 300) {
      await call(emulator(), "DELETE", `/${folder}/docs`);
    }
  }
  expect((await call(emulator(), "GET", `/${folder}`)).status).toBe(200);
  expect(answered.size).toBeGreaterThan(1);
});

test.each(["null", "[]", "7", '"x"', "{", "[".repeat(10_000), hostileJson["prototype keys"] ?? ""])(
  "a body that is %s is refused",
  async (body) => {
    const { status } = await call(emulator(), "POST", "/servers", body);
    expect(status).toBe(400);
  },
);
