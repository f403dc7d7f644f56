/** Reads the file of the argument `toolLock`. */
import * as v from "valibot";
import { lockPlace, readLock } from "../lock/locate";
import { LockError } from "../lock/parse";
import { known, listOf } from "../lifecycle/schemas";
import { hasUnknown, isSet, isUnknown } from "../lifecycle/values";
import { withRemaining } from "./remaining";
import { argumentOf, lockModes, summaryIn, summaryOf, type LockSummary } from "./summary";

const fileSchema = known(v.pipe(v.string("must be the path of a lock file"), v.minLength(1, "must not be empty")));

/**
 * A file, or `{ file, mode }`. With ignoreChanges, the argument contains what state added; the file is then read again.
 */
export const toolLockSchema: v.GenericSchema = known(
  v.union(
    [
      fileSchema,
      v.strictObject({
        file: fileSchema,
        mode: v.nullish(known(v.picklist(lockModes))),
        hostname: v.optional(v.string()),
        ignore: v.optional(v.array(v.string())),
        tools: v.optional(v.record(v.string(), v.string())),
        prompts: v.optional(v.record(v.string(), v.string())),
        unreviewed: v.optional(v.unknown()),
        __record: v.optional(v.unknown()),
      }),
    ],
    `must be the path of a lock file, such as "mcp-locks/github.json", or an object with file and mode (${listOf(lockModes)})`,
  ),
);

/**
 * Reads the file, whatever state says: state has what a refresh found, and nobody has reviewed that. `before` is the
 * lock of the previous step. Unknown values, and values that the schemas refuse, stay unchanged.
 */
export function resolveLock(
  value: unknown,
  serverId: unknown,
  folder: string,
  before: unknown,
): { readonly lock: unknown; readonly failures: readonly string[] } {
  const isOpen = typeof serverId !== "string" || isUnknown(serverId) || !isSet(value) || hasUnknown(value);
  if (isOpen || !v.is(toolLockSchema, value)) {
    return { lock: value, failures: [] };
  }
  const { file, mode } = argumentOf(value);
  const place = lockPlace(serverId, file, folder);
  try {
    const summary = summaryOf(readLock(serverId, place), place.file, mode);
    return { lock: withRemaining(summary, summaryIn(before)) satisfies LockSummary, failures: [] };
  } catch (error) {
    if (!(error instanceof LockError)) {
      throw error;
    }
    return { lock: value, failures: error.reasons };
  }
}
