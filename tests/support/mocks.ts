/** Runs programs under Pulumi's mocks, where the provider makes our resources in an emulated account. */
import * as pulumi from "@pulumi/pulumi";
import { provider } from "../../provider/src/dynamic";
import type { Properties } from "./deployment";

/** The kind of a resource of ours, by its type; undefined for any other. */
export function kindOf(type: string): string | undefined {
  return /^pulumi-nodejs:dynamic\/cloudflare-mcp:(\w+)$/.exec(type)?.[1];
}

/** What the engine lets the provider do with a new resource. */
export async function createdByMocks(kind: string, inputs: Properties): Promise<{ id: string; state: Properties }> {
  const { check, create } = provider(kind);
  const checked = await check?.({}, inputs);
  expect(checked?.failures).toEqual([]);
  const created = await create(checked?.inputs);
  return { id: created.id, state: created.outs as Properties };
}

export function withoutSecrets(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) {
    return withoutSecrets(pulumi.runtime.unwrapRpcSecret(value));
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each)]))
    : value;
}
