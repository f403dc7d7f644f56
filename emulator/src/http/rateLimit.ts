/** Cloudflare's rate limit for API calls. */
import { errorCodes } from "pulumi-cloudflare-mcp/wire";
import { ApiError } from "../refusals";

const callsPerWindow = 1_200;
const windowInMilliseconds = 300_000;

/**
 * Documented: 1,200 calls in 5 minutes, counted over all tokens and the key of a user. The next call blocks every call
 * for 5 minutes. All identities of the emulator belong to one user.
 */
export class RateLimit {
  private windowEnd = 0;
  private calls = 0;
  private blockedUntil = 0;

  constructor(private readonly now: () => number) {}

  /** Counts one call and returns the headers that its answer carries; throws when it is blocked. */
  count(): Record<string, string> {
    const now = this.now();
    if (now < this.blockedUntil) {
      throw this.blocked(now);
    }
    if (now >= this.windowEnd) {
      this.windowEnd = now + windowInMilliseconds;
      this.calls = 0;
    }
    this.calls += 1;
    if (this.calls > callsPerWindow) {
      this.exceed();
      throw this.blocked(now);
    }
    return headers(callsPerWindow - this.calls, this.windowEnd - now);
  }

  /** Blocks all calls from now on, like a call over the limit. */
  exceed(): void {
    this.blockedUntil = this.now() + windowInMilliseconds;
    // A new window begins when the block ends, whatever was left of the old one.
    this.windowEnd = this.blockedUntil;
  }

  private blocked(now: number): ApiError {
    const left = this.blockedUntil - now;
    return new ApiError(
      429,
      [{ code: errorCodes.throttled, message: "Please wait and consider throttling your request speed" }],
      // Documented: whole seconds, and only when the limit is exceeded.
      { ...headers(0, left), "retry-after": String(Math.ceil(left / 1_000)) },
    );
  }
}

const headers = (remaining: number, milliseconds: number): Record<string, string> => ({
  ratelimit: `"default";r=${remaining};t=${Math.ceil(milliseconds / 1_000)}`,
  "ratelimit-policy": `"default";q=${callsPerWindow};w=${windowInMilliseconds / 1_000}`,
});
