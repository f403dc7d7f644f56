/** `npm run prose`: what breaks the rules for prose, with its place. Exits with 1 if anything does. */
import { join } from "node:path";
import { proseFaults } from "./files";

const faults = proseFaults(join(__dirname, "..", "..", ".."));
for (const { place, rule, text } of faults) {
  console.log(`${place}  ${rule}\n    ${text.slice(0, 200)}`);
}
console.log(faults.length === 0 ? "Prose: nothing to mend." : `Prose: ${faults.length} to mend.`);
process.exitCode = faults.length === 0 ? 0 : 1;
