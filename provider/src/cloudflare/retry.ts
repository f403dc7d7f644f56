/**
 * When a request is sent again, and after how long. Pure functions: the loop is in client.ts.
 *
 * Reads, updates and deletes may be repeated: the second one leaves what the first one would have left. A POST may not,
 * once it was sent: it may have created a server although no answer came. (The lifecycle looks whether it did.)
 */
import type { CloudflareError } from "./errors";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** How often a request is sent at most. Waiting for the end of a rate limit does not count. */
export const attemptLimit = 5;

const firstDelay = 500;
const longestDelay = 8_000;

export function mayRepeat(repeatable: boolean, error: CloudflareError): boolean {
  return error.details.retryable && (repeatable || !error.details.maybeCommitted);
}

/** No API means more than this, and it keeps every sum a time. */
const longestRetryAfter = 365 * 24 * 3_600_000;

/** What is added by chance to a wait that Cloudflare asks for: at most this part of it, and at most a second. */
const mostJitter = 0.1;
const longestJitter = 1_000;

/** How long to wait before the next attempt. `random` is between 0 and 1. */
export function delayBefore(attempt: number, error: CloudflareError, random: number): number {
  const asked = error.details.retryAfterMilliseconds;
  // An API that keeps saying "now" and refusing does not get a storm.
  if (asked !== undefined && (asked > 0 || attempt < attemptLimit)) {
    return asked + Math.round(Math.min(asked * mostJitter, longestJitter) * random);
  }
  const delay = Math.min(firstDelay * 2 ** (attempt - 1), longestDelay);
  // Up to a quarter less, so that many programs that failed together do not come back together.
  return Math.round(delay * (1 - random / 4));
}

/**
 * Reads `Retry-After`: whole seconds or a date. Anything else, such as "0x10" or "-1", is no answer, so the usual
 * delays apply. A date in the past means now.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) {
    return Math.min(Number(text) * 1000, longestRetryAfter);
  }
  // Date.parse takes much that is no HTTP date ("0x10", "-1", "5 apples"): all HTTP dates begin with a week day.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) {
    return undefined;
  }
  // The asctime form has no zone, and Date.parse would take ours.
  const date = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), longestRetryAfter);
}

/**
 * Reads Cloudflare's `Ratelimit` header, such as `"default";r=50;t=30`: r calls are left for the next t seconds.
 * Gives how long to keep quiet, when nothing is left: of several such limits, the longest.
 */
export function parseRatelimit(value: string | undefined): number | undefined {
  const waits = (value ?? "").split(",").flatMap((policy) => {
    const remaining = /;\s*r=(\d+)/.exec(policy)?.[1];
    const seconds = /;\s*t=(\d+)/.exec(policy)?.[1];
    return remaining === "0" && seconds !== undefined ? [Math.min(Number(seconds) * 1000, longestRetryAfter)] : [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}
