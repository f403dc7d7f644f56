import fc from "fast-check";
import { encodings } from "../../support/encodings";
import { SecretDetector } from "../../support/secretDetector";
import { holdsSecret, mapStrings, redact, redactDeep } from "../../../provider/src/text/redact";

/** With everything that the encodings treat in their own way. */
const canary = 'can"ary\\ /+=?&é€😀~end';
const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
const base64url = (text: string) => Buffer.from(text, "utf8").toString("base64url");
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

describe("redact", () => {
  test.each([
    ["as it is", canary],
    ["in JSON", JSON.stringify({ token: canary })],
    ["in JSON in JSON", JSON.stringify({ body: JSON.stringify({ token: canary }) })],
    ["in base64", base64(canary)],
    ["in base64url", base64url(canary)],
    ["in a URL", `https://example.com/?token=${encodeURIComponent(canary)}`],
    [
      "in a URL with small hexadecimal digits",
      encodeURIComponent(canary).replace(/%../g, (code) => code.toLowerCase()),
    ],
    ["more than once", `${canary} and ${canary}`],
  ])("takes out a secret %s", (_name, text) => {
    const result = redact(`before ${text} after`, [canary]);
    expect(result).toContain("[secret]");
    expect(result).toMatch(/^before .* after$/);
    for (const form of [canary, inJson(canary), inJson(inJson(canary)), encodeURIComponent(canary)]) {
      expect(result).not.toContain(form);
    }
    expect(result).not.toContain(base64(canary).slice(0, 12));
    expect(result).not.toContain(base64url(canary).slice(0, 12));
  });

  test.each(["Bearer ", "Basic me:", "x", "xy", "xyz", ""])(
    "takes out a secret that stands behind %p in the base64 of a longer text",
    (prefix) => {
      const secret = "0123456789-abcdefghij";
      const result = redact(base64(`${prefix}${secret} and more`), [secret]);
      expect(result).toContain("[secret]");
      // What decodes from the remains has at most the bits that neighbours share with it.
      const remains = result.split("[secret]").map((part) => Buffer.from(part, "base64").toString("latin1"));
      expect(remains.join(" ")).not.toMatch(/12|23|34|45|56|67|78|ab|bc|cd|de|ef|fg|gh|hi/);
    },
  );

  const codes = (text: string, write: (code: number) => string): string =>
    Array.from(text, (character) => write(character.codePointAt(0) ?? 0)).join("");
  const json = (text: string, backslash: string): string =>
    Array.from(
      { length: text.length },
      (_, index) => `${backslash}u${text.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join("");
  const bytes = (text: string, write: (byte: string) => string): string =>
    [...Buffer.from(text, "utf8")].map((byte) => write(byte.toString(16).padStart(2, "0").toUpperCase())).join("");

  test.each<[string, (text: string) => string]>([
    ["of forms", (text) => new URLSearchParams({ "": text }).toString().slice(1)],
    ["of a URL that encodes each character", (text) => bytes(text, (byte) => `%${byte}`)],
    ["of a URL in a URL", (text) => encodeURIComponent(encodeURIComponent(text))],
    ["of JSON with each character escaped", (text) => json(text, "\\")],
    ["of JSON in JSON with each character escaped", (text) => json(text, "\\\\")],
    ["of JSON with escaped slashes", (text) => inJson(text).replaceAll("/", "\\/")],
    ["of JSON that is safe in HTML", (text) => inJson(text).replace(/[&<>]/g, (sign) => json(sign, "\\"))],
    ["of HTML with decimal entities", (text) => codes(text, (code) => `&#${code};`)],
    ["of HTML with hexadecimal entities", (text) => codes(text, (code) => `&#x${code.toString(16).toUpperCase()};`)],
    [
      "of HTML with named entities",
      (text) =>
        text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll("'", "&#039;"),
    ],
    ["of base64 in a URL", (text) => encodeURIComponent(base64(text))],
    ["of names that lose their case", (text) => text.toUpperCase()],
  ])("takes out a secret in the encoding %s", (_name, encode) => {
    for (const secret of ["plain-TOKEN_123", canary.replace("~", "' <>~"), "a\\\\b\\c\\\\\\d/"]) {
      expect(redact(`before ${encode(secret)} after`, [secret])).toMatch(/^before (\[secret\]=*(%3D)*)+ after$/);
    }
  });

  test.each(Object.entries(encodings))("leaves nothing of a secret in the encoding %s", (_name, encode) => {
    const odd = 'k"Qz\\\\ /+=?&é€😀~%xW';
    let turn = 0;
    for (const secret of ["plain-TOKEN_kQz", odd, odd.repeat(20)]) {
      const result = redact(`before ${encode(secret, () => (turn += 1) % 3 > 0)} after`, [secret]);
      expect(result).toContain("[secret]");
      expect(new SecretDetector([secret]).in(result)).toBeUndefined();
    }
  });

  test("a long secret is found in the usual encodings", () => {
    const long = `${canary}${"0123456789".repeat(200)}`;
    for (const form of [long, inJson(long), encodeURIComponent(long), base64(long), base64(`Bearer ${long}`)]) {
      expect(redact(form, [long])).toContain("[secret]");
      expect(redact(form, [long])).not.toContain("01234567890123");
    }
  });

  test("no secret is too long or too odd to look for", () => {
    for (const secret of ["\"&<>'/ +%\\é😀".repeat(18), "\"&<>'/ +%\\é😀".repeat(2_000), "a".repeat(100_000)]) {
      expect([secret, inJson(secret), base64(secret)].map((form) => redact(form, [secret]).length < 100)).toEqual([
        true,
        true,
        true,
      ]);
    }
  });

  test("no text makes the search slow, however the secret and the text repeat", () => {
    const secret = "\\".repeat(40) + "&amp;".repeat(8) + "a".repeat(40);
    const texts = [
      "\\".repeat(200_000),
      "&amp;".repeat(40_000),
      "a".repeat(200_000),
      `${"\\".repeat(40)}&amp;`.repeat(2_000),
    ];
    expect(texts.map((text) => redact(text, [secret]) === text)).toEqual([true, true, true, true]);
  });

  test("takes out a secret as a whole when another one is part of it", () => {
    expect(redact("Authorization: Bearer abcdef123456!", ["abcdef123456", "Bearer abcdef123456"])).toBe(
      "Authorization: [secret]!",
    );
  });

  test("takes out secrets that stand side by side", () => {
    expect(redact("abcdef123456", ["abcdef", "123456"])).toBe("[secret][secret]");
  });

  test("leaves alone what is too short to be a secret, or no text would be left", () => {
    expect(redact("a token", ["a", "token", ""])).toBe("a token");
    expect(redact("a tokens", ["tokens"])).toBe("a [secret]");
  });

  test("takes a secret literally, whatever it means in a pattern", () => {
    expect(redact("axxxxxb $&$1(.*)", ["a.*b$$"])).toBe("axxxxxb $&$1(.*)");
    expect(redact("is $&$1(.*) it", ["$&$1(.*)"])).toBe("is [secret] it");
  });

  test("copes with half of a pair of surrogates", () => {
    expect(redact("token \ud800 12345!", ["\ud800 12345"])).toBe("token [secret]!");
  });

  test("leaves no form of any secret in any text", () => {
    const secret = fc.string({ unit: "grapheme", minLength: 6, maxLength: 60 }).filter((text) => text.length >= 6);
    const encodings = fc.constantFrom(
      (text: string) => text,
      inJson,
      (text: string) => inJson(inJson(text)),
      base64,
      base64url,
      (text: string) => encodeURIComponent(text),
    );
    fc.assert(
      fc.property(secret, encodings, fc.string(), fc.string(), (text, encode, before, after) => {
        const shown = redact(`${before}${encode(text)}${after}`, [text]);
        const traces = [text, inJson(text), encodeURIComponent(text), base64(text).replace(/=+$/, ""), base64url(text)];
        // A secret that is part of the mark is no secret.
        fc.pre(!traces.some((trace) => "[secret]".includes(trace)));
        for (const trace of traces) {
          expect(shown).not.toContain(trace);
        }
      }),
    );
  });
});

describe("redactDeep", () => {
  test("reaches every string of a value, keys included, and leaves order and other types alone", () => {
    const value = {
      "key canary-123": 1,
      error: "no canary-123",
      list: ["canary-123", 1, true, null, { inner: "is canary-123" }],
      none: null,
    };
    const result = redactDeep(value, ["canary-123"]);
    expect(result).toEqual({
      "key [secret]": 1,
      error: "no [secret]",
      list: ["[secret]", 1, true, null, { inner: "is [secret]" }],
      none: null,
    });
    expect(value.list[0]).toBe("canary-123");
  });
});

test("a hundred thousand secrets in one code of megabytes are found at once", () => {
  const encoded = Buffer.from("canary-123").toString("hex").replace(/../g, "%$&").repeat(100_000);
  expect(redact(`before ${encoded} after ${encoded}`, ["canary-123"])).toBe("before [secret] after [secret]");
});

test("a value is known to hold a secret, or not", () => {
  const secrets = ["canary-123"];
  expect(
    [{ a: ["x canary-123"] }, { "canary%2D123": 1 }, "canary-12", null].map((value) => holdsSecret(value, secrets)),
  ).toEqual([true, true, false, false]);
  expect(holdsSecret("canary-123", [])).toBe(false);
});

describe("mapStrings", () => {
  test("keeps a member that is named like a part of JavaScript", () => {
    const value: unknown = JSON.parse('{"__proto__": "a", "constructor": {"__proto__": ["b"]}}');
    const result = mapStrings(value, (text) => (text.length === 1 ? text.toUpperCase() : text));
    expect(JSON.stringify(result)).toBe('{"__proto__":"A","constructor":{"__proto__":["B"]}}');
  });
});
