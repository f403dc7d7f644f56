/** Validates values by the JSON schemas of this repository, and by that of SARIF. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { repository } from "../docs/tree";

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
addFormats(ajv);

/** The schemas that the package publishes, unless another folder is given. */
export function publishedSchema(name: string, folder = "provider/schema"): object {
  return JSON.parse(readFileSync(join(repository, folder, name), "utf8")) as object;
}

/** What is wrong with a value by that schema, in words; nothing when it fits. */
export function faultsBy(name: string, folder?: string): (value: unknown) => string[] {
  return faultsOf(ajv.compile(publishedSchema(name, folder)));
}

/** As OASIS publishes it, carried by a package of Microsoft's. Nothing in it depends on its draft of JSON Schema. */
const {
  $schema: _draft,
  id: _id,
  ...sarifSchema
} = JSON.parse(
  readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
) as Record<string, unknown>;
const sarifAjv = addFormats(new Ajv({ allErrors: true, strict: false, unicodeRegExp: false }));

export const sarifFaults = faultsOf(sarifAjv.compile(sarifSchema));

function faultsOf(fits: ValidateFunction): (value: unknown) => string[] {
  return (value) => {
    fits(value);
    return (fits.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
  };
}
