import { RateLimit } from "../../emulator/src/http/rateLimit";
import { call, useEmulator } from "../support/mcpEmulator";

const start = Date.UTC(2026, 0, 1);
const fiveMinutes = 300_000;
let now = start;
beforeEach(() => {
  now = start;
});

describe("the limit of calls", () => {
  const exhausted = (): RateLimit => {
    const limit = new RateLimit(() => now);
    for (let calls = 0; calls < 1_200; calls += 1) {
      limit.count();
    }
    return limit;
  };

  test("lets 1,200 calls pass in each five minutes", () => {
    const limit = exhausted();
    now += fiveMinutes;
    expect(limit.count()).toMatchObject({ ratelimit: '"default";r=1199;t=300' });
  });

  test("blocks for five minutes from the call that was too much, however late in the window", () => {
    const limit = exhausted();
    now += fiveMinutes - 1;
    expect(() => limit.count()).toThrow("throttling");
    now += fiveMinutes - 1;
    expect(() => limit.count()).toThrow("throttling");
    now += 1;
    expect(limit.count()).toMatchObject({ ratelimit: '"default";r=1199;t=300' });
  });
});

describe("over HTTP", () => {
  const emulator = useEmulator({ now: () => now });
  const get = (token = emulator().apiToken) =>
    call(emulator(), "GET", "/servers", undefined, { headers: { authorization: `Bearer ${token}` } });

  test("the limit counts down in the headers", async () => {
    await get();
    now += 10_000;
    const { headers } = await get();
    expect(headers.get("ratelimit")).toBe('"default";r=1198;t=290');
    expect(headers.get("ratelimit-policy")).toBe('"default";q=1200;w=300');
    expect(headers.get("retry-after")).toBeNull();
  });

  test("a call over the limit is 429 with Retry-After for all tokens, until it is switched off or over", async () => {
    for (let batch = 0; batch < 24; batch += 1) {
      await Promise.all(Array.from({ length: 50 }, () => get()));
    }
    const blocked = await get();
    expect(blocked.status).toBe(429);
    expect(blocked.headers.get("retry-after")).toBe("300");
    expect(blocked.headers.get("ratelimit")).toBe('"default";r=0;t=300');

    now += fiveMinutes - 1_500;
    const stillBlocked = await get(emulator().readOnlyToken);
    expect(stillBlocked.status).toBe(429);
    expect(stillBlocked.headers.get("retry-after")).toBe("2");

    emulator().setSwitches({ rateLimit: false });
    const unlimited = await get();
    expect(unlimited.status).toBe(200);
    expect(unlimited.headers.get("ratelimit")).toBeNull();

    emulator().setSwitches({ rateLimit: true });
    now += 1_500;
    expect((await get()).status).toBe(200);
  });
});
