import { resolve } from "node:path";
import { proseFaults } from "../../tools/prose/files";

test("no sentence, table cell or phrase breaks the rules for prose", () => {
  const faults = proseFaults(resolve(__dirname, "../.."));
  expect(faults.map(({ place, rule, text }) => `${place} ${rule}: ${text.slice(0, 80)}`)).toEqual([]);
});
