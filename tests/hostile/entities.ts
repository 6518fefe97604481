import fc from "fast-check";
import { nasty } from "./bodies";

/** Texts that a terminal obeys, a page renders, or a parser trips over. */
const text = fc.oneof(
  nasty,
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "\u001b]0;title\u0007\u001b[2J",
    "\u009b31m",
    "a\r\nintune: everything is fine",
    "\u061c\u200f\u2067abc\u2069",
    "\u2028\u2029",
    "\udfff\ud800",
    "${jndi:ldap://127.0.0.1/a}",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "..",
    "%2e%2e%2f",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
    "k".repeat(5000),
  ),
);

const date = fc.oneof(
  fc.date({ noInvalidDate: true }).map((one) => one.toISOString()),
  fc.constantFrom(
    "2026-03-01T10:00:00Z",
    "2026-03-01",
    "2026-03-01 10:00",
    "1",
    "+275760-09-13T00:00:00.000Z",
    "-271821-04-20T00:00:00.000Z",
    "-000001-01-01T00:00:00Z",
    "0001-01-01T00:00:00.0000000Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "9999-12-31T23:59:59-14:00",
    "Sat, 01 Jan 2028 00:00:00 GMT",
    "2026-02-31T00:00:00Z",
  ),
  text,
);

/** What all hostile tokens and QR contents hold, and no message may. */
export const tokenValue = "ABCDEFGHIJKLMNOPQRST";

const id = fc.oneof(
  fc.constant("0f1e2d3c"),
  text.filter((one) => one !== ""),
);

/** What Graph answers on a profile, by the names of its fields: all as they should be, but for what a spoiler put in. */
const entity = {
  id,
  displayName: fc.oneof(fc.constant("Kiosk"), text),
  tokenValue: fc.oneof(
    fc.constant(tokenValue),
    fc.constant(""),
    text.map((more) => `${tokenValue}${more}`),
  ),
  tokenExpirationDateTime: date,
  tokenCreationDateTime: date,
  qrCodeContent: fc.oneof(
    fc.constant(""),
    text.map((more) => `${more}${tokenValue}`),
  ),
  enrollmentMode: fc.constantFrom(
    "corporateOwnedDedicatedDevice",
    "corporateOwnedFullyManaged",
    "constructor",
  ),
  createdDateTime: date,
  enrolledDeviceCount: fc.constantFrom(0, 0, -1, 1e308, 0.5),
};

export type Entity = {
  -readonly [Name in keyof typeof entity]: (typeof entity)[Name] extends fc.Arbitrary<infer V> ? V : never;
};

/** Every field of the right type, and some with a value that does harm where nobody looks. */
export const hostileEntity: fc.Arbitrary<Entity> = fc.record(entity);

/** A head of an answer that is as hostile as HTTP can carry it, and worse. */
export const hostileHead: fc.Arbitrary<readonly string[]> = fc.array(
  fc
    .tuple(
      fc.constantFrom(
        "request-id",
        "Retry-After",
        "Date",
        "Content-Type",
        "Content-Length",
        "Transfer-Encoding",
        "Content-Encoding",
        "WWW-Authenticate",
        "Location",
        "Set-Cookie",
        "x-ms-ags-diagnostic",
        "Connection",
        "__proto__",
      ),
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 30 }),
        fc.constantFrom(
          "\u001b[31mred",
          "\u009b31m",
          "\u202e\u2066",
          "Fri, 13 Sep 275760 00:00:00 GMT",
          "Sat, 01 Jan 9999 00:00:00 GMT",
          "Thu, 01 Jan 0001 00:00:00 GMT",
          "Thu, 01 Jan 1970 00:00:00 GMT",
          "-1",
          "0",
          "1e309",
          "99999999999999999999",
          "gzip",
          "chunked",
          "text/html; charset=\u001b[2J",
          'Bearer claims="eyJhIjoxfQ==", error="insufficient_claims"',
          `Bearer claims="${Buffer.from("\u001b[31m{").toString("base64")}"`,
          "http://127.0.0.1:9/elsewhere",
          "k".repeat(20_000),
        ),
      ),
    )
    .map(([name, value]) => `${name}: ${value}`),
  { maxLength: 5 },
);
