/**
 * An API that answers what it must not: each field of each answer with each wrong value, and envelopes, lists and bodies
 * that are none. Nothing crashes or hangs; what cannot be worked with is refused in words; state stays what it was or
 * becomes what Cloudflare said; and when the API is well again, all is as declared.
 */
import { portal } from "../../behaviours/portalExamples";
import { server } from "../../behaviours/examples";
import type { Subject } from "../../behaviours/subject";
import { CloudflareClient } from "../../../provider/src/cloudflare/client";
import { portalFields, serverFields, type WireField } from "../../../provider/src/cloudflare/wire";
import { lookUpsOf } from "../../../provider/src/lifecycle/lookup";
import { resources, type AnyResourceKind } from "../../../provider/src/resources";
import { useAccount } from "../../support/account";
import { Deployment, type Properties } from "../../support/deployment";
import { inProcess } from "../../support/drivers";
import { FakeClock } from "../../support/fakeClock";
import { hostileJson, meansSomethingElse, survives } from "../../support/hostile";
import { environmentOf } from "../../support/stack";

const account = useAccount({ switches: { rateLimit: false } });

interface Target {
  readonly subject: Subject;
  readonly fields: Readonly<Record<string, WireField>>;
}

const targets: readonly Target[] = [
  { subject: server, fields: serverFields },
  { subject: portal, fields: portalFields },
];

const returned = targets.flatMap(({ subject, fields }) =>
  Object.entries(fields)
    .filter(([, field]) => field.returned)
    .map(([name]) => ({ subject, name, noun: subject.noun })),
);

const missing = "it is missing";
const values = Object.entries({ ...hostileJson, [missing]: undefined });

/** An object as the API gives it, as JSON text. */
async function answerOf(subject: Subject): Promise<Properties> {
  const { cloudflare } = account;
  const url = `${cloudflare.baseUrl}/accounts/${cloudflare.accountId}/access/ai-controls/mcp${subject.path}/${subject.id}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${cloudflare.apiToken}` } });
  return ((await response.json()) as { result: Properties }).result;
}

/** The same with one field that is something else. */
function withField(object: Properties, name: string, text: string | undefined): string {
  const { [name]: _, ...others } = object;
  return text === undefined
    ? JSON.stringify(others)
    : JSON.stringify({ ...others, [name]: "@" }).replace(`"${name}":"@"`, () => `"${name}":${text}`);
}

const envelope = (result: string): string => `{"success":true,"result":${result}}`;

function answerWith(method: string, path: string, body: string, times: number | "always" = "always"): void {
  account.cloudflare.addFault({ method, path, action: "answer", status: 200, body, times });
}

function lookUp(kind: "one" | "all", { kind: what, idArgument, id }: Subject): Promise<unknown> {
  const { cloudflare } = account;
  const clock = new FakeClock();
  const definition: AnyResourceKind = resources[what];
  return lookUpsOf(definition)[kind](kind === "one" ? { [idArgument]: id } : {}, {
    configuration: { get: () => undefined },
    environment: environmentOf(cloudflare),
    clock,
    connect: (connection) => Promise.resolve(new CloudflareClient(connection, clock)),
    progress: () => undefined,
  });
}

/** The API is well again: everything becomes, and then is, as declared. */
async function expectConverges(deployment: Deployment, subject: Subject, args: Properties): Promise<void> {
  const { cloudflare } = account;
  cloudflare.clearFaults();
  await deployment.refresh();
  await deployment.up(args);
  expect(subject.all(cloudflare)).toHaveLength(1);
  expect(await deployment.drift()).toEqual([]);
  expect(await deployment.up(args)).toBe("same");
}

describe.each(returned)("$name of a $noun", ({ subject, name }) => {
  const object = `${subject.path}/${subject.id}`;
  const args = { ...subject.plain, ...subject.everything };

  test("may be anything when it is read: by a refresh, by lookups, in a list", async () => {
    subject.prepare(account.cloudflare);
    const deployment = new Deployment(inProcess(account.cloudflare).next, subject.kind, subject.id);
    await deployment.up(args);
    const before = structuredClone(deployment.state);
    const well = await answerOf(subject);
    for (const [, text] of values) {
      const hostile = withField(well, name, text);
      account.cloudflare.clearFaults();
      account.cloudflare.clearRequests();
      answerWith("GET", object, envelope(hostile));
      answerWith("GET", subject.path, envelope(`[${hostile}]`));
      deployment.state = structuredClone(before);
      if (await survives(() => deployment.refresh())) {
        expect(meansSomethingElse(deployment.state)).toBe(false);
      } else {
        expect(deployment.state).toEqual(before);
      }
      await survives(() => lookUp("one", subject));
      await survives(() => lookUp("all", subject));
      // Nothing that is deterministic is asked for again and again.
      expect(account.cloudflare.requests().length).toBeLessThanOrEqual(3);
    }
    await expectConverges(deployment, subject, args);
  });

  test("may be anything when it is answered to a create or an update", async () => {
    const { cloudflare } = account;
    subject.prepare(cloudflare);
    const drivers = inProcess(cloudflare);
    const deployment = new Deployment(drivers.next, subject.kind, subject.id);
    await deployment.up(args);
    const well = await answerOf(subject);
    for (const kind of ["an object that cannot be a text", "rows that cannot be a text", missing]) {
      const hostile = envelope(withField(well, name, hostileJson[kind]));
      cloudflare.clearFaults();
      answerWith("PUT", object, hostile);
      await survives(() => deployment.up({ ...args, description: `Changed for ${kind}` }));
      await expectConverges(deployment, subject, args);
      await deployment.up(undefined);
      answerWith("POST", subject.path, hostile, 1);
      await survives(() => deployment.up(args));
      expect(meansSomethingElse(deployment.state)).toBe(false);
      await expectConverges(deployment, subject, args);
    }
    expect(drivers.warnings.join()).not.toMatch(/undefined|\[object/);
  });
});

const bodies: Readonly<Record<string, string>> = {
  "nothing at all": "null",
  "a list": "[]",
  "a text": '"success"',
  "an envelope whose success is a text": '{"success":"true","result":{}}',
  "an envelope without a result": '{"success":true}',
  "a result that is null": '{"success":true,"result":null}',
  "a list for an object": '{"success":true,"result":[]}',
  "a text for an object": '{"success":true,"result":"docs"}',
  "prototype keys": '{"__proto__":{"success":true,"result":{"id":"docs"}},"constructor":{"prototype":{"polluted":1}}}',
  "ten thousand levels": `{"success":true,"result":${hostileJson["ten thousand objects in each other"] ?? ""}}`,
  "errors that are no list": '{"success":false,"errors":{"message":"x"}}',
  "errors of any kind": '{"success":false,"errors":[null,7,[],{"message":{"toString":1}},{"code":"x"},{"code":1e400}]}',
  "an error with a path of any kind":
    '{"success":false,"errors":[{"message":"no","path":[{"toString":1},null,[1],"body","name",3]}]}',
  "an error with a chain of ten thousand": `{"success":false,"errors":[{"message":"no","error_chain":[${Array.from({ length: 10_000 }, () => '{"message":"again"}').join()}]}]}`,
  "an error with a chain that is four hundred deep": `{"success":false,"errors":[${'{"message":"no","error_chain":['.repeat(200)}${"]}".repeat(200)}]}`,
  "an error of ten megabytes": `{"success":false,"errors":[{"message":"${"x".repeat(10_000_000)}"}]}`,
  "a body of fifty megabytes and more": `{"success":true,"result":"${"x".repeat(50 * 1024 * 1024)}"}`,
};

test.each(Object.entries(bodies))("an answer that is %s is refused in words, and state stays", async (_name, body) => {
  const { cloudflare } = account;
  const deployment = new Deployment(inProcess(cloudflare).next);
  await deployment.up(server.plain);
  const before = structuredClone(deployment.state);
  answerWith("GET", "/servers/docs", body);
  answerWith("GET", "/servers", body);
  answerWith("PUT", "/servers/docs", body);
  expect(await survives(() => deployment.refresh())).toBe(false);
  expect(await survives(() => lookUp("one", server))).toBe(false);
  await survives(() => deployment.up({ ...server.plain, name: "Renamed" }));
  expect(deployment.state).toEqual(before);
  cloudflare.clearFaults();
  expect(await deployment.refresh()).toEqual([]);
});

describe("a list", () => {
  const infos = ["null", '"x"', "[]", '{"total_count":-1,"per_page":0}', '{"total_count":"100","per_page":"x"}'].concat(
    '{"total_count":1e300,"per_page":1e300}',
    '{"total_count":0,"per_page":1000}',
    '{"total_count":1,"per_page":1}',
    '{"total_count":100000,"per_page":100}',
  );

  test.each(infos)("whose result_info is %s is read to its end all the same", async (info) => {
    const { cloudflare } = account;
    cloudflare.seedServers(250);
    const all = cloudflare.servers();
    const pages = [0, 100, 200, 300].map((start) => JSON.stringify(all.slice(start, start + 100)));
    for (const page of pages) {
      answerWith("GET", "/servers", `{"success":true,"result":${page},"result_info":${info}}`, 1);
    }
    // Each fault counts all matching calls, so each is to hit its own.
    const faults = cloudflare.faults().map(({ fault }) => fault);
    cloudflare.clearFaults();
    faults.forEach((fault, index) => {
      cloudflare.addFault({ ...fault, occurrence: index + 1 });
    });
    expect(await lookUp("all", server)).toHaveLength(250);
    // A list with fewer objects than are counted is read again, and the second count is true.
    const isCountedTooHigh = info.includes("100000");
    expect(cloudflare.requests().length).toBeLessThanOrEqual(isCountedTooHigh ? 7 : 4);
  });

  test("that never ends is an error, not a part of it and not for ever", async () => {
    const row = { id: "docs", name: "Docs", hostname: "https://docs.example.com/mcp", auth_type: "oauth" };
    const rows = Array.from({ length: 100 }, (_, index) => ({ ...row, id: `docs-${index}` }));
    answerWith("GET", "/servers", JSON.stringify({ success: true, result: rows }));
    await expect(lookUp("all", server)).rejects.toThrow("Cloudflare listed the same 100 objects on every page.");
    expect(account.cloudflare.requests()).toHaveLength(6);
  });

  test("with one object twice has it once", async () => {
    const { cloudflare } = account;
    cloudflare.seedServer({ id: "docs" });
    const row = JSON.stringify(await answerOf(server));
    answerWith("GET", "/servers", `{"success":true,"result":[${row},${row}]}`);
    expect(await lookUp("all", server)).toHaveLength(1);
  });
});

test("an answer about another server than was asked for is no answer, and replaces nothing", async () => {
  const { cloudflare } = account;
  cloudflare.seedServer({ id: "other", hostname: "https://other.example.com/mcp" });
  const deployment = new Deployment(inProcess(cloudflare).next);
  await deployment.up(server.plain);
  const other = { ...(await answerOf(server)), id: "other" };
  answerWith("GET", "/servers/docs", envelope(JSON.stringify(other)));
  await expect(deployment.refresh()).rejects.toThrow('is not what Cloudflare\'s API documents: it is about "other"');
  cloudflare.clearFaults();
  expect(await deployment.up(server.plain)).toBe("same");
});

const outcomes: Readonly<Record<string, string>> = {
  "of any kind": '{"status":{"toString":1},"error":{"toString":1},"error_details":"x"}',
  "that goes on for ever": '{"status":"error","error_details":{"retryable":true,"cause":[1]}}',
  "with details of any kind":
    '{"status":"error","error":7,"error_details":{"is_upstream":1,"status_code":"401","cause":{}}}',
};

test.each(Object.entries(outcomes))(
  "an outcome of a sync %s fails nothing and is told in words",
  async (_name, outcome) => {
    const { cloudflare } = account;
    answerWith("POST", "/servers/docs/sync", `{"success":false,"result":${outcome}}`);
    const drivers = inProcess(cloudflare);
    const deployment = new Deployment(drivers.next);
    await deployment.up({ ...server.plain, sync: "auto" });
    expect(drivers.warnings).toHaveLength(1);
    expect(drivers.warnings.join()).toContain("the sync of its tools failed: ");
    expect(drivers.warnings.join()).not.toMatch(/undefined|\[object/);
    expect(cloudflare.requests().length).toBeLessThanOrEqual(5);
  },
);
