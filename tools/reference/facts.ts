/** What the tables know of an argument: its default, its limits, and what a change of it does. */
import {
  accountIdForm,
  mappingForm,
  overrideForm,
  portalFields,
  portalServerLimits,
  serverFields,
  type WireField,
  type WireForm,
} from "#provider/cloudflare/wire/index";
import type { KindName } from "#provider/kinds";
import { logicalName, type Field } from "#provider/lifecycle/fields";
import { camelCase } from "#provider/lifecycle/values";
import { resources, type AnyResourceKind } from "#provider/resources";

export interface Facts {
  readonly default?: string;
  readonly limits?: string;
  readonly notes?: readonly string[];
}

const wireFields: Readonly<Record<KindName, Readonly<Record<string, WireField>>>> = {
  McpServer: serverFields,
  McpPortal: portalFields,
};

/** What the API's forms do not say, since only requests are held to it. */
const ownLimits: Readonly<Record<string, string>> = {
  "McpServer.hostname": "an http or https URL without user, password and fragment",
  "McpPortal.servers": `at most ${portalServerLimits.documented} (documented)`,
};

/** By name, for each argument of a resource. */
export function argumentFacts(kind: KindName): ReadonlyMap<string, Facts> {
  const { table }: AnyResourceKind = resources[kind];
  return new Map(table.map((field) => [field.name, factsOf(kind, field)]));
}

function factsOf(kind: KindName, field: Field): Facts {
  const wire = field.wireName === undefined ? undefined : wireFields[kind][field.wireName];
  const form = field.name === "accountId" ? accountIdForm : wire?.form;
  const limits = ownLimits[`${kind}.${field.name}`] ?? limitsOf(form);
  const replaces = field.kind === "identity" || field.kind === "replaced";
  return {
    ...(field.default !== undefined && { default: defaultText(field.default) }),
    ...(limits !== undefined && { limits }),
    notes: [...(replaces ? ["replaces"] : []), ...(field.kind === "writeOnly" ? ["write-only"] : [])],
  };
}

/** The same for members of the objects in arguments, by the name of their interface. */
export const memberFacts: Readonly<Record<string, ReadonlyMap<string, Facts>>> = {
  McpOverride: factsOfForms(overrideForm),
  McpPortalServer: factsOfForms(mappingForm),
  McpPortalServerById: factsOfForms(mappingForm),
};

function factsOfForms(forms: Readonly<Record<string, WireForm>>): ReadonlyMap<string, Facts> {
  return new Map(
    Object.entries(forms).map(([name, form]) => {
      const limits = limitsOf(form);
      return [camelCase(name), limits === undefined ? {} : { limits }];
    }),
  );
}

function limitsOf(form: WireForm | undefined): string | undefined {
  if (form?.type !== "string") {
    return undefined;
  }
  const { minLength, maxLength, patternInWords } = form;
  const length =
    maxLength !== undefined
      ? `${minLength === undefined ? "at most" : `${minLength} to`} ${maxLength} characters`
      : minLength === undefined
        ? undefined
        : "not empty";
  const pattern = patternInWords?.replace(/^(must be|may contain only) /, "").replaceAll(/(?<= )[_-](?= )/g, "`$&`");
  const parts = [length, pattern].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join("; ");
}

function defaultText(value: unknown): string {
  if (value === logicalName) {
    return "the name of the resource";
  }
  const isNone = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return isNone ? "none" : `\`${JSON.stringify(value)}\``;
}
