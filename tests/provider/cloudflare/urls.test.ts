import { withoutQuery } from "../../../provider/src/cloudflare/urls";

test.each([
  ["https://x.example.com/mcp", "https://x.example.com/mcp"],
  ["https://x.example.com/mcp?key=abc", "https://x.example.com/mcp?…"],
  ["https://me:pass@x.example.com/mcp", "https://…@x.example.com/mcp"],
  ["https://t0ken@x.example.com:81/mcp?key=abc#part", "https://…@x.example.com:81/mcp?…"],
  ["Is this a question?", "Is this a question?"],
  ["mailto:me@example.com?subject=x", "mailto:me@example.com?subject=x"],
])("a message shows of %s neither query nor password", (text, shown) => {
  expect(withoutQuery(text)).toBe(shown);
});
