import { call, useEmulator } from "../support/mcpEmulator";

const emulator = useEmulator();
const list = (query: string) => call(emulator(), "GET", `/servers${query}`);
const ids = (result: unknown) => (result as { id: string }[]).map(({ id }) => id);

test("has 20 rows a page and says how many there are", async () => {
  emulator().seedServers(45);
  const { body } = await list("");
  expect(ids(body.result)).toHaveLength(20);
  expect(body.result_info).toEqual({ page: 1, per_page: 20, count: 20, total_count: 45 });
});

test("has fewer rows on the last page and none after it", async () => {
  emulator().seedServers(45);
  expect((await list("?page=3")).body.result_info).toEqual({ page: 3, per_page: 20, count: 5, total_count: 45 });
  expect((await list("?page=4")).body.result).toEqual([]);
});

test("has up to 100 rows a page", async () => {
  emulator().seedServers(120);
  expect(ids((await list("?per_page=100&page=2")).body.result)).toHaveLength(20);
});

test("has whole servers as rows", async () => {
  emulator().seedServer({ id: "docs", tools: [{ name: "search" }] });
  const { body } = await call(emulator(), "GET", "/servers/docs");
  expect((await list("")).body.result).toEqual([body.result]);
});

test("searches ids and names", async () => {
  emulator().seedServer({ id: "docs", name: "Handbook" });
  emulator().seedServer({ id: "other", name: "About docs" });
  emulator().seedServer({ id: "third", name: "Third", description: "docs" });
  const { body } = await list("?search=docs");
  expect(ids(body.result)).toEqual(["docs", "other"]);
  expect(body.result_info.total_count).toBe(2);
});

test.each([
  ["page=0", "page", "Number must be greater than or equal to 1"],
  ["per_page=101", "per_page", "Number must be less than or equal to 100"],
  ["per_page=many", "per_page", "Expected integer, received string"],
])("refuses %s", async (query, parameter, message) => {
  const { status, body } = await list(`?${query}`);
  expect(status).toBe(400);
  expect(body.errors).toEqual([{ code: 7001, message, path: ["query", parameter] }]);
});
