/** States of deployments without the engine, as `pulumi stack export` prints them. */
import type { Deployment, Properties } from "./deployment";

export interface SavedOptions {
  /** How secrets are written: as by `--show-secrets`, or encrypted. */
  readonly secrets?: "plaintext" | "ciphertext";
  /** More arguments that the program marked as secret. */
  readonly marked?: readonly string[];
  readonly ignoreChanges?: readonly string[];
  /** The inputs of an explicit provider. */
  readonly provider?: Properties;
  readonly external?: true;
  readonly pendingReplacement?: true;
}

const alwaysSecret = ["authCredentials", "clientSecret"];

export function savedState(...saved: readonly (readonly [Deployment, SavedOptions])[]): string {
  const resources = saved.flatMap(([deployment, options], index) => {
    const { state, urn, type } = deployment;
    if (state === undefined) {
      return [];
    }
    const providerUrn = `urn:pulumi:test::test::pulumi:providers:pulumi-nodejs::${options.provider === undefined ? "default" : `other-${index}`}`;
    const sealed = (properties: Properties): Properties =>
      Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
          name,
          [...alwaysSecret, ...(options.marked ?? [])].includes(name) && value !== null && value !== undefined
            ? secret(value, options.secrets ?? "plaintext")
            : value,
        ]),
      );
    return [
      {
        urn: providerUrn,
        custom: true,
        id: "provider-id",
        type: "pulumi:providers:pulumi-nodejs",
        inputs: options.provider ?? {},
        outputs: options.provider ?? {},
      },
      {
        urn,
        custom: true,
        id: state.id,
        type,
        inputs: sealed(state.inputs),
        outputs: sealed(state.outputs),
        provider: `${providerUrn}::provider-id`,
        ...(options.ignoreChanges === undefined ? {} : { ignoreChanges: options.ignoreChanges }),
        ...(options.external === undefined ? {} : { external: true }),
        ...(options.pendingReplacement === undefined ? {} : { pendingReplacement: true }),
      },
    ];
  });
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });
}

/** A secret as Pulumi's states have it. */
export function secret(value: unknown, form: "plaintext" | "ciphertext"): Properties {
  return {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ...(form === "plaintext" ? { plaintext: JSON.stringify(value) } : { ciphertext: "v1:not+for+reading==" }),
  };
}
