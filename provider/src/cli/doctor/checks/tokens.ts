/** Checks service tokens: those in policies, and those that servers might send to their upstreams. */
import type { WireServiceToken } from "../../../cloudflare/wire/access";
import { firstOf } from "../../../lifecycle/values";
import { asText } from "../../../text/asText";
import { namedBy } from "../access/checks";
import { directoryOf } from "../access/directory";
import type { Evidence } from "../evidence";
import { newFinding, type Finding } from "../report";
import { applicationsInPlay } from "./serverAccess";
import { givePermission, shownServers, textOr } from "./subjects";

const soon = 30 * 24 * 60 * 60_000;
const page = "on the dashboard: Zero Trust > Access controls > Service credentials > Service Tokens";

export function findTokenProblems(evidence: Evidence): Finding[] {
  const { serviceTokens, now } = evidence;
  const named = [...namedBy(applicationsInPlay(evidence), directoryOf(evidence)).serviceTokens].toSorted();
  if (!serviceTokens.known) {
    return named.length === 0
      ? []
      : [
          newFinding(
            "tokens-unread",
            `Whether the service tokens that policies name still work is not known: ${serviceTokens.because}`,
            givePermission(serviceTokens),
          ),
        ];
  }
  const { objects, unread } = serviceTokens.value;
  const tokens = new Map(objects.map((token) => [token.id, token]));
  const gone = unread.length > 0 ? [] : named.filter((id) => !tokens.has(id));
  return [
    ...named.flatMap((id) => judgeNamed(tokens.get(id), now)),
    ...(gone.length === 0
      ? []
      : [
          newFinding(
            "token-gone",
            `Policies name service tokens that the account does not have: ${firstOf(gone, 3)}.`,
            {
              fix: `Create one, ${page}, and name it in the policy; or remove it from the policy.`,
            },
          ),
        ]),
    ...findTokensOfUpstreams(
      evidence,
      objects.filter(({ id }) => !named.includes(id)),
    ),
  ];
}

function judgeNamed(token: WireServiceToken | undefined, now: number): Finding[] {
  if (token === undefined) {
    return [];
  }
  const until = Date.parse(textOr(token.expires_at, ""));
  const name = JSON.stringify(textOr(token.name, token.id));
  if (token.enabled === false || until <= now) {
    const how = token.enabled === false ? "is disabled" : `expired at ${asText(token.expires_at)}`;
    return [
      newFinding("token-expired", `The service token ${name} ${how}: Access rejects machines that send it.`, {
        fix: `${token.enabled === false ? "Enable it" : "Refresh it"}, ${page}; its client keeps the same secret.`,
      }),
    ];
  }
  return until - now < soon
    ? [
        newFinding("token-expires", `The service token ${name} expires at ${asText(token.expires_at)}.`, {
          fix: `Refresh it, ${page}.`,
        }),
      ]
    : [];
}

/** The API never returns the token that a server sends, so an expired token counts only if servers fail as well. */
function findTokensOfUpstreams(evidence: Evidence, others: readonly WireServiceToken[]): Finding[] {
  const failing = shownServers(evidence).filter(({ server }) => server.status === "error");
  const expired = others.filter(
    ({ enabled, expires_at: until }) => enabled === false || Date.parse(textOr(until, "")) <= evidence.now,
  );
  return failing.length === 0 || expired.length === 0
    ? []
    : [
        newFinding(
          "token-of-upstream",
          `Servers fail (${firstOf(
            failing.map(({ id }) => id),
            5,
          )}), and service tokens of the account have expired: ${firstOf(
            expired.map(({ id, name }) => JSON.stringify(textOr(name, id))),
            5,
          )}. If a server sends one to its upstream, that is why.`,
          {
            fix: `Refresh it, ${page}.`,
          },
        ),
      ];
}
