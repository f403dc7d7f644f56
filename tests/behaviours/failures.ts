/** Behaviours when Cloudflare refuses a call, answers nonsense or does not answer. */
import { updates } from "../support/account";
import { pathOf, type Subject } from "./subject";
import { behaviours, expectQuiet, failureOf, refusalOf, writes, type Behaviour } from "./world";

/** Answers that get lost, that are no answers, and that say no. */
export const failuresOf = (subject: Subject): readonly Behaviour[] => {
  const { id, noun, path, plain, everything, seeded } = subject;
  const args = { ...plain, ...everything };
  const changed = { ...args, description: "Changed" };
  const object = pathOf(subject);
  return behaviours([
    ...(["cutAfterCommit", "truncate"] as const).flatMap((action): Behaviour[] => [
      {
        name: `a create whose answer is lost (${action}) is found again: one ${noun}, one POST`,
        happens: async (world) => {
          const { cloudflare, deployment } = world;
          cloudflare.addFault({ method: "POST", path, action });
          expect(await deployment.up(args)).toBe("create");
          expect(writes(cloudflare)).toEqual([`POST ${path}`]);
          expect(subject.all(cloudflare)).toHaveLength(1);
          await expectQuiet(world, args);
        },
      },
      {
        name: `an update whose answer is lost (${action}) is sent again and has happened once`,
        happens: async (world) => {
          const { cloudflare, deployment } = world;
          await deployment.up(args);
          cloudflare.clearRequests();
          cloudflare.addFault({ method: "PUT", action });
          expect(await deployment.up(changed)).toBe("update");
          expect(updates(cloudflare)).toEqual([{ description: "Changed" }, { description: "Changed" }]);
          expect(subject.stored(cloudflare)?.description).toBe("Changed");
          await expectQuiet(world, changed);
        },
      },
      {
        name: `a delete whose answer is lost (${action}) is sent again and succeeds`,
        happens: async ({ cloudflare, deployment }) => {
          await deployment.up(args);
          cloudflare.clearRequests();
          cloudflare.addFault({ method: "DELETE", action });
          expect(await deployment.up(undefined)).toBe("delete");
          expect(writes(cloudflare)).toEqual([`DELETE ${object}`, `DELETE ${object}`]);
          expect(subject.all(cloudflare)).toEqual([]);
        },
      },
      {
        name: `a read whose answer is lost (${action}) is asked for again`,
        happens: async ({ cloudflare, deployment }) => {
          await deployment.up(args);
          cloudflare.addFault({ method: "GET", action });
          expect(await deployment.refresh()).toEqual([]);
        },
      },
    ]),
    {
      name: `a create that never arrived is sent again: one ${noun}`,
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        cloudflare.addFault({ method: "POST", path, action: "cutBeforeCommit" });
        await deployment.up(args);
        expect(writes(cloudflare)).toEqual([`POST ${path}`, `POST ${path}`]);
        expect(subject.all(cloudflare)).toHaveLength(1);
        await expectQuiet(world, args);
      },
    },
    {
      name: `a lost create is not mistaken for the same ${noun} of somebody else`,
      happens: async ({ cloudflare, deployment }) => {
        subject.seed(cloudflare, { ...seeded, name: id, created_at: "2026-01-01 00:00:00" });
        const before = subject.stored(cloudflare);
        cloudflare.addFault({ method: "POST", path, action: "cutAfterCommit" });
        expect((await failureOf(deployment.up(plain))).message).toContain("already exists");
        expect(deployment.state).toBeUndefined();
        expect(subject.stored(cloudflare)).toEqual(before);
      },
    },
    {
      name: `a lost create is not mistaken for another ${noun} that somebody made in the same moment`,
      happens: async ({ cloudflare, deployment }) => {
        subject.seed(cloudflare, { ...seeded, name: "Theirs" });
        cloudflare.addFault({ method: "POST", path, action: "cutAfterCommit" });
        expect((await failureOf(deployment.up(plain))).message).toContain("already exists");
        expect(deployment.state).toBeUndefined();
        expect(subject.stored(cloudflare)?.name).toBe("Theirs");
      },
    },
    {
      name: "a create whose answer and lookup are both lost says how to go on, and that way works",
      happens: async (world) => {
        const { cloudflare, deployment, environment } = world;
        cloudflare.addFault({ method: "POST", path, action: "cutAfterCommit" });
        cloudflare.addFault({ method: "GET", action: "answer", status: 403, body: { success: false, errors: [] } });
        const { message } = await failureOf(deployment.up(args));
        expect(message).toContain(`CLOUDFLARE_MCP_ADOPT=${cloudflare.accountId}/${id}`);
        expect(deployment.state).toBeUndefined();

        environment.CLOUDFLARE_MCP_ADOPT = `${cloudflare.accountId}/${id}`;
        await deployment.up(args);
        expect(subject.all(cloudflare)).toHaveLength(1);
        await expectQuiet(world, args);
      },
    },
    {
      name: "the page of a proxy, once, is survived by each kind of call",
      happens: async ({ cloudflare, deployment }) => {
        cloudflare.addFault({ method: "POST", path, action: "html" });
        await deployment.up(args);
        cloudflare.addFault({ method: "PUT", action: "html" });
        await deployment.up(changed);
        cloudflare.addFault({ method: "GET", action: "html" });
        expect(await deployment.refresh()).toEqual([]);
        cloudflare.addFault({ method: "DELETE", action: "html" });
        await deployment.up(undefined);
        expect(subject.all(cloudflare)).toEqual([]);
      },
    },
    ...([200, 403, 404] as const).map((status): Behaviour => ({
      name: `a page of HTML with status ${status} is an error, never "gone", and state keeps the ${noun}`,
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up(args);
        const state = structuredClone(deployment.state);
        cloudflare.addFault({ times: "always", action: "html", status });
        for (const command of [
          () => deployment.drift(),
          () => deployment.refresh(),
          () => deployment.up(changed),
          () => deployment.up(undefined),
        ]) {
          const { message } = await failureOf(command());
          expect(message).toContain(`HTTP ${status}`);
          expect(message).not.toContain("<html");
          expect(deployment.state).toEqual(state);
        }
        expect(subject.all(cloudflare)).toHaveLength(1);
      },
    })),
    {
      name: `404 with another code than that of a missing ${noun} is an error, never gone`,
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up(args);
        cloudflare.addFault({
          method: "GET",
          action: "answer",
          status: 404,
          body: { success: false, errors: [{ code: 7003, message: "No route for that URI" }] },
        });
        expect((await failureOf(deployment.refresh())).message).toContain("Check the account id.");
        expect(deployment.state).toBeDefined();
      },
    },
    {
      name: `an update of a ${noun} that was deleted by hand says to refresh, and that way works`,
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up(args);
        subject.remove(cloudflare);
        expect((await failureOf(deployment.up(changed))).message).toContain("`pulumi up --refresh`");
        expect(await deployment.refresh()).toEqual(["gone"]);
        expect(await deployment.up(changed)).toBe("create");
        expect(subject.stored(cloudflare)?.description).toBe("Changed");
      },
    },
    {
      name: `a delete of a ${noun} that was deleted by hand succeeds`,
      happens: async ({ cloudflare, deployment }) => {
        await deployment.up(args);
        subject.remove(cloudflare);
        expect(await deployment.up(undefined)).toBe("delete");
        expect(deployment.state).toBeUndefined();
      },
    },
    {
      name: "missing credentials and a malformed account are refused at once with the rest, before any call",
      happens: async ({ cloudflare, deployment, environment }) => {
        environment.CLOUDFLARE_API_TOKEN = "";
        environment.CLOUDFLARE_ACCOUNT_ID = "abc";
        const { reasons } = await refusalOf(deployment.up({ ...args, description: "x".repeat(513) }));
        expect(reasons.toSorted()).toEqual([
          expect.stringMatching(/^No Cloudflare credentials\. Set the environment variable CLOUDFLARE_API_TOKEN/),
          expect.stringMatching(
            /^accountId: must be an account id: 32 hexadecimal digits, such as \w+\. It comes from CLOUDFLARE_ACCOUNT_ID$/,
          ),
          expect.stringMatching(/^description: /),
        ]);
        expect(cloudflare.requests()).toEqual([]);
        expect(deployment.state).toBeUndefined();
      },
    },
    {
      name: "missing credentials are refused before an up without changes too, and state stays",
      happens: async ({ cloudflare, deployment, environment }) => {
        await deployment.up(args);
        const state = structuredClone(deployment.state);
        environment.CLOUDFLARE_API_TOKEN = undefined;
        const { reasons } = await refusalOf(deployment.up(args));
        expect(reasons).toEqual([expect.stringMatching(/^No Cloudflare credentials/)]);
        expect(deployment.state).toEqual(state);
        expect(subject.all(cloudflare)).toHaveLength(1);
      },
    },
    {
      name: "a token that may only read can look, and is told which permission it lacks for the rest",
      happens: async (world) => {
        const { cloudflare, deployment, environment } = world;
        await deployment.up(args);
        environment.CLOUDFLARE_API_TOKEN = cloudflare.readOnlyToken;
        await expectQuiet(world, args);
        const state = structuredClone(deployment.state);
        for (const next of [changed, undefined]) {
          const { message } = await failureOf(deployment.up(next));
          expect(message).toContain("MCP Portals Write");
          expect(message).toContain("CLOUDFLARE_API_TOKEN (environment)");
          expect(deployment.state).toEqual(state);
        }
        expect(subject.stored(cloudflare)?.description).toBe(everything.description);
      },
    },
    {
      name: "an update that is refused leaves state as it was, and the next one sends it again",
      happens: async (world) => {
        const { cloudflare, deployment } = world;
        await deployment.up(args);
        const state = structuredClone(deployment.state);
        cloudflare.addFault({
          method: "PUT",
          action: "answer",
          status: 400,
          body: { success: false, errors: [{ code: 7001, message: "Too funny", path: ["body", "description"] }] },
        });
        expect((await failureOf(deployment.up(changed))).message).toContain('"Too funny" at body.description [7001]');
        expect(deployment.state).toEqual(state);
        await deployment.up(changed);
        await expectQuiet(world, changed);
      },
    },
  ]);
};

/** Arguments of a server that are refused. */
export const refusals = behaviours([
  {
    name: "all mistakes in the arguments are refused at once, each with its argument, without a call",
    happens: async ({ cloudflare, deployment }) => {
      const { reasons } = await refusalOf(
        deployment.up({
          serverId: "Not An Id",
          hostname: "docs.example.com",
          authType: "basic",
          description: "x".repeat(513),
          updatedTools: [{ name: "a", alias: "" }],
          descripton: "misspelt",
        }),
      );
      expect(reasons.map((reason) => reason.split(":")[0]).toSorted()).toEqual([
        "authType",
        "description",
        "descripton",
        "hostname",
        "serverId",
        "updatedTools.0.alias",
      ]);
      expect(reasons.join("\n")).toContain("did you mean description?");
      expect(cloudflare.requests()).toEqual([]);
      expect(deployment.state).toBeUndefined();
    },
  },
]);
