/** `npm run schema`: writes provider/schema/schema.json, the Pulumi package schema of the native plugin. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Declarations } from "./declarations";
import { packageSchema } from "./package";

const repository = join(__dirname, "..", "..", "..");
const provider = join(repository, "provider");
const { version } = JSON.parse(readFileSync(join(provider, "package.json"), "utf8")) as { readonly version: string };
const declarations = new Declarations(join(provider, "src", "program"));
const schema = packageSchema(declarations, version, join(repository, "examples"));
writeFileSync(join(provider, "schema", "schema.json"), `${JSON.stringify(schema, undefined, 2)}\n`);
