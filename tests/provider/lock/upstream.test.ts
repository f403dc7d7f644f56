import { boundHostname, boundOrigin, isBoundTo, originOf } from "../../../provider/src/lock/upstream";

const plain = "https://mcp.example.com/api/mcp";
const withKey = `${plain}?key=abcdef123456`;

test("a lock file has the URL, and the digest of one with a query", () => {
  expect(boundHostname(plain)).toBe(plain);
  expect(boundHostname(withKey)).toMatch(/^https:\/\/mcp\.example\.com\/api\/mcp\?sha256:[0-9a-f]{64}$/);
  expect(boundHostname(boundHostname(withKey))).toBe(boundHostname(withKey));
  expect(boundHostname("not a URL?key=abcdef")).toBe("not a URL?key=abcdef");
});

test("a lock file has no password of a URL", () => {
  for (const url of [plain.replace("//", "//me:pass-word@"), plain.replace("//", "//t0ken@")]) {
    expect(boundHostname(url)).toMatch(/^https:\/\/mcp\.example\.com\/api\/mcp\?sha256:[0-9a-f]{64}$/);
    expect(isBoundTo(boundHostname(url), url)).toBe(true);
    expect(isBoundTo(boundHostname(url), plain)).toBe(false);
  }
});

test("state has the origin and a digest, made of the URL or of what a lock file has", () => {
  for (const url of [plain, withKey]) {
    expect(boundOrigin(url)).toMatch(/^https:\/\/mcp\.example\.com\?sha256:[0-9a-f]{64}$/);
    expect(boundOrigin(boundHostname(url))).toBe(boundOrigin(url));
  }
  expect(boundOrigin("not a URL")).toBe("not a URL");
});

test.each([plain, withKey])("each form is bound to %s in any spelling, and to nothing else", (url) => {
  for (const form of [url, boundHostname(url), boundOrigin(url)]) {
    expect(isBoundTo(form, url)).toBe(true);
    expect(isBoundTo(form, url.replace("mcp.example.com", "MCP.example.com:443"))).toBe(true);
    for (const other of [
      `${url}x`,
      "https://other.example.com/api/mcp",
      form === url ? `${url}/` : form,
      "",
      undefined,
    ]) {
      expect(isBoundTo(form, other)).toBe(false);
    }
  }
});

test("what a lock shows beside the digest must be the URL's, so that nobody reviews another one", () => {
  const [, digest = ""] = boundHostname(withKey).split("?");
  expect(isBoundTo(`https://evil.example.com/api/mcp?${digest}`, withKey)).toBe(false);
  expect(isBoundTo(`https://mcp.example.com/other?${digest}`, withKey)).toBe(false);
  expect(isBoundTo(`https://mcp.example.com/?${digest}`, withKey)).toBe(false);
});

test("state made of a lock that shows another path, or none, is bound to no URL that the digest is of", () => {
  for (const url of [plain, withKey]) {
    const [, digest = ""] = (url === plain ? boundOrigin(url) : boundHostname(url)).split("?");
    for (const shown of ["https://mcp.example.com/reviewed", "https://mcp.example.com/", "https://mcp.example.com"]) {
      const file = boundHostname(`${shown}?${digest}`);
      expect([file, boundOrigin(file)].map((form) => isBoundTo(form, url))).toEqual([false, false]);
    }
  }
});

test("a message shows the origin", () => {
  expect([originOf(withKey), originOf("x")]).toEqual(["https://mcp.example.com", "an invalid URL"]);
});
