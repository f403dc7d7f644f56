/** Random credentials of every form, and the parts of them that an upstream or an API can quote. */
import fc from "fast-check";
import type { Properties } from "./deployment";

export interface Canaries {
  readonly apiToken: string;
  /** The URL of the server, with a key in its query. */
  readonly hostname: string;
  readonly key: string;
  readonly before: Credentials;
  /** After a rotation. */
  readonly after: Credentials;
}

/** What a program says of its server, and what can be quoted of it: the whole or a part. */
export interface Credentials {
  readonly args: Properties;
  readonly quotable: readonly string[];
  /** What must not be found anywhere, in whichever encoding. */
  readonly hidden: readonly string[];
}

/** No letter of hexadecimal digits, so that no digest and no id holds six characters of a secret by chance. */
const letters = "ghijkmnopqrstuvwxyzGHIJKMNPQRSTUVWXYZ";
const ordinary = `${letters}0123456789-._~+/`;
const special = `${letters}"'&<>\\%+/=#?:@$^{}|é€😀`;

function secretOf(characters: string, least = 12): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...Array.from(characters));
  return fc
    .tuple(
      fc.constantFrom(...Array.from(letters)),
      fc.array(unit, { minLength: least, maxLength: 40, size: "max" }),
      fc.constantFrom(...Array.from(letters)),
    )
    .map(([first, middle, last]) => `${first}${middle.join("")}${last}`)
    .filter((text) => !/[^a-z]{5}/i.test(text));
}

const plain = secretOf(ordinary);
const odd = fc.oneof(plain, secretOf(special));
/** What a cookie, a user name or a query can have without an encoding of its own. */
const bare = secretOf(`${letters}0123456789-._~`);

const ofToken = odd.map((token): Credentials => ({
  args: { authType: "bearer", authCredentials: token },
  quotable: [token, `Bearer ${token}`],
  hidden: [token],
}));

function ofHeaders(
  headers: Readonly<Record<string, string>>,
  more: readonly string[],
  hidden: readonly string[],
): Credentials {
  const authCredentials = { headers };
  return {
    args: { authType: "bearer", authCredentials },
    quotable: [...Object.values(headers), JSON.stringify(authCredentials), ...more],
    hidden,
  };
}

const credentials: Readonly<Record<string, fc.Arbitrary<Credentials>>> = {
  "a token": ofToken,
  "a Bearer header": odd.map((token) => ofHeaders({ authorization: `Bearer ${token}` }, [token], [token])),
  "a Basic header": fc.tuple(bare, odd).map(([user, password]) => {
    const text = Buffer.from(`${user}:${password}`).toString("base64");
    return ofHeaders({ authorization: `Basic ${text}` }, [text, `${user}:${password}`, password], [password]);
  }),
  cookies: fc
    .tuple(bare, bare, bare)
    .map(([one, two, three]) =>
      ofHeaders(
        { cookie: `session=${one}; csrf="${two}"; theme=dark; id=${three}` },
        [one, two, three],
        [one, two, three],
      ),
    ),
  "custom headers": fc
    .tuple(odd, odd, odd)
    .map(([one, two, three]) =>
      ofHeaders({ "x-api-key": one, "x-other": two, "x-tenant": `${three} and more` }, [three], [one, two, three]),
    ),
  "an OAuth client": odd.map((clientSecret) => ({
    args: {
      authType: "oauth",
      authCredentials: {
        config: {
          authorizationEndpoint: "https://idp.example.com/authorize",
          tokenEndpoint: "https://idp.example.com/token",
        },
        registrationInfo: { clientId: "portal", redirectUris: ["https://mcp.example.com/servers-callback"] },
      },
      clientSecret,
    },
    quotable: [clientSecret],
    hidden: [clientSecret],
  })),
};

export const credentialForms = Object.keys(credentials);

/** `form` is one of the forms; each has a key in the query of its hostname, too. */
export function canariesOf(form: string): fc.Arbitrary<Canaries> {
  const own = credentials[form] ?? ofToken;
  return fc.record({ apiToken: plain, before: own, after: own, key: odd }).map((canaries) => ({
    ...canaries,
    hostname: `https://docs.example.com/mcp?toolset=all&api_key=${encodeURIComponent(canaries.key)}`,
  }));
}

/** Everything that must not be found. */
export function hiddenIn({ apiToken, key, before, after }: Canaries): string[] {
  return [apiToken, key, ...before.hidden, ...after.hidden];
}
