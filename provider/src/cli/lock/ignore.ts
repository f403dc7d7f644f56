/** `lock ignore`: members of definitions that may change without a review. */
import { withIgnored } from "../../lock/edit";
import { visible } from "../../lock/characters";
import { readLock } from "../../lock/locate";
import { checkIgnored } from "../../lock/parse";
import { exitCodes, UsageError, type ExitCode } from "../exitCodes";
import type { Shell } from "../shell";
import type { FileOptions } from "./command";
import { lockOfServer, writeLock } from "./locks";

export function ignoreIn(shell: Shell, server: string, pointers: readonly string[], { file }: FileOptions): ExitCode {
  const { place } = lockOfServer(shell, server, file);
  const fault = checkIgnored(pointers);
  if (fault !== undefined) {
    throw new UsageError(fault);
  }
  const lock = withIgnored(readLock(server, place), pointers);
  writeLock(place, lock);
  shell.out.write(
    [
      `${server}: these members may change without a review (${place.file})`,
      ...lock.ignore.map((pointer) => `  ${visible(pointer)}`),
      "",
    ].join("\n"),
  );
  return exitCodes.nothingFound;
}
