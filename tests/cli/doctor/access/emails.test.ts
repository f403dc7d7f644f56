import { parseEmail, sameDomain, sameEmail } from "../../../../provider/src/cli/doctor/access/emails";

test.each([
  ["alice@example.com", "alice@example.com", "yes"],
  ["alice@example.com", "alice@EXAMPLE.com", "yes"],
  ["alice@example.com", "Alice@example.com", "depends"],
  ["alice@example.com", "alice@example.org", "no"],
  ["alice@example.com", "bob@example.com", "no"],
  ["al\u0131ce@example.com", "alice@example.com", "no"],
  ["\u212aim@example.com", "kim@example.com", "depends"],
  ["alice", "alice@example.com", "no"],
])("%s and %s are one email address: %s", (one, other, answer) => {
  const [first, second] = [parseEmail(one), parseEmail(other)];
  expect([sameEmail(first, second).is, sameEmail(second, first).is]).toEqual([answer, answer]);
});

test.each([
  ["example.com", "Example.COM", "yes"],
  ["example.com", "mail.example.com", "no"],
  ["b\u00fccher.example", "xn--bcher-kva.example", "depends"],
])("%s and %s are one domain: %s", (one, other, answer) => {
  expect(sameDomain(one, other).is).toBe(answer);
});
