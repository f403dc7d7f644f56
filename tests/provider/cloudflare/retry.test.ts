import fc from "fast-check";
import { CloudflareError } from "../../../provider/src/cloudflare/errors";
import {
  attemptLimit,
  delayBefore,
  mayRepeat,
  parseRatelimit,
  parseRetryAfter,
} from "../../../provider/src/cloudflare/retry";

const now = Date.UTC(1994, 10, 6, 8, 49, 30);
const year = 365 * 24 * 3_600_000;

const failure = (details: { retryable?: boolean; maybeCommitted?: boolean; retryAfterMilliseconds?: number }) =>
  new CloudflareError("test", { kind: "server", reason: "", retryable: true, maybeCommitted: true, ...details });

describe("Retry-After", () => {
  test.each([
    ["whole seconds", "2", 2_000],
    ["seconds with spaces around them", " 120 ", 120_000],
    ["zero", "0", 0],
    ["an HTTP date as of today", "Sun, 06 Nov 1994 08:49:37 GMT", 7_000],
    ["an HTTP date as of RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", 7_000],
    ["an HTTP date as of asctime, which is UTC too", "Sun Nov  6 08:49:37 1994", 7_000],
    ["a date that is over", "Sun, 06 Nov 1994 08:49:00 GMT", 0],
    ["more seconds than a year has", "99999999999", year],
    ["more digits than a number has", "9".repeat(400), year],
    ["a date in a far future", "Fri, 31 Dec 9999 23:59:59 GMT", year],
  ])("understands %s", (_name, header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });

  test.each(["", "   ", "0x10", "-1", "1.5", "1e3", "+2", "5 apples", "soon", "Sunshine", "Sun", "Mon, 99 Foo 2026"])(
    "takes %p for no answer",
    (header) => {
      expect(parseRetryAfter(header, now)).toBeUndefined();
    },
  );

  test("takes a missing header for no answer", () => {
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });

  test("reads each form of a date as UTC, wherever the program runs", () => {
    const parse = jest.spyOn(Date, "parse");
    parseRetryAfter("Sun Nov  6 08:49:37 1994", now);
    parseRetryAfter("Sunday, 06-Nov-94 08:49:37 GMT", now);
    const parsed = parse.mock.calls.map(([text]) => text);
    parse.mockRestore();
    expect(parsed).toEqual(["Sun Nov  6 08:49:37 1994 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"]);
  });

  test("is never negative, never endless and always the time of a date, whatever the header says", () => {
    const header = fc.oneof(
      fc.string(),
      fc.bigInt().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(header, (text) => {
        const wait = parseRetryAfter(text, now);
        expect(wait === undefined || (wait >= 0 && wait <= year)).toBe(true);
      }),
    );
  });
});

describe("Ratelimit", () => {
  test.each([
    ['"default";r=50;t=30', undefined],
    ['"default";r=0;t=30', 30_000],
    ['"default";t=30;r=0', 30_000],
    ['"default"; r=0; t=7', 7_000],
    ['"burst";r=3;t=1, "default";r=0;t=60', 60_000],
    ['"burst";r=0;t=1, "default";r=0;t=60', 60_000],
    ['"default";r=0;t=0', 0],
    ['"default";r=0', undefined],
    ['"default";r=00x;t=30', undefined],
    ['"default";r=0;t=99999999999', year],
    ["garbage", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%p asks for a pause of %p", (header, expected) => {
    expect(parseRatelimit(header)).toBe(expected);
  });
});

describe("the delay before the next attempt", () => {
  test("doubles from half a second to eight", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => delayBefore(attempt, failure({}), 0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000,
    ]);
  });

  test("is up to a quarter shorter by chance", () => {
    expect(delayBefore(1, failure({}), 1)).toBe(375);
    expect(delayBefore(5, failure({}), 0.5)).toBe(7_000);
  });

  test.each([
    [0, 0],
    [1_000, 1_100],
    [2_000, 2_200],
    [60_000, 61_000],
    [300_000, 301_000],
  ])("is the %i ms that Cloudflare asks for, and at most %i ms by chance, however often", (asked, most) => {
    for (const attempt of asked === 0 ? [1, attemptLimit - 1] : [1, attemptLimit, attemptLimit + 20]) {
      expect(delayBefore(attempt, failure({ retryAfterMilliseconds: asked }), 0)).toBe(asked);
      expect(delayBefore(attempt, failure({ retryAfterMilliseconds: asked }), 1)).toBe(most);
    }
  });

  test("becomes a real one when Cloudflare keeps saying now and refusing", () => {
    expect(delayBefore(attemptLimit, failure({ retryAfterMilliseconds: 0 }), 0)).toBe(8_000);
  });
});

test.each([
  [{ retryable: true, maybeCommitted: true }, true, true],
  [{ retryable: true, maybeCommitted: true }, false, false],
  [{ retryable: true, maybeCommitted: false }, false, true],
  [{ retryable: false, maybeCommitted: false }, true, false],
])("after %p a request whose repetition is harmless (%p) is sent again: %p", (details, repeatable, expected) => {
  expect(mayRepeat(repeatable, failure(details))).toBe(expected);
});
