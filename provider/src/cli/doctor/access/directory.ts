/** Resolves the ids in rules: groups, identity providers and service tokens, as far as they are readable. */
import type { WireGroup } from "../../../cloudflare/wire/access";
import { asText } from "../../../text/asText";
import type { Evidence, Known, ReadList } from "../evidence";
import type { Reason } from "./match";
import { once } from "./memo";

export interface Directory {
  /** The group, or why there is none. */
  group(id: string): WireGroup | Reason;
  groupWords(id: string): string;
  providerWords(id: string): string;
  tokenWords(id: string): string;
  /** False only if all providers are known and none has the id. */
  mayExist(id: string): boolean;
  /** Whether the provider is one-time PIN, with which anybody with an email address can log in. */
  isOneTimePin(id: string): boolean;
  /** Undefined if unknown. */
  readonly offersOneTimePin: boolean | undefined;
  /** Why a service token no longer works: `has expired`. */
  tokenFault(id: string): string | undefined;
}

type Names = Pick<Evidence, "groups" | "identityProviders" | "serviceTokens" | "now">;

/** One for the same evidence, so that checks share resolved groups. */
export const directoryOf = once(({ groups, identityProviders, serviceTokens, now }: Names): Directory => {
  const groupOf = indexed(groups);
  const providerOf = indexed(identityProviders);
  const tokenOf = indexed(serviceTokens);
  const named = (noun: string, id: string, name: unknown): string =>
    typeof name === "string" && name !== "" ? `${noun} ${JSON.stringify(name)}` : `${noun} ${id}`;
  const isOneTimePin = (id: string): boolean => providerOf.get(id)?.type === "onetimepin";
  const groupWords = (id: string): string => named("group", id, groupOf.get(id)?.name);
  return {
    group: (id) =>
      groupOf.get(id) ?? {
        words: `${groupWords(id)}, which ${isWhole(groups) ? "no longer exists" : "could not be read"}`,
        unread: true,
      },
    groupWords,
    providerWords: (id) => named("identity provider", id, providerOf.get(id)?.name),
    tokenWords: (id) => named("service token", id, tokenOf.get(id)?.name),
    mayExist: (id) => providerOf.has(id) || !isWhole(identityProviders),
    isOneTimePin,
    offersOneTimePin: isWhole(identityProviders) ? [...providerOf.keys()].some(isOneTimePin) : undefined,
    tokenFault: (id) => {
      const token = tokenOf.get(id);
      if (token?.enabled === false) {
        return "is disabled";
      }
      return Date.parse(asText(token?.expires_at)) <= now ? "has expired" : undefined;
    },
  };
});

/** An unreadable object of the list might have the id. */
function isWhole(list: Known<ReadList<unknown>>): boolean {
  return list.known && list.value.unread.length === 0;
}

function indexed<Wire extends { readonly id: string }>(list: Known<ReadList<Wire>>): ReadonlyMap<string, Wire> {
  return new Map(list.known ? list.value.objects.map((object) => [object.id, object]) : []);
}
