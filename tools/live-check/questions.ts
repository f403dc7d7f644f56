/** All questions, and those that cannot be asked. */
import { portalQuestions } from "./portalQuestions";
import { readQuestions } from "./readQuestions";
import { serverQuestions } from "./serverQuestions";
import type { Question } from "./world";

/** Asked also without `--write`. */
export { readQuestions };

/** Asked with `--write` only. */
export const writeQuestions: readonly Question[] = [...serverQuestions, ...portalQuestions];

/** Questions that the API does not answer, or that nobody should try. */
export const unaskable = [
  {
    name: "serverDisabledWins",
    asks: "Whether a tool that its server's own overrides turn off stays hidden where a portal turns it on.",
    reason:
      "Only a client that is logged in to the portal is shown the tools: docs/internals/live-check.md says how to look.",
  },
  {
    name: "rateLimit",
    asks: "What happens beyond 1,200 calls in 5 minutes.",
    reason: "Documented; to try it would block everything that uses this token or account for 5 minutes.",
  },
  {
    name: "listWithoutPermission",
    asks: "Whether a list is refused or empty for a token without the permission.",
    reason: "It takes a second token without the permission: run `doctor` with one and compare.",
  },
  {
    name: "listedApplications",
    asks: "Whether a list of Access applications has their oauth_configuration.",
    reason: "It takes an Access application, which this check does not make.",
  },
  {
    name: "filteredTotalCount",
    asks: "Whether total_count of filtered DNS records counts those that the filter left out.",
    reason: "It takes a zone with records, which this check does not make.",
  },
] as const;
