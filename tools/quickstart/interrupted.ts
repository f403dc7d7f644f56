/** The error for a quickstart that a signal stops. */
import { constants } from "node:os";

/** Somebody asked to stop. By the time anybody reads the message, everything was cleaned up. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** As shells report it. */
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`Interrupted by ${signal}. Everything was cleaned up.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}
