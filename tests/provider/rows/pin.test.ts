import { pinOf } from "../../../provider/src/rows/pin";

const name = "search";

test.each<[string, Record<string, unknown>, readonly string[], string | undefined]>([
  ["its description", { name, description: "Searches.", title: "Search" }, [], "Searches."],
  ["a description of any length", { name, description: "x".repeat(100_000) }, [], "x".repeat(100_000)],
  ["its title without a description", { name, title: "Search", annotations: { title: "Other" } }, [], "Search"],
  ["its title where the description is empty", { name, description: "", title: "Search" }, [], "Search"],
  ["its title where the description is no text", { name, description: 7, title: "Search" }, [], "Search"],
  ["the title in its annotations", { name, annotations: { title: "Search" } }, [], "Search"],
  ["its name", { name, title: "", annotations: { title: null } }, [], name],
  ["its name where annotations are no object", { name, annotations: ["Search"] }, [], name],
  [
    "nothing where descriptions change without a review",
    { name, description: "Searches." },
    ["/description"],
    undefined,
  ],
  ["its name where titles change without a review", { name, title: "Search" }, ["/title"], name],
  [
    "its name where annotations change without a review",
    { name, annotations: { title: "Search" } },
    ["/annotations"],
    name,
  ],
  ["its name where the title in them does", { name, annotations: { title: "Search" } }, ["/annotations/title"], name],
  ["its name where even that may change", { name }, ["/name"], name],
])("the pin of a tool is %s", (_what, definition, ignore, expected) => {
  expect(pinOf(definition, ignore)).toBe(expected);
});
