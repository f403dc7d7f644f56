/** `npm run reference`: writes docs/reference.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Declarations } from "../schema/declarations";
import { referencePage } from "./page";

const repository = join(__dirname, "..", "..", "..");
const declarations = new Declarations(join(repository, "provider", "src", "program"));
writeFileSync(join(repository, "docs", "reference.md"), referencePage(declarations));
