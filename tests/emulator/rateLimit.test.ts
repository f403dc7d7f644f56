import { call, useEmulator } from "../support/mcpEmulator";

describe("the limit of calls", () => {
  let now = 0;
  const emulator = useEmulator({ now: () => now });
  const get = () => call(emulator(), "GET", "/servers/docs");
  const minutes = (count: number) => count * 60_000;

  const exhaust = async () => {
    for (let batch = 0; batch < 24; batch += 1) {
      await Promise.all(Array.from({ length: 50 }, get));
    }
  };

  beforeEach(() => {
    now = Date.UTC(2026, 0, 1);
    emulator().seedServer({ id: "docs" });
  });

  test("counts down in the headers and names itself", async () => {
    await get();
    now += 10_000;
    const { headers } = await get();
    expect(headers.get("ratelimit")).toBe('"default";r=1198;t=290');
    expect(headers.get("ratelimit-policy")).toBe('"default";q=1200;w=300');
    expect(headers.get("retry-after")).toBeNull();
  });

  test("blocks every call for five minutes after 1,200 in five minutes", async () => {
    await exhaust();
    const blocked = await get();
    expect(blocked.status).toBe(429);
    expect(blocked.headers.get("retry-after")).toBe("300");
    expect(blocked.headers.get("ratelimit")).toBe('"default";r=0;t=300');

    now += minutes(5) - 1_500;
    const stillBlocked = await call(emulator(), "GET", "/servers", undefined, {
      headers: { authorization: `Bearer ${emulator().readOnlyToken}` },
    });
    expect(stillBlocked.status).toBe(429);
    expect(stillBlocked.headers.get("retry-after")).toBe("2");

    now += 1_500;
    expect((await get()).status).toBe(200);
  });

  test("lets 1,200 calls pass in each five minutes", async () => {
    await exhaust();
    now += minutes(5);
    expect((await get()).headers.get("ratelimit")).toBe('"default";r=1199;t=300');
  });

  test("can be switched off", async () => {
    await exhaust();
    emulator().setSwitches({ rateLimit: false });
    const { status, headers } = await get();
    expect(status).toBe(200);
    expect(headers.get("ratelimit")).toBeNull();
  });
});
