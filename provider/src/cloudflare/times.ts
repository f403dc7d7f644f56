/** Times in answers. */

/** Cloudflare writes both "2026-03-11 15:00:58" (from its database) and ISO 8601, always in UTC. */
export function parseTime(value: unknown): number | undefined {
  if (typeof value !== "string") {
    return undefined;
  }
  const time = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The time in seconds, because the two forms differ in fractions. */
export function secondOf(value: unknown): number | undefined {
  const time = parseTime(value);
  return time === undefined ? undefined : Math.floor(time / 1000);
}
