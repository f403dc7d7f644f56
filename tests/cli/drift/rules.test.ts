import { ruleIds, rules, type RuleId } from "../../../provider/src/cli/drift/rules";
import type { Report } from "../../../provider/src/cli/drift/report";
import { useAccount } from "../../support/account";
import { faultsBy, publishedSchema, sarifFaults } from "../../support/schemas";
import { scenarios } from "./scenarios";
import { useDriftWorld } from "./world";

const account = useAccount();
const world = useDriftWorld(account);

const faultsOf = faultsBy("drift-report.schema.json");

const sarifLevel = { unread: "error", finding: "warning", note: "note" } as const;

describe.each(Object.entries(scenarios))("%s", (rule, { happens, words = [], code, reads, environment = {} }) => {
  const { title, help, level } = rules[rule as RuleId];
  const look = async (format: string): Promise<string> => {
    await happens(world());
    const outcome = await world().drift([...words, "--format", format], { environment });
    expect(outcome.stderr).toBe("");
    expect(outcome.code).toBe(code);
    return outcome.stdout;
  };

  test("is read in the text of a terminal, with what to do about it", async () => {
    const text = await look("text");
    for (const part of [...reads, `${title} (${rule}, 1)`, help]) {
      expect(text).toContain(part);
    }
  });

  test("is read by programs, as the schema promises, and it is the only finding", async () => {
    const report = JSON.parse(await look("json")) as Report;
    expect(faultsOf(report)).toEqual([]);
    expect(report.findings.map((each) => each.rule)).toEqual([rule]);
    for (const part of reads) {
      expect(JSON.stringify(report.findings[0])).toContain(part.replace(/^(?:server|portal|waiver for) /, ""));
    }
  });

  test("is read on a pull request", async () => {
    const markdown = await look("markdown");
    for (const part of [...reads, `### ${title}: <code>${rule}</code> (1)`, help]) {
      expect(markdown).toContain(part);
    }
  });

  test("is read on a page", async () => {
    const html = await look("html");
    const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
    const words = html
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll(/&([a-z]+|#39);/g, (_all, name: string) => entities[name] ?? "");
    for (const part of [...reads, title.replaceAll("`", ""), rule, help.replaceAll("`", "")]) {
      expect(words).toContain(part);
    }
  });

  test("is an alert of code scanning: the same one in the next run, of valid SARIF", async () => {
    const text = await look("sarif");
    const sarif = JSON.parse(text) as Sarif;
    expect(sarifFaults(sarif)).toEqual([]);
    const [run] = sarif.runs;
    expect(run?.results.map(({ ruleId, level: each }) => [ruleId, each])).toEqual([[rule, sarifLevel[level]]]);
    expect(run?.invocations[0]?.executionSuccessful).toBe(code !== 1);
    const [result] = run?.results ?? [];
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("state.json");
    for (const part of reads) {
      expect(result?.message.text).toContain(part);
    }
    expect((await world().drift([...words, "--format", "sarif"], { environment })).stdout).toBe(text);
  });
});

/** What a test reads of SARIF. */
interface Sarif {
  readonly runs: readonly {
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
}

test("the schemas know exactly the rules that there are", () => {
  const inFindings = publishedSchema("drift-report.schema.json") as {
    definitions: { finding: { properties: { rule: { enum: string[] } } } };
  };
  expect(inFindings.definitions.finding.properties.rule.enum).toEqual(ruleIds);
  const inWaivers = publishedSchema("drift-waivers.schema.json") as {
    properties: { waivers: { items: { properties: { rule: { enum: string[] } } } } };
  };
  expect(inWaivers.properties.waivers.items.properties.rule.enum).toEqual(ruleIds);
});
