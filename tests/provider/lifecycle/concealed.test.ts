import { concealed, concealedBy, concealedKey, concealsElse } from "../../../provider/src/lifecycle/concealed";
import type { Field } from "../../../provider/src/lifecycle/fields";
import { outputsOf } from "../../../provider/src/lifecycle/outputs";
import type { Properties } from "../../../provider/src/lifecycle/values";
import { portalTable } from "../../../provider/src/portal/table";
import { secretSignature, signatureKey, unknownMark } from "../../../provider/src/pulumiProtocol";
import { serverTable } from "../../../provider/src/server/table";

describe("an output that is made from an argument", () => {
  const wireOf = (table: readonly Field[]): Properties =>
    Object.fromEntries(
      table
        .filter(({ kind, wireName }) => wireName !== undefined && kind !== "output" && kind !== "writeOnly")
        .map(({ wireName, name }): [string, string] => [String(wireName), `canary-${name}.example.com`]),
    );
  const tables = [
    { noun: "server", table: serverTable },
    { noun: "portal", table: portalTable },
  ];

  test.each(tables)("of a $noun says which one", ({ table }) => {
    const outs = outputsOf(table, wireOf(table), {}, []);
    for (const field of table.filter(({ kind }) => kind === "output")) {
      const [, found] = /canary-(\w+)\.example/.exec(JSON.stringify(outs[field.name])) ?? [];
      expect({ [field.name]: field.madeFrom ?? "nothing" }).toEqual({
        [field.name]: found ?? (field.name === "allowCodeMode" ? "codeMode" : "nothing"),
      });
    }
  });

  test("is a secret where that is one, and what is not set stays so", () => {
    const inputs = { hostname: "mcp.example.com", name: unknownMark, codeMode: 5 };
    expect(concealedBy(portalTable, inputs, ["hostname", "name"])).toEqual({
      outputs: ["url", "oauthCallbackUrl"],
      texts: ["mcp.example.com"],
    });
    expect(concealedBy(portalTable, inputs, ["codeMode"])).toEqual({ outputs: ["allowCodeMode"], texts: [] });
    for (const names of [["name"], [], undefined]) {
      expect(concealedBy(portalTable, inputs, names)).toEqual({ outputs: [], texts: [] });
    }
    const outs = { url: "u", oauthCallbackUrl: null, name: "n" };
    expect(concealed(outs, ["url", "oauthCallbackUrl"])).toEqual({
      url: { [signatureKey]: secretSignature, value: "u" },
      oauthCallbackUrl: null,
      name: "n",
      [concealedKey]: ["url", "oauthCallbackUrl"],
    });
    expect(concealed(outs, [])).toBe(outs);
    expect(concealed({ ...outs, [concealedKey]: ["url"] }, [])).toEqual({ ...outs, [concealedKey]: [] });
  });

  test("is compared with what state has as secrets", () => {
    const conceals = { outputs: ["url"], texts: [] };
    expect(concealsElse(conceals, { [concealedKey]: ["url"] })).toBe(false);
    expect(concealsElse(conceals, {})).toBe(true);
    expect(concealsElse({ outputs: [], texts: [] }, {})).toBe(false);
    expect(concealsElse({ outputs: [], texts: [] }, { [concealedKey]: [] })).toBe(false);
    expect(concealsElse({ outputs: [], texts: [] }, { [concealedKey]: ["url"] })).toBe(true);
  });
});
