/**
 * Finds every part of the secrets of a server, because an upstream that quotes a credential seldom quotes all of it.
 */
import { isObject, isSet, isUnknown } from "../lifecycle/values";
import { credentialsText, parsed } from "./credentials";

/** The arguments that hold secrets, among inputs or outputs. */
interface WithSecrets {
  readonly authCredentials?: unknown;
  readonly clientSecret?: unknown;
  readonly hostname?: unknown;
}

export function secretParts({ authCredentials, clientSecret, hostname }: WithSecrets): string[] {
  const parts: string[] = [];
  if (typeof clientSecret === "string") {
    parts.push(clientSecret);
  }
  if (isSet(authCredentials)) {
    const text = credentialsText(authCredentials);
    const value = parsed(text);
    parts.push(text, ...(typeof value === "string" ? headerParts(value) : []));
    if (isObject(value) && isObject(value.headers)) {
      parts.push(
        ...Object.values(value.headers)
          .filter((each) => typeof each === "string")
          .flatMap(headerParts),
      );
    }
  }
  parts.push(...keysInUrl(hostname));
  return [...new Set(parts)].filter((part) => !isUnknown(part));
}

/** The whole value, its words without the scheme, the values of its pairs (cookies), and the decoded text of Basic. */
function headerParts(header: string): string[] {
  const words = header.split(" ");
  const [scheme = "", credentials = ""] = words;
  return [
    header,
    ...words.filter((word, index) => index > 0 || !isScheme(word)),
    ...header.split(/[;,]/).flatMap(valueOfPair),
    ...(scheme.toLowerCase() === "basic" ? basicParts(credentials) : []),
  ];
}

/** The scheme at the start of an Authorization header. */
function isScheme(word: string): boolean {
  return ["basic", "bearer", "digest", "dpop", "negotiate", "token"].includes(word.toLowerCase());
}

/** `session=abc`, `response="abc"` */
function valueOfPair(pair: string): string[] {
  const [, value] = /^[^=]+="?(.*?)"?$/.exec(pair.trim()) ?? [];
  return value === undefined || value === "" ? [] : [value, ...decodedUrl(value)];
}

/** `user:password` in base64. */
function basicParts(credentials: string): string[] {
  const text = Buffer.from(credentials, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? [] : [text, text.slice(colon + 1)];
}

/**
 * API keys in the query of the URL, and a password before its host. A parameter counts if its name or a random-looking
 * value suggests a key. Other values are ordinary words, such as `toolsets=default`, which appear in every schema.
 */
function keysInUrl(hostname: unknown): string[] {
  if (typeof hostname !== "string") {
    return [];
  }
  const url = URL.canParse(hostname) ? new URL(hostname) : undefined;
  // Both the URL as the program writes it, perhaps without https://, and as it is sent: in base64 the two share no
  // text.
  const queries = [hostname.replace(/^[^?]*\??/, ""), ...(url === undefined ? [] : [url.search.slice(1)])];
  const keys = queries.flatMap((query) => query.split(/[&;]/).flatMap(keyIn));
  return [...(url === undefined ? [] : passwordIn(url)), ...(keys.length === 0 ? [] : [...queries, ...keys])];
}

/** No program can declare a user in the URL, but the dashboard can. A user without a password might be a token. */
function passwordIn({ username, password }: URL): string[] {
  const secret = password === "" ? username : password;
  return secret === "" ? [] : [secret, `${username}:${password}`].flatMap((text) => [text, ...decodedUrl(text)]);
}

/** The value of a parameter, raw and decoded. A parameter without a value might itself be a key. */
function keyIn(parameter: string): string[] {
  const [[name = "", value = ""] = []] = new URLSearchParams(parameter);
  if (value === "") {
    return isRandom(name) ? [parameter, name] : [];
  }
  return secretName.test(name) || isRandom(value) ? [parameter.slice(parameter.indexOf("=") + 1), value] : [];
}

const secretName = /(?:key|token|secret|auth|pass(?:word|wd)?|sig(?:nature)?|credentials?|jwt|code)$/i;

function isRandom(value: string): boolean {
  return value.length >= 16 && /[a-z]/i.test(value) && /[0-9]/.test(value) && !/\s/.test(value);
}

function decodedUrl(value: string): string[] {
  try {
    return [decodeURIComponent(value)];
  } catch {
    return [];
  }
}
