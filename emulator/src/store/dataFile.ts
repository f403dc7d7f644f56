/** The file that keeps the store between runs. */
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { refuseLinks, replaceFile } from "./replaceFile";
import type { StoreContent } from "./store";

const version = 1;

/** Reads the file. A missing file is an empty store; a damaged one is an error and stays untouched. */
export function loadDataFile(file: string): StoreContent {
  // Now, and not at the first change.
  refuseLinks(file);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
    if (!existsSync(dirname(file))) {
      throw new Error(`The data file ${file} cannot be kept: there is no folder ${dirname(file)}.`);
    }
    return {};
  }
  return parse(text, file);
}

/** Only the owner may read the file, because it holds the credentials of the servers. */
export function saveDataFile(file: string, accounts: StoreContent): void {
  replaceFile(file, `${JSON.stringify({ version, accounts }, null, 2)}\n`);
}

function parse(text: string, file: string): StoreContent {
  let content: { version?: unknown; accounts?: unknown } | null;
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    throw new Error(`The data file ${file} is damaged: it is not JSON. Repair it, delete it or name another one.`);
  }
  if (content?.version !== version || !hasAccounts(content.accounts)) {
    throw new Error(`${file} is not a data file of this emulator. Delete it or name another one.`);
  }
  return content.accounts;
}

function hasAccounts(accounts: unknown): accounts is StoreContent {
  return (
    typeof accounts === "object" &&
    accounts !== null &&
    Object.values(accounts as Record<string, Partial<Record<string, unknown>> | null>).every(
      (account) => Array.isArray(account?.servers) && Object.values(account).every(Array.isArray),
    )
  );
}
