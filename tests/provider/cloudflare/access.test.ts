import { Access } from "../../../provider/src/cloudflare/access";
import type { CloudflareClient, Request } from "../../../provider/src/cloudflare/client";
import { listReadable } from "../../../provider/src/cloudflare/list";

function accessOf(...answers: readonly object[]) {
  const asked: Request[] = [];
  const send = (request: Request): Promise<unknown> => {
    asked.push(request);
    return Promise.resolve({ bytes: 1, ...answers[asked.length - 1] });
  };
  const client = { send } as unknown as CloudflareClient;
  return { asked, access: new Access({ client, accountId: "a/b", context: { deadline: 7, secrets: ["secret"] } }) };
}

test.each([
  ["applications", "apps", "Access application", "Access: Apps and Policies Read"],
  ["groups", "groups", "Access group", "Access: Organizations, Identity Providers, and Groups Read"],
  [
    "identityProviders",
    "identity_providers",
    "identity provider",
    "Access: Organizations, Identity Providers, and Groups Read",
  ],
  ["serviceTokens", "service_tokens", "service token", "Access: Service Tokens Read"],
] as const)("%s are read from the account, page after page and one by one", async (kind, folder, noun, permission) => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ id: `x${index}` }));
  const info = { per_page: 100, total_count: 101 };
  const { access, asked } = accessOf(
    { result: rows, info },
    { result: [{ id: "last" }, {}], info },
    { result: { id: "x" } },
  );
  const { objects, unread } = await listReadable(access[kind]);
  expect(objects).toHaveLength(101);
  expect(unread).toMatchObject([{ named: `${noun} number 102 of the list`, reason: "it has no id" }]);
  expect(await access[kind].get("x")).toMatchObject({ object: { id: "x" } });
  const common = { method: "GET", deadline: 7, secrets: ["secret"], permission };
  const path = `/accounts/a%2Fb/access/${folder}`;
  expect(asked).toMatchObject([
    { ...common, path, query: { page: 1, per_page: 100 }, attempted: `list ${noun}s` },
    { ...common, path, query: { page: 2, per_page: 100 } },
    { ...common, path: `${path}/x`, attempted: `read ${noun} "x"` },
  ]);
});

test("the organization is one object without an id", async () => {
  const { access, asked } = accessOf({ result: { name: "Team" } });
  expect(await access.organization()).toEqual({ name: "Team" });
  expect(asked).toMatchObject([{ path: "/accounts/a%2Fb/access/organizations" }]);
  expect(asked[0]?.flaw?.({ deny_unmatched_requests: "no" })).toBe("its deny_unmatched_requests has another form");
});
