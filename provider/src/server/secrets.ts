/** Every part of the secrets of a server: an upstream that quotes a credential seldom quotes the whole. */
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

/** The whole, its words without the scheme, the values of its pairs (cookies), and what Basic hides in base64. */
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

/** What an Authorization header begins with. */
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
 * API keys in the query of the URL, and a password before its host. A parameter counts by its name, or by a value that
 * looks random: other values are ordinary words, such as `toolsets=default`, which stand in every schema.
 */
function keysInUrl(hostname: unknown): string[] {
  if (typeof hostname !== "string") {
    return [];
  }
  const url = URL.canParse(hostname) ? new URL(hostname) : undefined;
  // As the program writes it, perhaps without https://, and as URLs are sent: in base64, the two have nothing in common.
  const queries = [hostname.replace(/^[^?]*\??/, ""), ...(url === undefined ? [] : [url.search.slice(1)])];
  const keys = queries.flatMap((query) => query.split(/[&;]/).flatMap(keyIn));
  return [...(url === undefined ? [] : passwordIn(url)), ...(keys.length === 0 ? [] : [...queries, ...keys])];
}

/** No program can declare one, but the dashboard can have it. A user without a password may be a token. */
function passwordIn({ username, password }: URL): string[] {
  const secret = password === "" ? username : password;
  return secret === "" ? [] : [secret, `${username}:${password}`].flatMap((text) => [text, ...decodedUrl(text)]);
}

/** The value of a parameter, as it is written and as it is meant. One without a value may be a key itself. */
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
