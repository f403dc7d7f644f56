/** The JSON schemas that the package publishes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { repository } from "../docs/tree";

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
addFormats(ajv);

export function publishedSchema(name: string): object {
  return JSON.parse(readFileSync(join(repository, "provider/schema", name), "utf8")) as object;
}

/** What is wrong with a value by that schema, in words; nothing when it fits. */
export function faultsBy(name: string): (value: unknown) => string[] {
  const fits = ajv.compile(publishedSchema(name));
  return (value) => {
    fits(value);
    return (fits.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
  };
}
