/** What a person reads in this repository. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { passagesOf } from "./markdown";
import { findFaults, type Fault } from "./rules";
import { documentationOf, messagesOf } from "./source";

/** Faults of README, docs, changelog, messages and public documentation. */
export function proseFaults(repository: string): Fault[] {
  const read = (file: string): string => readFileSync(join(repository, file), "utf8");
  const markdown = [
    "README.md",
    "provider/README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "emulator/README.md",
    ...filesIn(repository, "docs", ".md"),
  ];
  const sources = filesIn(repository, "provider/src", ".ts").filter((file) => !file.endsWith("Assets.ts"));
  return [
    ...markdown.flatMap((file) => passagesOf(file, read(file))),
    ...sources.flatMap((file) => messagesOf(file, read(file))),
    ...sources
      .filter((file) => file.startsWith("provider/src/program/"))
      .flatMap((file) => documentationOf(file, read(file))),
  ].flatMap(findFaults);
}

function filesIn(repository: string, folder: string, ending: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`)
    .sort();
}
