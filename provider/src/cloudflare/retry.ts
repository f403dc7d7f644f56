/**
 * Decides whether and when to retry a request. Pure functions: the loop is in client.ts.
 *
 * Reads, updates and deletes can be repeated, because a second one has the same result. A POST cannot, once it was
 * sent: it might have created a server although no answer came. (The lifecycle then looks it up.)
 */
import type { CloudflareError } from "./errors";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** The maximum number of attempts. Waits for the end of a rate limit do not count. */
export const attemptLimit = 5;

const firstDelay = 500;
const longestDelay = 8_000;

export function mayRepeat(repeatable: boolean, error: CloudflareError): boolean {
  return error.details.retryable && (repeatable || !error.details.maybeCommitted);
}

/** An upper limit beyond any real API, so that every sum stays a valid time. */
const longestRetryAfter = 365 * 24 * 3_600_000;

/** The random addition to a wait that Cloudflare requests: at most this share of it, and at most a second. */
const mostJitter = 0.1;
const longestJitter = 1_000;

/** The delay before the next attempt. `random` is between 0 and 1. */
export function delayBefore(attempt: number, error: CloudflareError, random: number): number {
  const asked = error.details.retryAfterMilliseconds;
  // Prevents a flood of calls to an API that keeps rejecting them with "retry now".
  if (asked !== undefined && (asked > 0 || attempt < attemptLimit)) {
    return asked + Math.round(Math.min(asked * mostJitter, longestJitter) * random);
  }
  const delay = Math.min(firstDelay * 2 ** (attempt - 1), longestDelay);
  // Up to a quarter less, so that programs that failed together do not retry together.
  return Math.round(delay * (1 - random / 4));
}

/**
 * Reads `Retry-After`: whole seconds or a date. Anything else, such as "0x10" or "-1", is ignored, so the usual delays
 * apply. A date in the past means now.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) {
    return Math.min(Number(text) * 1000, longestRetryAfter);
  }
  // Date.parse accepts texts that are not HTTP dates ("0x10", "-1", "5 apples"); all HTTP dates begin with a weekday.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) {
    return undefined;
  }
  // The asctime form has no zone, and Date.parse would assume the local one.
  const date = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), longestRetryAfter);
}

/**
 * Reads Cloudflare's `Ratelimit` header, such as `"default";r=50;t=30`: r calls are left for the next t seconds.
 * Returns the pause if none are left: the longest of several limits.
 */
export function parseRatelimit(value: string | undefined): number | undefined {
  const waits = (value ?? "").split(",").flatMap((policy) => {
    const remaining = /;\s*r=(\d+)/.exec(policy)?.[1];
    const seconds = /;\s*t=(\d+)/.exec(policy)?.[1];
    return remaining === "0" && seconds !== undefined ? [Math.min(Number(seconds) * 1000, longestRetryAfter)] : [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}
