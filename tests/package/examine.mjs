// Prints, as JSON, what two checkers say of a tarball. A module of its own, because they are no CommonJS.
import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const [, , file = ""] = process.argv;
const tarball = readFileSync(file);

const types = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
const { messages, pkg } = await publint({
  pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) },
  strict: true,
});
process.stdout.write(
  JSON.stringify({
    types: types.types ? types.problems : ["The package has no types."],
    publint: messages.map((message) => formatMessage(message, pkg, { color: false })),
  }),
);
